"""Jobs by the calendar, in a legal entity's time zone, once a period (INV-23)."""

from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from billing_suite.kernel.values.clock import now
from billing_suite.kernel.work.jobs import later
from billing_suite.kernel.work.models import Job, Schedule, ScheduledRun


def period_of(schedule: Schedule, instant: datetime) -> str | None:
    """The period that is due at an instant, as a key like 2026-11-23, or None before its hour."""
    local = instant.astimezone(ZoneInfo(schedule.legal_entity.time_zone))
    if local.date() < schedule.starts_on:
        return None
    if schedule.cadence == "hourly":
        return f"{local:%Y-%m-%dT%H%z}"  # with its offset: the hour that a clock goes back over comes twice
    if local.hour < schedule.hour:
        return None
    if schedule.cadence == "weekly":
        return f"{local:%G-W%V}" if local.isoweekday() >= 1 else None
    return f"{local:%Y-%m}" if schedule.cadence == "monthly" else f"{local:%Y-%m-%d}"


HOURLY: dict[str, str] = {}  # tasks that the suite itself needs each hour, and what they are about


def every_hour(task: str, *, about: str) -> None:
    """For a room's `standing` module: upkeep that nobody has to plan."""
    HOURLY[task] = about


def plan_upkeep() -> int:
    """Queue this hour's job of each standing task; the job's key makes it once, whoever plans."""
    hour = now().astimezone(UTC)
    made = 0
    for task, about in HOURLY.items():
        key = f"hourly:{task}:{hour:%Y-%m-%dT%H}"
        if not Job.objects.filter(key=key).exists():
            with suppress(IntegrityError), transaction.atomic():
                later(task, about=about, key=key)
                made += 1
    return made


def plan_due() -> int:
    """Queue a job for each schedule's current period that has none; two planners make one job. Upkeep goes along."""
    plan_upkeep()
    made = 0
    for schedule in Schedule.objects.filter(active=True).select_related("legal_entity"):
        period = period_of(schedule, now())
        if period is None or schedule.runs.filter(period=period).exists():
            continue
        try:
            with transaction.atomic():
                job = later(
                    schedule.task,
                    about=f"{schedule.name} {period}",
                    key=f"schedule:{schedule.pk}:{period}"[:120],
                    owner=schedule.owner_id,
                    **schedule.arguments,
                )
                ScheduledRun.objects.create(schedule=schedule, period=period, job=job)
                made += 1
        except IntegrityError:
            continue
    return made
