"""Pages of quotes and their versions, and the editor of their lines."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from billing_suite.kernel.values.clock import now, today
from billing_suite.kernel.web.pages import (
    Button,
    Choice,
    Crumb,
    DateColumn,
    DetailPage,
    Fact,
    LinkColumn,
    ListPage,
    MoneyColumn,
    Preset,
    StatusColumn,
    VerbButton,
    VerbPage,
)
from billing_suite.kernel.web.pages.columns import Column
from crm.catalogue.actions import load_rates
from crm.pipeline.models import Opportunity
from crm.quotes.actions import draft_quote, revise_quote, send_quote
from crm.quotes.forms import QuoteForm, SendForm, rows_sent
from crm.quotes.models import Quote, QuoteVersion
from crm.quotes.reports import by_phase

HELD = ("see_quotes",)
VALID_DAYS = 30


def quote_crumbs(*more: Crumb) -> list[Crumb]:
    """The way to a quote's pages."""
    return [Crumb("Quotes", reverse("quotes")), *more]


def crumb_of(quote: Quote) -> Crumb:
    """The quote as a page above."""
    return Crumb(quote.reference, reverse("quote", args=[quote.pk]))


class CurrentStatus(StatusColumn):
    """The status of a quote's newest version, in the words of its choices."""

    def cell(self, row: Any) -> Any:
        """The badge of the current version."""
        return super().cell(row.current) if row.current else ""

    def export(self, row: Any) -> list[str]:
        """The words of the status."""
        return super().export(row.current) if row.current else [""]


class QuoteList(ListPage):
    """Every quote, by its newest version."""

    model = Quote
    rights = HELD
    title = "Quotes"
    eyebrow = "Sales"
    intro = "What we offered, and what the customers said."
    columns = (
        LinkColumn("Quote", "reference", "reference", to="quote", note="name"),
        LinkColumn(
            "Customer",
            "opportunity.customer.name",
            "opportunity__customer__name",
            to="customer",
            key="opportunity.customer_id",
            kind="word",
            phone="word",
        ),
        CurrentStatus("Status", "status", "current__status"),
        Column("Version", lambda quote: f"v{quote.current.number}" if quote.current else ""),
        DateColumn("Valid until", "current.valid_until", "current__valid_until"),
        MoneyColumn("Net", "current.net", "current__net_minor"),
        Column("Owner", "owner.name", "owner__name"),
    )
    order = "-reference"
    search = ("reference", "name", "opportunity__customer__name")
    search_hint = "Reference, name or customer"
    choices = (Choice("current__status", "Status", QuoteVersion.STATUSES),)
    presets = (
        Preset("all", "All", lambda rows, request: rows),
        Preset("mine", "Mine", lambda rows, request: rows.filter(owner=request.user)),
        Preset("waiting", "Awaiting answer", lambda rows, request: rows.filter(current__status="sent")),
    )
    empty_title = "No quotes here"
    empty_words = "A quote is drafted on the page of its opportunity."
    empty_icon = "file-description"

    def buttons(self) -> Sequence[Button]:
        """Where one is drafted."""
        return [Button("Choose an opportunity", reverse("opportunities"), "plus", "draft_quote", "primary")]


def version_facts(version: QuoteVersion, zone: str) -> list[Fact]:
    """What a version says beside its lines, and how it was answered."""
    told = [
        Fact("Net", version.net),
        Fact("Work starts", version.starts_on),
        Fact("Valid until", version.valid_until),
        Fact("Sent to", version.sent_to, reverse("contact", args=[version.sent_to_id]) if version.sent_to_id else ""),
    ]
    if version.status == "accepted":
        signed = f"{version.signed_by}, {version.signed_title}" if version.signed_title else version.signed_by
        told += [Fact("Signed by", signed), Fact("PO number", version.signed_po)]
    if version.status == "declined":
        told.append(Fact("Declined because", version.decline_reason))
    return told


