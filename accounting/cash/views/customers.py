"""Pages of one customer's account: the ledger, and the statement that is sent."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounting.billing.models import OpenItem
from accounting.books.views.statements import asked_day, report_crumbs
from accounting.cash.actions import ask_statement
from accounting.cash.forms.receivables import CustomerSpanForm
from accounting.cash.reports import (
    CustomerLedger,
    CustomerStatement,
    customer_ledger,
    customer_statement,
)
from accounting.cash.reports.ages import BUCKETS
from accounting.cash.reports.customer_ledger import LedgerMove, debtors
from accounting.cash.views.receivables import DOCUMENT_COLUMNS
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.web.pages import (
    Column,
    Crumb,
    DateColumn,
    MoneyColumn,
    ReportPage,
    sheet,
)
from billing_suite.kernel.web.spreadsheets import Cell, amount_cell
from crm.customers.models import Customer

PAGES = {"invoice": "invoice", "receipt": "receipt", "allocation": "receipt"}  # the page of an entry's document


class CustomerPage(ReportPage):
    """A report of one customer: those whose invoices and receipts the person may see are on offer."""

    rights = ("see_receipts",)
    form_class = CustomerSpanForm

    @cached_property
    def customers(self) -> list[Customer]:
        """Two queries at most."""
        seen = debtors().visible_to(self.request.user).select_related("legal_entity", "address")
        return list(seen.filter(legal_entity__in=self.entities).order_by("name", "pk"))

    @cached_property
    def customer(self) -> Customer | None:
        """The one asked for."""
        asked = self.request.GET.get("customer", "")
        return next((one for one in self.customers if str(one.pk) == asked), None)

    @cached_property
    def asked_entity(self) -> LegalEntity:
        """The legal entity that serves the customer."""
        return self.customer.legal_entity if self.customer else self.entities[0]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Until a customer is chosen there is only the form."""
        if self.entities and not request.GET.get("customer"):
            first = self.initial(self.asked_entity, self.today)
            form = self.form_class(initial=first, entities=self.entities, customers=self.customers)
            return self.page(None, {}, form=form)
        return super().get(request, *args, **kwargs)

    def form_arguments(self) -> Mapping[str, Any]:
        """The customers on offer."""
        return {"customers": self.customers}

    def crumbs(self) -> Sequence[Crumb]:
        """The reports."""
        return report_crumbs()

    def initial(self, entity: LegalEntity, today: date) -> Mapping[str, Any]:
        """The business year to date."""
        through = asked_day(self.request, "through", today)
        return {"since": entity.year_of(through)[0].isoformat(), "through": through.isoformat()}

    def file_name(self, asked: Mapping[str, Any]) -> str:
        """With the customer's reference."""
        return f"{super().file_name(asked)}-{asked['customer'].reference}".lower()


