"""Pages of the books: accounts, entries, periods."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from accounting.books.actions import close_period
from accounting.books.models import JournalEntry, LedgerAccount, Period, Posting
from billing_suite.kernel.access.naming import names_of
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.values.money import from_minor
from billing_suite.kernel.web.pages import (
    Choice,
    Column,
    Crumb,
    DateColumn,
    DetailPage,
    Fact,
    LinkColumn,
    ListPage,
    MoneyColumn,
    StatusColumn,
    VerbButton,
    VerbPage,
    sheet,
)


def entities_for(user: Any) -> list[tuple[str, str]]:
    """The legal entities a person sees, for a filter."""
    return [(str(entity.pk), entity.name) for entity in LegalEntity.objects.visible_to(user)]


ENTITY = Choice("legal_entity", "Legal entity", entities_for)


class LedgerAccounts(ListPage):
    """The chart of accounts."""

    model = LedgerAccount
    rights = ("see_books",)
    title = "Ledger accounts"
    eyebrow = "Books"
    intro = "The chart of each legal entity. Control accounts equal their sub-ledgers at every commit."
    columns = (
        Column("Number", "number", "number", phone="title", kind="title"),
        Column("Name", "name", "name"),
        Column("Type", "get_type_display", "type"),
        Column("Legal entity", "legal_entity.name"),
        Column("Control account", "is_control", phone="labelled"),
        Column("In use", "active", phone="labelled"),
    )
    order = "number"
    search = ("number", "name")
    search_hint = "Number or name"
    choices = (ENTITY, Choice("type", "Type", LedgerAccount.TYPES))
    empty_title = "No chart of accounts yet"
    empty_words = "A chart is set up with its legal entity."
    empty_icon = "book-2"


class JournalEntries(ListPage):
    """Every posted event, latest first."""

    model = JournalEntry
    rights = ("see_books",)
    title = "Journal entries"
    eyebrow = "Books"
    intro = "Each is the balanced record of one event. A posted entry is never changed, only reversed."
    columns = (
        LinkColumn("Entry", "reference", "reference", to="journal-entry"),
        DateColumn("Date", "on", "on"),
        Column("What", "description", "description"),
        Column("From", "source_kind"),
        StatusColumn("Status", "status", "status"),
        Column("Legal entity", "legal_entity.name"),
        Column("Currency", lambda entry: f"{entry.currency} in {entry.base_currency}", phone="labelled"),
    )
    order = "-on"
    search = ("reference", "description")
    search_hint = "Reference or description"
    choices = (
        ENTITY,
        Choice("source_kind", "From", (("invoice", "Invoice"), ("receipt", "Receipt"), ("allocation", "Allocation"))),
    )
    empty_title = "Nothing is posted yet"
    empty_words = "Issuing an invoice and recording a receipt post by themselves."
    empty_icon = "book-2"


@dataclass(frozen=True)
class Side:
    """A posting on its side, in both currencies."""

    pk: int
    account: LedgerAccount
    customer: Any
    debit: Any
    credit: Any
    base_debit: Any
    base_credit: Any


def side(posting: Posting) -> Side:
    """Signed amounts as debit and credit columns (STYLE 10)."""
    amount, base = posting.amount_minor, posting.base_minor
    document, books = posting.currency, posting.base_currency
    return Side(
        posting.pk,
        posting.account,
        posting.customer,
        from_minor(amount, document) if amount > 0 else None,
        from_minor(-amount, document) if amount < 0 else None,
        from_minor(base, books) if base > 0 else None,
        from_minor(-base, books) if base < 0 else None,
    )


class EntryPage(DetailPage):
    """One entry with its postings, in document and in books currency."""

    model = JournalEntry
    template_name = "accounting/books/entry.html"
    rights = ("see_books",)
    eyebrow = "Journal entry"

    def rows(self) -> QuerySet[Any]:
        """With entity and period."""
        return super().rows().select_related("legal_entity", "period", "reverses")

    def title(self) -> str:
        """Its document's reference."""
        return str(self.record.reference)

    def intro(self) -> str:
        """What happened."""
        return str(self.record.description)

    def crumbs(self) -> Sequence[Crumb]:
        """The journal."""
        return [Crumb("Journal entries", reverse("journal-entries"))]

    def facts(self) -> Sequence[Fact]:
        """Date, period, rate, who."""
        entry = self.record
        facts = [
            Fact("Date", entry.on),
            Fact("Period", str(entry.period)),
            Fact("Legal entity", entry.legal_entity.name),
            Fact("From", entry.source_kind.replace("_", " ").capitalize()),
            Fact("Posted by", names_of([entry.actor]).get(entry.actor, "")),
        ]
        if entry.currency != entry.base_currency:
            rate = f"1 {entry.currency} = {entry.rate.normalize():f} {entry.base_currency}"
            facts += [Fact("Exchange rate", rate), Fact("Rate of", entry.rate_on), Fact("Source", entry.rate_source)]
        return facts

    def more(self) -> Mapping[str, Any]:
        """Postings and their sums."""
        entry = self.record
        sides = [side(p) for p in Posting.objects.filter(entry=entry).select_related("account", "customer")]
        columns = [
            Column("Account", "account", phone="title", kind="title"),
            Column("Customer", "customer.name"),
            MoneyColumn(f"Debit {entry.currency}", "debit", phone="labelled"),
            MoneyColumn(f"Credit {entry.currency}", "credit", phone="labelled"),
        ]
        if entry.currency != entry.base_currency:
            columns += [
                MoneyColumn(f"Debit {entry.base_currency}", "base_debit", phone="labelled"),
                MoneyColumn(f"Credit {entry.base_currency}", "base_credit", phone="labelled"),
            ]
        base = [s.base_debit for s in sides if s.base_debit]
        total = sum(base[1:], base[0]) if base else None
        return {"postings": sheet("Postings", columns, sides), "total": total}


