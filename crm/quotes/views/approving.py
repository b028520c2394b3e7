"""Verbs on a quote's newest version: approval, withdrawal, extension; and the policies that ask for an approval."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar

from django.urls import reverse

from billing_suite.kernel.values.clock import now, today
from billing_suite.kernel.values.dates import in_force
from billing_suite.kernel.web.pages import (
    Button,
    Column,
    Crumb,
    DateColumn,
    FormPage,
    HandoutVerb,
    ListPage,
    NumberColumn,
    Preset,
    VerbPage,
)
from crm.quotes.actions import (
    approve_quote,
    ask_quote_paper,
    extend_quote,
    return_quote,
    set_quote_policy,
    submit_quote,
    withdraw_quote,
)
from crm.quotes.forms import ExtendForm, PolicyForm, ReturnForm
from crm.quotes.models import Quote, QuotePolicy, QuoteVersion
from crm.quotes.views.shown import crumb_of, quote_crumbs


class VersionVerb(VerbPage):
    """A verb on a quote's newest version, and back to the quote."""

    model = Quote
    asked: ClassVar[str] = ""
    done_words: ClassVar[str] = ""

    def rows(self) -> Any:
        """With the current version."""
        return super().rows().select_related("opportunity__customer", "current")

    def perform(self, form: Any) -> QuoteVersion:
        """One call of the verb."""
        done: QuoteVersion = type(self).verb(self.record.current, **form.cleaned_data, **self.arguments(), by=self.by)  # type: ignore[misc]
        return done

    def arguments(self) -> Mapping[str, Any]:
        """When."""
        return {"at": now()}

    def question(self) -> str:
        """What comes of it."""
        return self.asked

    def crumbs(self) -> Sequence[Crumb]:
        """Under the quote."""
        return quote_crumbs(crumb_of(self.record))

    def success_url(self, done: QuoteVersion) -> str:
        """Back to the quote."""
        return reverse("quote", args=[done.quote_id])

    def success_message(self, done: QuoteVersion) -> str:
        """Named."""
        return f"{done.reference} {self.done_words}."


class SubmitQuote(VersionVerb):
    """Put it before those who approve."""

    verb = staticmethod(submit_quote)
    title = "Submit the quote for approval"
    submit_label = "Submit"
    asked = "Those who may approve it are told. Once approved, it is sent exactly as it stands."
    done_words = "awaits approval"


class ApproveQuote(VersionVerb):
    """Yes to exactly this version."""

    verb = staticmethod(approve_quote)
    title = "Approve the quote"
    submit_label = "Approve"
    asked = "The approval is of exactly this version: a revision needs one of its own."
    done_words = "is approved"


class ReturnQuote(VersionVerb):
    """No, with a reason."""

    verb = staticmethod(return_quote)
    form_class = ReturnForm
    title = "Return the quote"
    submit_label = "Return"
    asked = "It is a draft again; whoever owns it is told why."
    done_words = "is a draft again"

    def arguments(self) -> Mapping[str, Any]:
        """Nothing more."""
        return {}


class WithdrawQuote(VersionVerb):
    """Take back what was sent."""

    verb = staticmethod(withdraw_quote)
    title = "Withdraw the quote"
    submit_label = "Withdraw"
    asked = "Its link ends: the customer can neither read nor sign it any more. A revision makes a new version."
    done_words = "is withdrawn"


class ExtendQuote(VersionVerb):
    """The same offer with a later last day."""

    verb = staticmethod(extend_quote)
    form_class = ExtendForm
    title = "Extend the quote"
    submit_label = "Extend"
    asked = "A new version with the same lines at the same prices and a later last day, to be sent anew."
    done_words = "is drafted; send it when it is right"

    def initial(self) -> Mapping[str, Any]:
        """Thirty days more."""
        return {"valid_until": self.record.current.valid_until + timedelta(days=30)}

    def perform(self, form: Any) -> QuoteVersion:
        """One call of the verb, on the quote."""
        return extend_quote(self.record, **form.cleaned_data, at=now(), by=self.by)


class QuotePdf(HandoutVerb):
    """The newest version on paper."""

    model = Quote
    verb = staticmethod(ask_quote_paper)
    title = "The quote as a PDF"

    def rows(self) -> Any:
        """With the current version."""
        return super().rows().select_related("opportunity__customer", "current")

    def perform(self, form: Any) -> Any:
        """One call of the verb."""
        return ask_quote_paper(self.record.current, at=now(), by=self.by)

    def question(self) -> str:
        """What comes of it."""
        return "As the customer gets it; a draft is stamped as one."

    def crumbs(self) -> Sequence[Crumb]:
        """Under the quote."""
        return quote_crumbs(crumb_of(self.record))


class PolicyList(ListPage):
    """From which discount, and below which margin, a quote needs an approval."""

    model = QuotePolicy
    rights = ("see_quotes",)
    title = "Quote policies"
    eyebrow = "Sales"
    intro = "From which discount, and below which margin, a quote is for others to approve before it is sent."
    columns = (
        Column("Rule", str, kind="word", phone="title"),
        NumberColumn("Discount above, %", "discount_above", "discount_above"),
        NumberColumn("Margin below, %", "margin_below", "margin_below"),
        Column("Approved by", "role.name", "role__name"),
        DateColumn("From", "valid_from", "valid_from"),
        DateColumn("Through", "valid_to", "valid_to"),
    )
    order = "-valid_from"
    presets = (
        Preset("now", "In force", lambda rows, request: rows.filter(in_force(today("UTC")))),
        Preset("all", "All", lambda rows, request: rows),
    )
    empty_title = "No policies"
    empty_words = "Without one, every quote is sent as it is drafted."
    empty_icon = "scale"

    def buttons(self) -> Sequence[Button]:
        """Set one."""
        return [Button("Set a policy", reverse("quote-policy-new"), "plus", "set_quote_policy", "primary")]


class SetPolicy(FormPage):
    """A threshold from a day on."""

    verb = staticmethod(set_quote_policy)
    form_class = PolicyForm
    title = "Set a quote policy"
    submit_label = "Save"

    def question(self) -> str:
        """What comes of it."""
        return "Quotes beyond it are sent once somebody of the role, who did not make them, has approved them."

    def perform(self, form: Any) -> QuotePolicy:
        """One call of the verb."""
        given = form.cleaned_data
        return set_quote_policy(given.pop("role").name, **given, by=self.by)

    def crumbs(self) -> Sequence[Crumb]:
        """Under the policies."""
        return quote_crumbs(Crumb("Quote policies", reverse("quote-policies")))

    def success_url(self, done: QuotePolicy) -> str:
        """Back to them."""
        return reverse("quote-policies")

    def success_message(self, done: QuotePolicy) -> str:
        """As it reads."""
        return f"From {done.valid_from}, {done}."
