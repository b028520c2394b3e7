"""Work, counted again."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from billing_suite.kernel.record.checks import check
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.work.models import Job, OutgoingMail


@check("INV-39", "no job is silent for longer than its lease and five minutes")
def silent() -> Iterable[Any]:
    """Running jobs whose lease ran out long ago, with no runner or sweeper at work."""
    return Job.objects.filter(status="running", lease_until__lt=now() - timedelta(minutes=5))


@check("INV-40", "each mail that is not sent has a job that will send it, or a person who knows")
def forgotten_mail() -> Iterable[Any]:
    """Unsent mails without a live or parked job."""
    held = set(
        Job.objects.filter(task="billing_suite.kernel.work.mail.send_mail")
        .exclude(status="done")
        .values_list("arguments__mail_id", flat=True)
    )
    waiting = OutgoingMail.objects.exclude(status__in=["sent", "withdrawn"])
    return [pk for pk in waiting.values_list("pk", flat=True) if str(pk) not in held]