class Periods(ListPage):
    """Months open to posting, or closed."""

    model = Period
    rights = ("see_books",)
    title = "Periods"
    eyebrow = "Books"
    intro = "Nothing is dated in a closed period, and nothing in one that was never opened."
    columns = (
        LinkColumn("Period", str, "starts_on", to="period"),
        Column("Legal entity", "legal_entity.name", "legal_entity__name"),
        DateColumn("From", "starts_on"),
        DateColumn("To", "ends_on", "ends_on"),
        StatusColumn("Status", "status", "status"),
    )
    order = "starts_on"
    choices = (ENTITY, Choice("status", "Status", Period.STATUSES))
    empty_title = "No period is open yet"
    empty_words = "Periods are opened with the books of a legal entity."
    empty_icon = "calendar"


class PeriodPage(DetailPage):
    """One period and what is posted in it."""

    model = Period
    template_name = "accounting/books/period.html"
    rights = ("see_books",)
    eyebrow = "Period"

    def rows(self) -> QuerySet[Any]:
        """With its legal entity."""
        return super().rows().select_related("legal_entity")

    def intro(self) -> str:
        """Of which books."""
        return str(self.record.legal_entity)

    def crumbs(self) -> Sequence[Crumb]:
        """The periods."""
        return [Crumb("Periods", reverse("periods"))]

    def facts(self) -> Sequence[Fact]:
        """Its span, and how much is posted in it: one query."""
        period = self.record
        entries = JournalEntry.objects.visible_to(self.request.user).filter(period=period).count()
        return [Fact("From", period.starts_on), Fact("To", period.ends_on), Fact("Entries", entries)]

    def verbs(self) -> Sequence[VerbButton]:
        """Close it."""
        closed = self.record.status == "closed"
        url = reverse("period-closing", args=[self.record.pk])
        why = "It is closed already."
        words = "Nothing is dated in it from then on."
        return [
            VerbButton(
                "Close the period",
                url,
                "lock",
                "close_period",
                "primary",
                enabled=not closed,
                why_not=why,
                confirm=words,
            )
        ]

    def more(self) -> Mapping[str, Any]:
        """Its latest entries."""
        columns = (
            LinkColumn("Entry", "reference", to="journal-entry"),
            DateColumn("Date", "on"),
            Column("What", "description"),
            Column("From", "source_kind"),
        )
        entries = JournalEntry.objects.visible_to(self.request.user).filter(period=self.record).order_by("-on", "-id")
        return {"entries": sheet("Latest entries", columns, entries[:50])}


class ClosePeriod(VerbPage):
    """Close a period."""

    model = Period
    verb = staticmethod(close_period)
    title = "Close the period"
    submit_label = "Close it"

    def crumbs(self) -> Sequence[Crumb]:
        """The period."""
        return [Crumb("Periods", reverse("periods")), Crumb(str(self.record), reverse("period", args=[self.record.pk]))]

    def arguments(self) -> Mapping[str, Any]:
        """The door's clock."""
        return {"at": now()}

    def question(self) -> str:
        """What comes of it."""
        return f"{self.record} of {self.record.legal_entity}: nothing is dated in it from then on."

    def success_url(self, done: Period) -> str:
        """The period."""
        return reverse("period", args=[done.pk])

    def success_message(self, done: Period) -> str:
        """It is closed."""
        return f"{done} is closed"
