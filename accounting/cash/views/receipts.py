"""Receipts: money that arrived, and what it is set against."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse

from accounting.billing.models import Invoice, OpenItem
from accounting.cash.actions import allocate, record_receipt
from accounting.cash.forms.receipts import AllocateForm, ReceiptForm
from accounting.cash.models import Allocation, Receipt
from accounting.cash.reports import left, standing
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.clock import now, today
from billing_suite.kernel.values.refusals import Invalid
from billing_suite.kernel.web.pages import (
    Button,
    Choice,
    Column,
    Crumb,
    DateColumn,
    DetailPage,
    Fact,
    FormPage,
    LinkColumn,
    ListPage,
    MoneyColumn,
    Preset,
    StatusColumn,
    VerbButton,
    VerbPage,
    sheet,
)
from billing_suite.kernel.web.show import money_words
from crm.customers.models import Customer

PROPOSED = 50  # open invoices offered on the allocation form
JOINS = ("customer", "legal_entity", "entry")


def entities_for(user: Any) -> list[tuple[str, str]]:
    """The legal entities a person sees, for a filter."""
    return [(str(entity.pk), entity.name) for entity in LegalEntity.objects.visible_to(user)]


def crumbs(receipt: Receipt | None = None) -> list[Crumb]:
    """The pages above a receipt, or above something of it."""
    held = [Crumb("Receipts", reverse("receipts"))]
    return held + ([Crumb(receipt.reference, reverse("receipt", args=[receipt.pk]))] if receipt else [])


class Receipts(ListPage):
    """Money that arrived, latest first."""

    model = Receipt
    rights = ("see_receipts",)
    title = "Receipts"
    eyebrow = "Finance"
    intro = "Money that arrived. What is not set against an invoice is the customer's credit."
    columns = (
        LinkColumn("Receipt", "reference", "reference", to="receipt"),
        Column("Customer", "customer.name", "customer__name"),
        StatusColumn("Status", standing),
        DateColumn("Received", "received_on", "received_on"),
        Column("Bank reference", "bank_reference", "bank_reference"),
        MoneyColumn("Not allocated", left, phone="labelled"),
        MoneyColumn("Amount", "amount", "amount_minor"),
    )
    order = "-received_on"
    search = ("reference", "bank_reference", "customer__name")
    search_hint = "Reference, bank reference or customer"
    choices = (Choice("legal_entity", "Legal entity", entities_for),)
    presets = (
        Preset("all", "All", lambda rows, request: rows),
        Preset("open", "To allocate", lambda rows, request: rows.filter(allocated_minor__lt=F("amount_minor"))),
        Preset("settled", "Allocated", lambda rows, request: rows.filter(allocated_minor=F("amount_minor"))),
    )
    empty_title = "No receipts yet"
    empty_words = "Money from customers is recorded here and posted at once."
    empty_icon = "cash"

    def buttons(self) -> Sequence[Button]:
        """Record one."""
        return [Button("Record a receipt", reverse("receipt-record"), "plus", "record_receipt", "primary")]


class ReceiptPage(DetailPage):
    """One receipt and its allocations."""

    model = Receipt
    template_name = "accounting/cash/receipt.html"
    rights = ("see_receipts",)
    eyebrow = "Receipt"
    status_field = ""

    def rows(self) -> QuerySet[Any]:
        """With customer, legal entity and entry."""
        return super().rows().select_related(*JOINS)

    def title(self) -> str:
        """Its reference."""
        return str(self.record.reference)

    def intro(self) -> str:
        """From whom, under which bank reference."""
        return f"{self.record.customer.name} · {self.record.bank_reference}"

    def crumbs(self) -> Sequence[Crumb]:
        """The receipts."""
        return crumbs()

    def facts(self) -> Sequence[Fact]:
        """Amounts, dates, where it is booked."""
        receipt = self.record
        facts = [
            Fact("Amount", receipt.amount),
            Fact("Not allocated", left(receipt)),
            Fact("Received", receipt.received_on),
            Fact("Customer", receipt.customer.name, reverse("customer", args=[receipt.customer_id])),
            Fact("Legal entity", receipt.legal_entity.name),
            Fact("As", receipt.get_means_display()),
            Fact("Bank reference" if receipt.means == "bank" else "Certificate", receipt.bank_reference),
        ]
        if "see_books" in self.viewer.rights:
            url = reverse("journal-entry", args=[receipt.entry_id])
            facts.append(Fact("Journal entry", receipt.entry.reference, url))
        if receipt.currency != receipt.base_currency:
            facts.append(Fact("In the books", receipt.base))
        return facts

    def verbs(self) -> Sequence[VerbButton]:
        """Set it against an invoice."""
        url = reverse("receipt-allocation", args=[self.record.pk])
        still = left(self.record).amount > 0
        why = "All of it is set against invoices."
        button = VerbButton(
            "Allocate", url, "switch-horizontal", "record_receipt", "primary", enabled=still, why_not=why
        )
        return [button]

    def more(self) -> Mapping[str, Any]:
        """What it was set against: one query."""
        columns = (
            LinkColumn("Invoice", "open_item.invoice.number", to="invoice", key="open_item_id"),
            DateColumn("On", "on"),
            LinkColumn("Entry", "entry.reference", to="journal-entry", key="entry_id", kind="word", phone="word"),
            MoneyColumn("Amount", "amount"),
        )
        seen = Invoice.objects.visible_to(self.request.user)
        made = Allocation.objects.filter(receipt=self.record, open_item__invoice__in=seen)
        made = made.select_related("open_item__invoice", "entry").order_by("id")
        return {"allocations": sheet("Set against", columns, made), "standing": standing(self.record)}


class RecordReceipt(FormPage):
    """Record money from a customer."""

    verb = staticmethod(record_receipt)
    form_class = ReceiptForm
    title = "Record a receipt"
    eyebrow = "Finance"
    submit_label = "Record and post"

    def question(self) -> str:
        """What comes of it."""
        return "It is posted at once and is the customer's credit until it is allocated."

    def crumbs(self) -> Sequence[Crumb]:
        """The receipts."""
        return crumbs()

    def form_arguments(self) -> Mapping[str, Any]:
        """Only what this person sees is on offer."""
        return {"user": self.request.user}

    @cached_property
    def invoice(self) -> Invoice | None:
        """The invoice the money is for, when the person came from one."""
        asked = self.request.GET.get("invoice", "")
        seen = Invoice.objects.visible_to(self.request.user).select_related("open_item", "legal_entity")
        try:
            return seen.filter(pk=asked, status="issued").first() if asked else None
        except (ValueError, TypeError):
            return None

    def initial(self) -> Mapping[str, Any]:
        """Today; and the invoice's customer and open amount."""
        told: dict[str, Any] = {"received_on": today("UTC")}
        if self.invoice:
            item, entity = self.invoice.open_item, self.invoice.legal_entity
            told |= {"entity": entity.pk, "customer": item.customer_id, "amount": item.open}
            told["received_on"] = entity.local_date(now())
        return told

    def success_url(self, done: Receipt) -> str:
        """On to setting it against invoices."""
        return reverse("receipt-allocation", args=[done.pk])

    def success_message(self, done: Receipt) -> str:
        """Its reference."""
        return f"{done.reference} is recorded and posted"


