"""Journal entries: every posted event, and one of them with its postings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from accounting.books.models import JournalEntry, LedgerAccount, Posting
from accounting.books.views.filters import ENTITY
from billing_suite.kernel.access.naming import names_of
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
    sheet,
)
from billing_suite.kernel.web.show import day_words
from billing_suite.kernel.web.thread import ShownHop

SOURCES = (
    ("invoice", "Invoice"),
    ("receipt", "Receipt"),
    ("allocation", "Allocation"),
    ("tax_return", "Tax remittance"),
    ("journal", "Manual journal"),
    ("revaluation", "Revaluation"),
    ("year_end", "Year end"),
)
OF_THE_BOOKS = {"journal", "revaluation", "year_end", "tax_return"}  # no sale stands behind these
WORDS = dict(SOURCES)


def source_words(entry: JournalEntry) -> str:
    """What kind of event an entry is the record of."""
    return WORDS.get(entry.source_kind) or entry.source_kind.replace("_", " ").capitalize()


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
        Column("From", source_words),
        StatusColumn("Status", "status", "status"),
        Column("Legal entity", "legal_entity.name"),
        Column("Currency", lambda entry: f"{entry.currency} in {entry.base_currency}", phone="labelled"),
    )
    order = "-on"
    search = ("reference", "description")
    search_hint = "Reference or description"
    choices = (ENTITY, Choice("source_kind", "From", SOURCES))
    empty_title = "Nothing is posted yet"
    empty_words = "Issuing an invoice, recording a receipt and approving a manual journal post by themselves."
    empty_icon = "book-2"


@dataclass(frozen=True)
class Side:
    """A posting on its side, in both currencies."""

    pk: int
    account: LedgerAccount
    about: str
    debit: Any
    credit: Any
    base_debit: Any
    base_credit: Any


def side(posting: Posting) -> Side:
    """Signed amounts as debit and credit columns (STYLE 10)."""
    amount, base = posting.amount_minor, posting.base_minor
    document, books = posting.currency, posting.base_currency
    told = (posting.customer, posting.contract, posting.project)
    return Side(
        posting.pk,
        posting.account,
        " · ".join(filter(None, [*(record.name for record in told if record is not None), posting.product])),
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
        """With entity and period, its journal, and what it reverses or is reversed by."""
        return super().rows().select_related("legal_entity", "period", "reverses", "reversed_by", "manual_journal")

    def title(self) -> str:
        """Its document's reference."""
        return str(self.record.reference)

    def intro(self) -> str:
        """What happened."""
        return str(self.record.description)

    def crumbs(self) -> Sequence[Crumb]:
        """The journal."""
        return [Crumb("Journal entries", reverse("journal-entries"))]

    def thread(self) -> list[ShownHop]:
        """None for what the books themselves write: no sale leads there."""
        return [] if self.record.source_kind in OF_THE_BOOKS else super().thread()

    def facts(self) -> Sequence[Fact]:
        """Date, period, rate, who, and the entries and the journal it hangs on."""
        entry = self.record
        facts = [
            Fact("Date", entry.on),
            Fact("Period", str(entry.period), reverse("period", args=[entry.period_id])),
            Fact("Legal entity", entry.legal_entity.name),
            Fact("From", source_words(entry)),
            Fact("Posted by", names_of([entry.actor]).get(entry.actor, "")),
            *self.ties(),
        ]
        if entry.currency != entry.base_currency:
            rate = f"1 {entry.currency} = {entry.rate.normalize():f} {entry.base_currency}"
            facts += [Fact("Exchange rate", rate), Fact("Rate of", entry.rate_on), Fact("Source", entry.rate_source)]
        return facts

    def ties(self) -> Sequence[Fact]:
        """The journal it was written as, the entry it reverses, the one that reverses it."""
        entry, ties = self.record, []
        if journal := getattr(entry, "manual_journal", None):
            ties.append(Fact("Manual journal", journal.reference, reverse("manual-journal", args=[journal.pk])))
        if entry.reverses:
            ties.append(Fact("Reverses", words_of(entry.reverses), reverse("journal-entry", args=[entry.reverses_id])))
        if mirror := getattr(entry, "reversed_by", None):
            ties.append(Fact("Reversed by", words_of(mirror), reverse("journal-entry", args=[mirror.pk])))
        return ties

    def more(self) -> Mapping[str, Any]:
        """Postings and their sums."""
        entry = self.record
        rows = Posting.objects.filter(entry=entry).select_related("account", "customer", "contract", "project")
        sides = [side(posting) for posting in rows]
        columns = [
            Column("Account", "account", phone="title", kind="title"),
            Column("About", "about"),
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


def words_of(entry: JournalEntry) -> str:
    """An entry by reference and day: a mirror may bear the reference of what it mirrors."""
    return f"{entry.reference} of {day_words(entry.on)}"
