"""The page of the general ledger: where every figure of a statement leads."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.http.response import HttpResponseBase

from accounting.books.forms.statements import LedgerForm
from accounting.books.models import LedgerAccount
from accounting.books.reports import Drill, GeneralLedger, general_ledger, ledger_lines
from accounting.books.reports.general_ledger import LedgerLine, LedgerSum, ledger_sums, name_in
from accounting.books.reports.statement import NOT_ASSIGNED
from accounting.books.views.statements import HELD, asked_day, report_crumbs
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.web.pages import Column, Crumb, DateColumn, LinkColumn, MoneyColumn, ReportPage, sheet
from billing_suite.kernel.web.spreadsheets import Cell, amount_cell, download

HEADS = (
    "Account",
    "Account name",
    "Date",
    "Entry",
    "Description",
    "Customer",
    "Project",
    "Debit",
    "Credit",
    "Balance",
    "Currency",
    "Document amount",
    "Document currency",
)
LINES = (
    LinkColumn("Entry", "posting.entry.reference", to="journal-entry", key="posting.entry_id"),
    DateColumn("Date", "posting.on"),
    Column("What", "posting.entry.description"),
    Column("Customer", "posting.customer.name"),
    MoneyColumn("Document", "document", phone="labelled"),
    MoneyColumn("Debit", "debit", phone="labelled"),
    MoneyColumn("Credit", "credit", phone="labelled"),
    MoneyColumn("Balance", "balance"),
)
KEPT = ("customer", "project", "product", "earned_only")


class GeneralLedgerPage(ReportPage):
    """Each account's postings with the running balance, a page at a time; a file holds them all."""

    rights = HELD
    title = "General ledger"
    intro = "Each account's opening balance, its postings, and what it then holds, in the books' currency."
    icon = "book-2"
    template_name = "accounting/books/general_ledger.html"
    form_class = LedgerForm

    def crumbs(self) -> Sequence[Crumb]:
        """The reports."""
        return report_crumbs()

    def initial(self, entity: LegalEntity, today: date) -> Mapping[str, Any]:
        """The business year to date, every account."""
        through = asked_day(self.request, "through", today)
        return {"since": entity.year_of(through)[0].isoformat(), "through": through.isoformat()}

    def read(self, asked: Mapping[str, Any]) -> GeneralLedger:
        """Sums and a page of postings."""
        return general_ledger(asked["entity"], drill_of(asked), after=asked["after"])

    def file(self, kind: str, report: GeneralLedger, asked: Mapping[str, Any]) -> HttpResponseBase:
        """All of it, streamed."""
        return download(kind, self.file_name(asked), HEADS, whole(report.legal_entity, report.asked))

    def more(self, report: GeneralLedger, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        """Accounts and postings as ready tables, and what narrows them."""
        return {
            "blocks": [(page, sheet(str(page.total.account), LINES, page.lines)) for page in report.pages],
            "chips": [{"words": words, "name": name} for name, words in narrowed(report.legal_entity, report.asked)],
            "several": len(report.accounts) > 1,
        }


def drill_of(asked: Mapping[str, Any]) -> Drill:
    """The question of the form."""
    named = {name: asked[name] for name in KEPT}
    return Drill(asked["since"], asked["through"], asked["account"], asked["section"], **named)


def narrowed(entity: LegalEntity, asked: Drill) -> list[tuple[str, str]]:
    """What narrows the question beside accounts and days, in words."""
    words = []
    if asked.sections:
        names = dict(LedgerAccount.SECTIONS)
        words.append(("section", ", ".join(str(names.get(section, section)) for section in asked.sections)))
    for name in ("customer", "project"):
        if key := getattr(asked, name):
            words.append((name, name_in(entity, name, key) or f"No {name}"))
    if asked.product:
        words.append(("product", "No product" if asked.product == NOT_ASSIGNED else asked.product))
    if asked.earned_only:
        words.append(("earned_only", "Without year-end entries"))
    return words


def whole(entity: LegalEntity, asked: Drill) -> Iterable[Sequence[Cell]]:
    """Each account's opening, every posting, its closing, as cells."""
    sums = ledger_sums(entity, asked)
    lines = ledger_lines(entity, asked, sums)
    held = next(lines, None)
    for total in sums:
        balance = total.opening
        yield edge(total, asked.since, "Opening balance", balance)
        while held is not None and held.posting.account_id == total.account.pk:
            balance = held.balance
            yield cells_of(total.account, held)
            held = next(lines, None)
        yield edge(total, asked.through, "Closing balance", balance)


def edge(total: LedgerSum, on: date, words: str, balance: Any) -> list[Cell]:
    """An account's balance at either end."""
    account, currency = total.account, balance.currency.code
    return [account.number, account.name, on, "", words, "", "", None, None, amount_cell(balance), currency, None, ""]


def cells_of(account: LedgerAccount, line: LedgerLine) -> list[Cell]:
    """A posting as cells."""
    posting, document = line.posting, line.document
    return [
        account.number,
        account.name,
        posting.on,
        posting.entry.reference,
        posting.entry.description,
        posting.customer.name if posting.customer else "",
        posting.project.name if posting.project else "",
        amount_cell(line.debit),
        amount_cell(line.credit),
        amount_cell(line.balance),
        line.balance.currency.code,
        amount_cell(document),
        document.currency.code if document is not None else "",
    ]
