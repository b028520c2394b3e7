"""What our own hours cost us: set from a day on, and looked up by role and day."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal

from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.money import exponent
from billing_suite.kernel.values.refusals import Invalid
from billing_suite.kernel.work.events import publish
from crm.catalogue.actions.cards import CardsOverlap, affordable
from crm.catalogue.models import CostRate


@verb("set cost rates", jobs=True)
def set_cost_rates(
    region: str, *, currency: str, valid_from: date, costs: Mapping[str, Decimal], by: Actor
) -> list[CostRate]:
    """What an hour of each role costs us from a day on; the rate before it ends the day before (DESIGN 3).

    `region` is the country the selling entity is in. A rate that starts on or before a later one is refused.
    """
    exponent(currency)
    if not region or not costs:
        raise Invalid("cost rates are for a region and at least one role", record=region or "cost rates")
    same = CostRate.objects.select_for_update().filter(region=region, currency=currency, role__in=costs)
    later = same.filter(valid_from__gte=valid_from).first()
    if later is not None:
        raise CardsOverlap(f"a cost rate for {later} starts on or after {valid_from}", record=later.role)
    for before in same.filter(valid_to__isnull=True):
        before.valid_to = valid_from - timedelta(days=1)
        before.save(update_fields=["valid_to"])
    made = [
        CostRate(role=role, region=region, currency=currency, cost=cost, valid_from=valid_from)
        for role, cost in affordable({role: Decimal(cost) for role, cost in costs.items()}, of=region).items()
    ]
    for rate in made:
        rate.full_clean(exclude=["id"])
        rate.save(force_insert=True)
    publish("cost_rates.set", made[0], roles=sorted(costs))
    return made


def load_costs(region: str, currency: str) -> list[CostRate]:
    """Every cost rate of a region and currency, in one query. For verbs and reports that check `see_costs`."""
    return list(CostRate.objects.filter(region=region, currency=currency))


def pick_cost(costs: Iterable[CostRate], *, role: str, on: date) -> CostRate | None:
    """The cost rate of a role in force on a day; None where none is known."""
    return next((rate for rate in costs if rate.role == role and rate.covers(on)), None)
