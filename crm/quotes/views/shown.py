"""The list of quotes, and the pages of a quote and of each of its versions."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.http import Http404
from django.urls import reverse

from billing_suite.kernel.firm.taxing import preview_tax
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.web.pages import (
    Button,
    Choice,
    Column,
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
)
from billing_suite.kernel.web.spreadsheets import Cell
from crm.quotes.actions.drafting import REVISABLE
from crm.quotes.margin import Standing, load_standing
from crm.quotes.models import Quote, QuoteLine, QuoteQuestion, QuoteVersion
from crm.quotes.pricing import price_version
from crm.quotes.reports import by_phase, differences, discount_told, milestones_of

HELD = ("see_quotes",)
MILESTONES = "milestones__shares__line"


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

    def export(self, row: Any) -> Sequence[Cell]:
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


def version_facts(version: QuoteVersion) -> list[Fact]:
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
    if version.status == "sent" and version.remind_on:
        told.append(Fact("Reminder", version.remind_on))
    if version.status == "declined":
        told.append(Fact("Declined because", version.decline_reason))
    return told


def priced_parts(version: QuoteVersion, lines: Sequence[QuoteLine]) -> dict[str, Any]:
    """What a version comes to with what was taken of it, and its milestones with what each bills."""
    priced = price_version(version, lines, version.taken)
    customer = version.quote.opportunity.customer
    taxes = preview_tax(customer, [(each.line.supply, each.net) for each in priced.lines], version.starts_on)
    return {
        "priced": priced,
        "discount": discount_told(version),
        "milestones": milestones_of(version, priced),
        "taxes": taxes,
    }


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
            *version_facts(held.current),
            Fact("Owner", held.owner.name),
        ]

    def verbs(self) -> Sequence[VerbButton]:
        """Revise it, send it."""
        key, status = self.record.pk, self.record.current.status
        done = f"This quote is {status}: what was agreed is changed by a change order."
        revision = reverse("quote-revision", args=[key])
        revise = VerbButton("Revise", revision, "pencil", "draft_quote", enabled=status in REVISABLE, why_not=done)
        return [revise, *self.next_steps(status)]

    def next_steps(self, status: str) -> Sequence[VerbButton]:
        """Have it approved where it needs that, else send it."""
        key = self.record.pk
        if status == "draft" and self.standing.needs:
            return [
                VerbButton(
                    "Submit for approval", reverse("quote-submission", args=[key]), "send", "draft_quote", "primary"
                )
            ]
        if status == "submitted":
            return [
                VerbButton("Return", reverse("quote-return", args=[key]), "rotate-clockwise", "approve_quote"),
                VerbButton("Approve", reverse("quote-approval", args=[key]), "check", "approve_quote", "primary"),
            ]
        if status == "sent":
            return [
                VerbButton("Withdraw", reverse("quote-withdrawal", args=[key]), "x", "send_quote"),
                VerbButton("Extend", reverse("quote-extension", args=[key]), "calendar-due", "draft_quote"),
            ]
        if status == "expired":
            return [
                VerbButton("Extend", reverse("quote-extension", args=[key]), "calendar-due", "draft_quote", "primary")
            ]
        sendable = status in ("draft", "approved")
        why = f"This version is {status}; revise it to send a new one."
        send = VerbButton(
            "Send", reverse("quote-sending", args=[key]), "send", "send_quote", "primary", enabled=sendable, why_not=why
        )
        return [send] if status != "accepted" else []

    def buttons(self) -> Sequence[Button]:
        """On paper."""
        return [Button("PDF", reverse("quote-pdf", args=[self.record.pk]), "file-description", "", posts=True)]

    @cached_property
    def standing(self) -> Standing:
        """What the newest version comes to, leaves us, and needs."""
        entity = self.record.opportunity.customer.legal_entity
        return load_standing(self.record.current, on=entity.local_date(now()))

    def more(self) -> dict[str, Any]:
        """Lines by phase, and every version."""
        held, lines = self.record, list(self.record.current.lines.select_related("product"))
        return {
            "version": held.current,
            "phases": by_phase(lines, held.currency, held.current.taken),
            **priced_parts(held.current, lines),
            "standing": self.standing,
            "questions": list(
                QuoteQuestion.objects.visible_to(self.viewer.user).filter(version__quote=held).for_list()
            ),
            "may_answer": "send_quote" in self.viewer.rights,
            "sees_costs": "see_costs" in self.viewer.rights,
            "open": held.current.status in ("draft", "submitted", "approved"),
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
        return version_facts(self.record)

    def other(self, others: Sequence[QuoteVersion]) -> QuoteVersion | None:
        """The version it is held against: the one asked for by its number, else the one before."""
        asked = self.request.GET.get("against", "")
        if asked:
            found = next((one for one in others if str(one.number) == asked), None)
            if found is None:
                raise Http404(f"the quote has no other version {asked[:10]}")
            return found
        return next((one for one in others if one.number < self.record.number), None)

    def more(self) -> dict[str, Any]:
        """Lines by phase, and what another version says otherwise."""
        held = self.record
        others = list(held.quote.versions.exclude(pk=held.pk).order_by("-number").prefetch_related("lines", MILESTONES))
        other, lines = self.other(others), list(held.lines.select_related("product"))
        pairs = [(held, lines), (other, list(other.lines.all()))] if other else []
        pair = sorted(pairs, key=lambda one: one[0].number)
        return {
            "version": held,
            "others": others,
            "other": other,
            "difference": differences(*pair[0], *pair[1]) if pair else None,
            "earlier": pair[0][0] if pair else None,
            "later": pair[1][0] if pair else None,
            "phases": by_phase(lines, held.currency, held.taken),
            **priced_parts(held, lines),
            "zone": held.quote.opportunity.customer.legal_entity.time_zone,
        }