class QuotePage(DetailPage):
    """A quote: its newest version with lines and terms, and the versions before."""

    model = Quote
    rights = HELD
    template_name = "crm/quotes/quote.html"
    slot = "quote"
    eyebrow = "Quote"
    status_field = ""

    def rows(self) -> Any:
        """With opportunity, customer, current version and owner."""
        joins = ("opportunity__customer__legal_entity", "opportunity__stage", "current__sent_to", "owner")
        return super().rows().select_related(*joins)

    def title(self) -> str:
        """Its name."""
        return str(self.record.name)

    def intro(self) -> str:
        """Reference, version and customer."""
        held = self.record
        return f"{held.reference} · version {held.current.number} · {held.opportunity.customer.name}"

    def crumbs(self) -> Sequence[Crumb]:
        """Under quotes."""
        return quote_crumbs()

    def facts(self) -> Sequence[Fact]:
        """The newest version's, and where the quote belongs."""
        held = self.record
        return [
            Fact("Customer", held.opportunity.customer.name, reverse("customer", args=[held.opportunity.customer_id])),
            *version_facts(held.current, held.opportunity.customer.legal_entity.time_zone),
            Fact("Owner", held.owner.name),
        ]

    def verbs(self) -> Sequence[VerbButton]:
        """Revise it, send it."""
        key, status = self.record.pk, self.record.current.status
        sendable, open_ = status == "draft", status in ("draft", "sent", "declined")
        why = f"This version is {status}; revise it to send a new one."
        done = f"This quote is {status}: what was agreed is changed by a change order."
        sent = VerbButton(
            "Send", reverse("quote-sending", args=[key]), "send", "send_quote", "primary", enabled=sendable, why_not=why
        )
        revision = reverse("quote-revision", args=[key])
        return [
            VerbButton("Revise", revision, "pencil", "draft_quote", enabled=open_, why_not=done),
            *([sent] if status != "accepted" else []),
        ]

    def more(self) -> dict[str, Any]:
        """Lines by phase, and every version."""
        held = self.record
        return {
            "version": held.current,
            "phases": by_phase(held.current.lines.all(), held.currency),
            "versions": list(held.versions.all()),
            "zone": held.opportunity.customer.legal_entity.time_zone,
        }


class VersionPage(DetailPage):
    """One state of an offer, as it was or is."""

    model = QuoteVersion
    rights = HELD
    template_name = "crm/quotes/version.html"
    slot = "quote-version"
    eyebrow = "Quote version"

    def rows(self) -> Any:
        """With quote and customer."""
        return super().rows().select_related("quote__opportunity__customer__legal_entity", "sent_to")

    def title(self) -> str:
        """Quote and number."""
        return f"{self.record.quote.name}, version {self.record.number}"

    def intro(self) -> str:
        """Its reference."""
        return str(self.record.reference)

    def crumbs(self) -> Sequence[Crumb]:
        """Under the quote."""
        return quote_crumbs(crumb_of(self.record.quote))

    def facts(self) -> Sequence[Fact]:
        """What it says, and how it was answered."""
        return version_facts(self.record, self.record.quote.opportunity.customer.legal_entity.time_zone)

    def more(self) -> dict[str, Any]:
        """Lines by phase."""
        held = self.record
        return {
            "version": held,
            "phases": by_phase(held.lines.all(), held.currency),
            "zone": held.quote.opportunity.customer.legal_entity.time_zone,
        }


class Editor(VerbPage):
    """The editor of a version. "More lines" shows the form again with further rows and checks nothing."""

    template_name = "crm/quotes/editor.html"
    asks_name = True

    def opportunity(self) -> Opportunity:
        """The sale the quote is for."""
        raise NotImplementedError

    def lines(self) -> Sequence[dict[str, Any]]:
        """The lines the editor begins with."""
        return ()

    def form_arguments(self) -> dict[str, Any]:
        """Rates of the customer's currency in the selling entity's country."""
        customer = self.opportunity().customer
        rates = load_rates([(customer.legal_entity.country, customer.currency)])
        return {"rates": rates, "named": self.asks_name, "lines": self.lines()}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The verb, or the same form with more rows."""
        if "more" not in request.POST:
            return super().post(request, *args, **kwargs)
        typed = {name: request.POST.get(name, "") for name in QuoteForm.base_fields}
        given = {**self.form_arguments(), "lines": rows_sent(request.POST)}
        return self.page(QuoteForm(initial=typed, **given))

    def context(self, form: Any) -> dict[str, Any]:
        """With the currency."""
        return {**super().context(form), "currency": self.opportunity().currency}


class DraftQuote(Editor):
    """A first version for an opportunity."""

    model = Opportunity
    verb = staticmethod(draft_quote)
    form_class = QuoteForm
    title = "New quote"
    submit_label = "Save draft"

    def rows(self) -> Any:
        """With customer and legal entity."""
        return super().rows().select_related("customer__legal_entity", "stage")

    def opportunity(self) -> Opportunity:
        """The record itself."""
        held: Opportunity = self.record
        return held

    def initial(self) -> dict[str, Any]:
        """The opportunity's name, a start at its close, and thirty days to decide."""
        day = today(self.record.customer.legal_entity.time_zone)
        return {
            "name": self.record.name,
            "starts_on": max(self.record.closes_on, day),
            "valid_until": day + timedelta(days=VALID_DAYS),
        }

    def perform(self, form: Any) -> Quote:
        """One call of the verb."""
        return draft_quote(self.record, lines=form.lines.offers(), **form.cleaned_data, by=self.by)

    def question(self) -> str:
        """For whom."""
        return f"For {self.record.customer.name}, in {self.record.currency}."

    def crumbs(self) -> Sequence[Crumb]:
        """Under the opportunity."""
        held = self.record
        return [
            Crumb("Opportunities", reverse("opportunities")),
            Crumb(held.reference, reverse("opportunity", args=[held.pk])),
        ]

    def success_url(self, done: Quote) -> str:
        """The new quote."""
        return reverse("quote", args=[done.pk])

    def success_message(self, done: Quote) -> str:
        """Named."""
        return f"{done.reference} is drafted. Send it when it is right."


