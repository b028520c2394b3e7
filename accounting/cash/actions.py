"""Verbs over receipts: record money that arrived, set it against invoices."""

from datetime import date, datetime

from accounting.billing.models import Invoice, OpenItem
from accounting.books.actions import load_chart, post_many
from accounting.cash.models import Allocation, Receipt
from accounting.cash.postings import allocation_entry, part_of, receipt_entry
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record import faults
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.exchange import UsedRate, rate_missing, rates_for
from billing_suite.kernel.values.ids import take_references
from billing_suite.kernel.values.money import Money, from_minor, to_minor
from billing_suite.kernel.values.refusals import Invalid, Refusal
from billing_suite.kernel.work.events import publish
from billing_suite.kernel.work.handouts import ask_handout
from billing_suite.kernel.work.models import Handout
from crm.customers.models import Customer


class ReceiptRepeated(Refusal):
    """This bank reference is recorded already."""

    code = "receipt-repeated"


class TooMuch(Refusal):
    """More would be set against the invoice than is open, or more than the receipt still holds (INV-14)."""

    code = "more-than-open"


@verb("record a receipt")
def record_receipt(
    entity: LegalEntity,
    *,
    customer: Customer,
    amount: Money,
    received_on: date,
    bank_reference: str,
    means: str = "bank",
    by: Actor,
) -> Receipt:
    """Money from a customer on the entity's bank account: posted at once, the customer's credit until allocated.

    The bank reference names the money: recorded twice it is refused. `means` withholding: the customer paid it to
    an authority for us, by a certificate whose number is the reference; it is our claim on that authority.
    """
    if amount.amount <= 0:
        raise Invalid(f"a receipt is more than nothing, not {amount}", fields={"amount": ["not positive"]})
    if customer.legal_entity_id != entity.pk:
        raise Invalid(f"{customer.name} is served by {customer.legal_entity.code}", record=customer.reference)
    if Receipt.objects.filter(legal_entity=entity, bank_reference=bank_reference).exists():
        raise ReceiptRepeated(f"{bank_reference} is recorded already", record=bank_reference, rule="RULES 26")
    rate = rate_for(entity, amount.currency.code, on=received_on, record=bank_reference)
    receipt = Receipt(
        reference=take_references("RCP")[0],
        legal_entity=entity,
        customer=customer,
        received_on=received_on,
        currency=amount.currency.code,
        amount_minor=to_minor(amount),
        base_currency=entity.currency,
        base_minor=to_minor(rate.convert(amount)),
        bank_reference=bank_reference,
        means=means,
    )
    receipt.clean_fields(exclude=["id", "entry"])
    draft = receipt_entry(receipt, rate)
    receipt.entry = post_many([draft], load_chart([entity], [received_on]))[0]
    faults.point("receipt.after_posting")
    receipt.full_clean(exclude=["id"])
    receipt.save(force_insert=True)
    publish("receipt.recorded", receipt)
    return receipt


def rate_for(entity: LegalEntity, currency: str, *, on: date, record: str) -> UsedRate:
    """The exchange rate into the entity's books, or a refusal (RULES 21)."""
    ask = entity.rate_ask(currency)
    found = rates_for([ask], on=on).get(ask)
    if found is None:
        raise rate_missing(ask, on=on, record=record)
    return found


