"""What the payment of a return says to the books: a pure function."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from accounting.books.postings import EntryDraft, Line
from accounting.returns.models import TaxReturn, TaxReturnLine
from billing_suite.kernel.values.exchange import same_currency
from billing_suite.kernel.values.money import Money, zero


def remittance_entry(tax_return: TaxReturn, lines: Iterable[TaxReturnLine], *, paid: Money, on: date) -> EntryDraft:
    """Debit tax payable by component, credit bank; what the form's rounding leaves goes to rounding.

    Of a refund the signs are turned. The liability is filed in the books' currency, so the entry is in it too.
    """
    owed: dict[str, Money] = defaultdict(lambda: zero(tax_return.currency))
    for line in lines:
        owed[line.component] += line.books_tax
    total = sum(owed.values(), zero(tax_return.currency))
    parts = [
        Line("tax_payable", tax, tax, key=component, tax_component=component)
        for component, tax in sorted(owed.items())
        if tax
    ]
    parts.append(Line("bank", -paid, -paid))
    rounding = paid - total
    if rounding:
        parts.append(Line("cash_rounding", rounding, rounding))
    registration = tax_return.registration
    return EntryDraft(
        legal_entity=registration.legal_entity,
        on=on,
        description=f"Tax of {registration} {tax_return.starts_on} to {tax_return.ends_on}",
        source_kind="tax_return",
        source_id=str(tax_return.pk),
        reference=tax_return.reference,
        rate=same_currency(tax_return.currency, on=on),
        lines=parts,
    )
