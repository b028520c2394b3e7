"""What receipts and allocations say to the books: pure functions (RULES 23, 25)."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from accounting.billing.models import OpenItem
from accounting.books.postings import EntryDraft, Line
from accounting.cash.models import Receipt
from billing_suite.kernel.values.exchange import UsedRate
from billing_suite.kernel.values.money import Money, from_minor, zero


def receipt_entry(receipt: Receipt, rate: UsedRate) -> EntryDraft:
    """Debit bank (or the tax that is withheld for us), credit the customer's credits, until it is allocated."""
    base = rate.convert(receipt.amount)
    return EntryDraft(
        legal_entity=receipt.legal_entity,
        on=receipt.received_on,
        description=f"Receipt from {receipt.customer.name}",
        source_kind="receipt",
        source_id=str(receipt.pk),
        reference=receipt.reference,
        rate=rate,
        lines=(
            Line(Receipt.ROLES[receipt.means], receipt.amount, base, customer=receipt.customer_id),
            Line("customer_credits", -receipt.amount, -base, customer=receipt.customer_id),
        ),
    )


def part_of(base_minor: int, used_minor: int, *, amount_minor: int, part_minor: int, before_minor: int) -> int:
    """The books amount of a part: cumulative and rounded, so that the last part takes what remains (RULES 23)."""
    upto = Decimal(base_minor) * (before_minor + part_minor) / amount_minor
    return int(upto.quantize(Decimal(1), rounding=ROUND_HALF_UP)) - used_minor


def allocation_entry(
    receipt: Receipt,
    item: OpenItem,
    part: Money,
    *,
    credit_base: int,
    receivable_base: int,
    on: date,
    rate: UsedRate,
) -> EntryDraft:
    """Debit the payer's credits at the receipt's rate, credit receivable at the invoice's; the rest is realised
    exchange.

    The exchange line carries no document amount (INV-01), and is left out where there is no difference.
    """
    books = item.base_currency
    used, relieved = from_minor(credit_base, books), from_minor(receivable_base, books)
    invoice = item.invoice
    links: dict[str, Any] = {
        "customer": item.customer_id,
        "contract": invoice.contract_id,
        "project": invoice.project_id,
    }
    lines = [
        Line("customer_credits", part, used, customer=receipt.customer_id),
        Line("receivable", -part, -relieved, **links),
    ]
    difference = relieved - used
    if difference:
        role = "exchange_loss" if difference.amount > 0 else "exchange_gain"
        lines.append(Line(role, zero(part.currency.code), difference, customer=item.customer_id))
    return EntryDraft(
        legal_entity=receipt.legal_entity,
        on=on,
        description=f"{receipt.reference} against {invoice.number}",
        source_kind="allocation",
        source_id=str(receipt.pk),
        reference=receipt.reference,
        rate=rate,
        lines=lines,
    )
