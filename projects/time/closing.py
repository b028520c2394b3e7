"""What time wants looked at before a period is closed."""

from datetime import date

from billing_suite.kernel.firm.closing import CloseFinding, CloseItem, register_close_item
from billing_suite.kernel.firm.models import LegalEntity
from projects.time.models import TimeEntry


def unapproved(entity: LegalEntity, starts_on: date, ends_on: date) -> CloseFinding:
    """Time worked by the period's end that is not approved, and so neither billed nor accrued."""
    entries = TimeEntry.objects.filter(project__legal_entity=entity, work_date__lte=ends_on)
    count = entries.exclude(status="approved").count()
    return CloseFinding(count, f"{count} entries not approved", "time-entries", {"view": "all"})


register_close_item(
    CloseItem(
        "unapproved_time",
        "Unapproved time",
        "Work of the period is approved, or known to come later.",
        unapproved,
        order=10,
    )
)