@verb("allocate a receipt", right="record_receipt")
def allocate(receipt: Receipt, *, invoice: Invoice, amount: Money | None = None, on: date, by: Actor) -> Allocation:
    """Set a receipt against an issued invoice: all that is open, or less (RULES 23, INV-14).

    The receivable is relieved at the invoice's rate, the credit used at the receipt's, the difference
    realised at once. Never before the money arrived or the invoice was issued.
    """
    item = _open_item(invoice)
    receipt = (
        Receipt.objects.select_for_update(of=("self",)).select_related("legal_entity", "customer").get(pk=receipt.pk)
    )
    part = _part(receipt, item, amount)
    if on < receipt.received_on:
        raise Invalid(f"{receipt.reference} came on {receipt.received_on}, after {on}", record=receipt.reference)
    issued_on = item.invoice.issued_on
    if issued_on is None or on < issued_on:
        raise Invalid(f"{item.invoice.number} was issued on {issued_on}, after {on}", record=str(invoice))
    credit_base = part_of(
        receipt.base_minor,
        receipt.base_used_minor,
        amount_minor=receipt.amount_minor,
        part_minor=part,
        before_minor=receipt.allocated_minor,
    )
    receivable_base = part_of(
        item.base_minor,
        item.base_relieved_minor,
        amount_minor=item.amount_minor,
        part_minor=part,
        before_minor=item.allocated_minor,
    )
    rate = rate_for(receipt.legal_entity, receipt.currency, on=receipt.received_on, record=receipt.reference)
    money = from_minor(part, receipt.currency)
    draft = allocation_entry(
        receipt, item, money, credit_base=credit_base, receivable_base=receivable_base, on=on, rate=rate
    )
    entry = post_many([draft], load_chart([receipt.legal_entity], [on]))[0]
    faults.point("allocate.after_posting")
    receipt.allocated_minor += part
    receipt.base_used_minor += credit_base
    receipt.save(update_fields=["allocated_minor", "base_used_minor"])
    item.allocated_minor += part
    item.base_relieved_minor += receivable_base
    item.save(update_fields=["allocated_minor", "base_relieved_minor"])
    made = Allocation.objects.create(
        receipt=receipt,
        open_item=item,
        on=on,
        currency=receipt.currency,
        amount_minor=part,
        base_currency=item.base_currency,
        receivable_base_minor=receivable_base,
        credit_base_minor=credit_base,
        entry=entry,
    )
    publish("invoice.paid" if item.open_minor == 0 else "invoice.part_paid", item.invoice, receipt=receipt.pk)
    return made


def _open_item(invoice: Invoice) -> OpenItem:
    item = OpenItem.objects.select_for_update(of=("self",)).select_related("invoice__customer").filter(invoice=invoice)
    found = item.first()
    if found is None:
        raise Refusal(f"{invoice} is not issued", code="wrong-state", record=str(invoice), rule="INV-14")
    return found


def _part(receipt: Receipt, item: OpenItem, amount: Money | None) -> int:
    """Minor units to allocate, checked against both sides."""
    number = str(item.invoice.number)
    if receipt.customer.home_id != item.invoice.customer.home_id or receipt.legal_entity_id != item.legal_entity_id:
        raise Invalid(f"{receipt.reference} is not from {item.invoice.customer.name}", record=number)
    if receipt.currency != item.currency:
        raise Invalid(f"{receipt.reference} is in {receipt.currency}, {number} in {item.currency}", record=number)
    held = receipt.amount_minor - receipt.allocated_minor
    part = min(held, item.open_minor) if amount is None else to_minor(amount)
    if amount is not None and amount.currency.code != item.currency:
        raise Invalid(f"{number} is in {item.currency}", record=number)
    if part <= 0 or part > held or part > item.open_minor:
        raise TooMuch(
            f"{number} has {from_minor(item.open_minor, item.currency)} open, {receipt.reference} holds "
            f"{from_minor(held, receipt.currency)}",
            record=number,
            rule="INV-14",
        )
    return part


@verb("ask for a statement of account", right="see_receipts")
def ask_statement(customer: Customer, *, since: date, through: date, at: datetime, by: Actor) -> Handout:
    """What a customer owed, was invoiced and paid in a span, as the PDF they are sent, which a job makes."""
    if through < since:
        raise Invalid(f"a statement through {through} cannot begin on {since}", record=customer.reference)
    return ask_handout(
        "accounting.cash.tasks.make_statement",
        about=f"Statement of account, {customer.name}",
        at=at,
        by=by,
        customer=str(customer.pk),
        since=since.isoformat(),
        through=through.isoformat(),
    )
