"""Tax that customers deduct from what they pay: recorded from a day on, decided per document."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from accounting.tax.models import Withholding
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.dates import day_before
from billing_suite.kernel.values.money import Money, from_minor, nearest, to_minor
from billing_suite.kernel.values.refusals import Invalid
from crm.customers.models import Customer


@dataclass(frozen=True)
class WithholdingFact:
    """What a customer deducts, in per cent of the net, by which law, and when."""

    rate: Decimal
    reason: str
    valid_from: date
    valid_to: date | None


@verb("record a withholding")
def record_withholding(
    customer: Customer, *, rate: Decimal, reason: str, valid_from: date, valid_to: date | None = None, by: Actor
) -> Withholding:
    """The customer deducts so many per cent of each net from a day on; what was before ends the day before."""
    if valid_to is not None and valid_to < valid_from:
        raise Invalid(f"a withholding ends on {valid_to}, before it begins", record=customer.reference)
    later = Withholding.objects.filter(customer=customer, valid_from__gte=valid_from)
    if later.exists():
        raise Invalid(
            f"{customer.name} has a withholding that begins on {valid_from} or later", record=customer.reference
        )
    for before in Withholding.objects.filter(customer=customer):
        if before.covers(valid_from):
            before.valid_to = day_before(valid_from)
            before.save(update_fields=["valid_to"])
    made = Withholding(customer=customer, rate=rate, reason=reason, valid_from=valid_from, valid_to=valid_to)
    made.full_clean(exclude=["id"])
    made.save(force_insert=True)
    return made


def load_withholdings(customers: Iterable[Customer]) -> dict[Any, Sequence[WithholdingFact]]:
    """What each of these customers deducts, in one query."""
    found: dict[Any, list[WithholdingFact]] = defaultdict(list)
    for row in Withholding.objects.filter(customer__in={customer.pk for customer in customers}):
        found[row.customer_id].append(WithholdingFact(row.rate, row.reason, row.valid_from, row.valid_to))
    return dict(found)


def withheld(facts: Sequence[WithholdingFact], net: Money, *, on: date) -> tuple[Money, Mapping[str, str]] | None:
    """What is deducted from a document's net, rounded once, and why; None where nothing is. Pure."""
    for fact in facts:
        if fact.valid_from <= on and (fact.valid_to is None or on <= fact.valid_to):
            amount = from_minor(nearest(Fraction(fact.rate) * to_minor(net) / 100), net.currency.code)
            return amount, {"rate": f"{fact.rate.normalize():f}", "reason": fact.reason}
    return None
