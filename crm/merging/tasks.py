"""Jobs over doubles."""

from zoneinfo import ZoneInfo

from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.work.jobs import later
from crm.customers.models import Customer
from crm.merging.looking import compare_customer, look_for_doubles, merge_by_rules

NIGHT = 2  # o'clock, where the legal entity is


def compare(customer_id: str) -> None:
    """Look at a customer that is new or was changed; one that was merged meanwhile needs no look."""
    customer = Customer.objects.select_related("address").filter(pk=customer_id, survivor__isnull=True).first()
    if customer is not None:
        compare_customer(customer, at=now(), by=Actor.system("compare_customer"))


def plan_nightly() -> None:
    """Each legal entity's look of the day, from its night on; a key makes it once a day."""
    at = now()
    for entity in LegalEntity.objects.all():
        local = at.astimezone(ZoneInfo(entity.time_zone))
        if local.hour >= NIGHT:
            key = f"doubles:{entity.pk}:{local:%Y-%m-%d}"
            later("crm.merging.tasks.look", about=f"Duplicates of {entity.name}", key=key, entity_id=entity.pk)


def look(entity_id: str) -> None:
    """Compare all customers of a legal entity, then merge what a declared rule says is one."""
    entity, by = LegalEntity.objects.get(pk=entity_id), Actor.system("look_for_doubles")
    look_for_doubles(entity, at=now(), by=by)
    merge_by_rules(entity, at=now(), by=by)