class AllocateReceipt(VerbPage):
    """Set a receipt against one of the customer's open invoices."""

    model = Receipt
    verb = staticmethod(allocate)
    form_class = AllocateForm
    title = "Allocate the receipt"
    eyebrow = "Finance"
    submit_label = "Allocate"

    def rows(self) -> QuerySet[Any]:
        """With customer and legal entity."""
        return super().rows().select_related(*JOINS)

    def crumbs(self) -> Sequence[Crumb]:
        """The receipt."""
        return crumbs(self.record)

    def question(self) -> str:
        """What is there to allocate."""
        if not self.items:
            return (
                f"{self.record.customer.name} has no open invoice in {self.record.currency}: it stays as their credit."
            )
        rest = money_words(left(self.record))
        return f"{rest} of {self.record.reference} from {self.record.customer.name} is not allocated yet."

    @cached_property
    def items(self) -> list[OpenItem]:
        """The customer's open documents in the receipt's currency, oldest first: one query."""
        receipt = self.record
        rows = OpenItem.objects.visible_to(self.request.user).for_list().still_open()
        same = rows.filter(
            customer__in=Customer.objects.family_of(receipt.customer.home_id).values("pk"),
            legal_entity=receipt.legal_entity_id,
            currency=receipt.currency,
        )
        return list(same.order_by("due_on", "invoice__series_number")[:PROPOSED])

    def form_arguments(self) -> Mapping[str, Any]:
        """What is proposed."""
        return {"items": self.items, "currency": self.record.currency}

    def initial(self) -> Mapping[str, Any]:
        """The oldest, today."""
        told: dict[str, Any] = {"on": self.record.legal_entity.local_date(now())}
        return {**told, "invoice": str(self.items[0].pk)} if self.items else told

    def perform(self, form: Any) -> Allocation:
        """The verb takes the invoice itself."""
        asked = form.cleaned_data
        item = next((item for item in self.items if str(item.pk) == asked["invoice"]), None)
        if item is None:
            raise Invalid("choose an open invoice", fields={"invoice": ["not open"]})
        return allocate(self.record, invoice=item.invoice, amount=asked["amount"], on=asked["on"], by=self.by)

    def success_url(self, done: Allocation) -> str:
        """The receipt."""
        return reverse("receipt", args=[self.record.pk])

    def success_message(self, done: Allocation) -> str:
        """How much, against what."""
        return f"{done.amount} of {self.record.reference} is allocated"
