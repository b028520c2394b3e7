"""Time, counted again."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F

from billing_suite.kernel.record.checks import check
from projects.time.models import TimeEntry


@check("INV-16", "a counter-entry mirrors the approved entry that it takes back")
def false_counters() -> Iterable[Any]:
    """Counter-entries of other minutes, another person or task, or of what is not approved any more."""
    mirrored = TimeEntry.objects.filter(
        corrects__status="approved",
        corrects__person=F("person"),
        corrects__task=F("task"),
        corrects__corrects__isnull=True,
        minutes=F("corrects__minutes") * -1,
    )
    counters = TimeEntry.objects.filter(corrects__isnull=False)
    return counters.exclude(pk__in=mirrored.values("pk")).values_list("pk", flat=True)