class CustomerLedgerPage(CustomerPage):
    """All that passed with one customer, with the running balance."""

    title = "Customer ledger"
    intro = "Every invoice, receipt, allocation and credit of a customer, and what is then owed."
    icon = "address-book"
    template_name = "accounting/cash/customer_ledger.html"

    def read(self, asked: Mapping[str, Any]) -> CustomerLedger:
        """The account."""
        return customer_ledger(asked["customer"], since=asked["since"], through=asked["through"])

    def heads(self, report: CustomerLedger) -> Sequence[str]:
        """One line an entry."""
        return ["Currency", "Date", "Kind", "Reference", "Description", "Charge", "Credit", "Applied", "Balance"]

    def cells(self, report: CustomerLedger) -> Iterable[Sequence[Cell]]:
        """Each currency from its opening to its closing balance."""
        for part in report.currencies:
            code = part.currency
            yield [code, report.since, "", "", "Opening balance", None, None, None, amount_cell(part.opening)]
            for move in part.moves:
                amounts = [amount_cell(one) for one in (move.charge, move.credit, move.applied, move.balance)]
                yield [code, move.on, kind_words(move), move.reference, move.description, *amounts]
            yield [code, report.through, "", "", "Closing balance", None, None, None, amount_cell(part.closing)]

    def more(self, report: CustomerLedger, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        """A table a currency."""
        return {"blocks": [(part, sheet(part.currency, move_columns(), part.moves)) for part in report.currencies]}


class CustomerStatementPage(CustomerPage):
    """The statement of account, on screen, as a file, and as the PDF that is sent."""

    title = "Statement of account"
    intro = "What was owed, what was invoiced and paid since, and what is open at the end, as the customer gets it."
    icon = "file-text"
    template_name = "accounting/cash/customer_statement.html"

    def read(self, asked: Mapping[str, Any]) -> CustomerStatement:
        """The account and the open documents."""
        return customer_statement(
            asked["customer"],
            since=asked["since"],
            through=asked["through"],
            today=self.today,
            items=OpenItem.objects.visible_to(self.request.user),
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The PDF of what the address asks, in the customer's language: asked for, and handed out when it is made."""
        form = self.form() if self.customer else None
        if form is None or not form.is_valid():
            return self.page(None, {}, form=form, status=400)
        asked = {name: form.cleaned_data[name] for name in ("customer", "since", "through")}
        customer = asked.pop("customer")
        return HttpResponseRedirect(
            reverse("handout", args=[ask_statement(customer, **asked, at=now(), by=self.by).pk])
        )

    def heads(self, report: CustomerStatement) -> Sequence[str]:
        """Movements and open documents in one table."""
        return ["Part", "Currency", "Date", "Reference", "Description", "Due", "Days overdue", "Amount", "Balance"]

    def cells(self, report: CustomerStatement) -> Iterable[Sequence[Cell]]:
        """Opening, movements, closing; then what is open."""
        for part in report.currencies:
            code, ledger = part.ledger.currency, part.ledger
            opening = amount_cell(ledger.opening)
            told: list[Cell]
            yield ["Account", code, report.since, "", "Opening balance", None, None, None, opening]
            for move in part.moves:
                amount = move.charge if move.charge is not None else -(move.credit or ledger.opening * 0)
                told = [move.on, move.reference, move.description, None, None]
                yield ["Account", code, *told, amount_cell(amount), amount_cell(move.balance)]
            closing = amount_cell(ledger.closing)
            yield ["Account", code, report.through, "", "Closing balance", None, None, None, closing]
            for held in part.documents:
                told = [held.issued_on, held.number, "Open", held.due_on, held.days_overdue]
                yield ["Open", code, *told, amount_cell(held.open), None]

    def more(self, report: CustomerStatement, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        """Tables a currency."""
        columns = [column for column in DOCUMENT_COLUMNS if column.label not in ("Customer", "In the books")]
        moves = [column for column in move_columns() if column.label != "Applied"]
        return {
            "blocks": [
                (part, sheet("Account", moves, part.moves), sheet("Open documents", columns, part.documents))
                for part in report.currencies
            ],
            "buckets": BUCKETS,
        }


def kind_words(move: LedgerMove) -> str:
    """What an entry comes from, in words."""
    return move.kind.replace("_", " ").capitalize()


def document_of(move: LedgerMove) -> SafeString | str:
    """The reference, leading to the document's page where there is one."""
    page = PAGES.get(move.kind)
    if not page:
        return move.reference
    url = reverse(page, args=[move.source])
    return format_html('<a class="reference" href="{}">{}</a>', url, move.reference)


def move_columns() -> list[Column]:
    """The columns of a customer's account."""
    return [
        Column("Document", document_of, kind="title", phone="title"),
        DateColumn("Date", "on"),
        Column("What", "description"),
        MoneyColumn("Charge", "charge", phone="labelled"),
        MoneyColumn("Credit", "credit", phone="labelled"),
        MoneyColumn("Applied", "applied", phone="labelled"),
        MoneyColumn("Balance", "balance"),
    ]
