"""What an invoice says to the books: receivable against revenue and tax, a pure function."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from accounting.billing.models import Invoice, InvoiceLine, InvoiceTax
from accounting.books.postings import EntryDraft, Line, converted
from billing_suite.kernel.values.exchange import UsedRate
from billing_suite.kernel.values.money import Money, zero


def invoice_entry(
    invoice: Invoice, lines: Iterable[InvoiceLine], taxes: Iterable[InvoiceTax], rate: UsedRate, *, on: date
) -> EntryDraft:
    """Debit receivable, credit revenue by kind of supply and tax payable by component (RULES 6, 22)."""
    nothing = zero(rate.quote)
    links: dict[str, Any] = {
        "customer": invoice.customer_id,
        "contract": invoice.contract_id,
        "project": invoice.project_id,
    }
    revenue: dict[str, Money] = defaultdict(lambda: zero(invoice.currency))
    for line in lines:
        revenue[line.supply] += line.net
    payable: dict[str, Money] = defaultdict(lambda: zero(invoice.currency))
    for tax in taxes:
        payable[tax.component] += tax.tax
    parts = [Line("revenue", -net, nothing, key=supply, **links) for supply, net in sorted(revenue.items()) if net]
    parts += [
        Line("tax_payable", -tax, nothing, key=component, tax_component=component, **links)
        for component, tax in sorted(payable.items())
        if tax
    ]
    receivable = Line("receivable", zero(invoice.currency), nothing, **links)
    return EntryDraft(
        legal_entity=invoice.legal_entity,
        on=on,
        description=f"Invoice to {invoice.customer.name}",
        source_kind="invoice",
        source_id=str(invoice.pk),
        reference=invoice.reference,
        rate=rate,
        lines=converted(parts, rate, against=receivable),
    )