class ReviseQuote(Editor):
    """A further version; links to the one before end."""

    model = Quote
    verb = staticmethod(revise_quote)
    form_class = QuoteForm
    title = "Revise the quote"
    submit_label = "Save new version"
    asks_name = False

    def rows(self) -> Any:
        """With customer, legal entity and current version."""
        return super().rows().select_related("opportunity__customer__legal_entity", "current")

    def opportunity(self) -> Opportunity:
        """The quote's."""
        held: Opportunity = self.record.opportunity
        return held

    def lines(self) -> Sequence[dict[str, Any]]:
        """Those of the version now."""
        names = ("description", "phase", "role", "supply", "hours")
        return [
            {name: getattr(line, name) for name in names} | {"price": line.price if line.agreed else None}
            for line in self.record.current.lines.all()
        ]

    def initial(self) -> dict[str, Any]:
        """What the version now says."""
        held = self.record.current
        return {"starts_on": held.starts_on, "valid_until": held.valid_until, "terms": held.terms}

    def perform(self, form: Any) -> QuoteVersion:
        """One call of the verb."""
        return revise_quote(self.record, lines=form.lines.offers(), **form.cleaned_data, at=now(), by=self.by)

    def question(self) -> str:
        """What comes of it."""
        return f"Version {self.record.current.number} ends, and so does its link; the new one is a draft."

    def crumbs(self) -> Sequence[Crumb]:
        """Under the quote."""
        return quote_crumbs(crumb_of(self.record))

    def success_url(self, done: QuoteVersion) -> str:
        """Back to the quote."""
        return reverse("quote", args=[done.quote_id])

    def success_message(self, done: QuoteVersion) -> str:
        """Named."""
        return f"Version {done.number} is drafted."


class SendQuote(VerbPage):
    """The newest version goes to a contact, with a link to read and sign it."""

    model = Quote
    verb = staticmethod(send_quote)
    form_class = SendForm
    title = "Send the quote"
    submit_label = "Send"

    def rows(self) -> Any:
        """With customer and current version."""
        return super().rows().select_related("opportunity__customer", "current")

    def form_arguments(self) -> dict[str, Any]:
        """The customer's contacts."""
        return {"customer": self.record.opportunity.customer, "user": self.request.user}

    def initial(self) -> dict[str, Any]:
        """The opportunity's contact."""
        return {"to": self.record.opportunity.contact_id}

    def perform(self, form: Any) -> QuoteVersion:
        """One call of the verb."""
        return send_quote(self.record.current, **form.cleaned_data, at=now(), by=self.by)

    def question(self) -> str:
        """What comes of it."""
        return "The version is sealed, and the contact receives a link by e-mail to read it and sign it."

    def crumbs(self) -> Sequence[Crumb]:
        """Under the quote."""
        return quote_crumbs(crumb_of(self.record))

    def success_url(self, done: QuoteVersion) -> str:
        """Back to the quote."""
        return reverse("quote", args=[done.quote_id])

    def success_message(self, done: QuoteVersion) -> str:
        """Named."""
        return f"{done.reference} is on its way to {done.sent_to}."
