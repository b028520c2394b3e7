"""Verbs over periods: open, look through, soft-close, close, reopen."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import QuerySet

from accounting.books.actions.folding import fold
from accounting.books.actions.posting import PeriodNotOpen
from accounting.books.models import CloseTick, Period, PeriodStep
from accounting.books.models.periods import ALLOWED
from accounting.books.reports.checklist import checklist, opening_of
from accounting.books.reports.trial_balance import trial_balance_hash
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.firm.closing import ITEMS
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record import faults
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.dates import month_end, month_start
from billing_suite.kernel.values.refusals import Invalid, NotFound, Refusal
from billing_suite.kernel.work.events import publish


class NotReadyToClose(Refusal):
    """The checklist has lines that nobody ticked, or strict ones that still show something."""

    code = "not-ready-to-close"


class OutOfOrder(Refusal):
    """Periods are closed from the first on and reopened from the last back, so that a closed one stays true."""

    code = "out-of-order"


@verb("open periods", jobs=True)
def open_periods(entity: LegalEntity, *, first: date, months: int, by: Actor) -> list[Period]:
    """Monthly periods from the month of `first` on; those that exist stay as they are.

    None before a closed one: its balances would change (INV-06).
    """
    known = set(Period.objects.filter(legal_entity=entity).values_list("starts_on", flat=True))
    starts = [start for n in range(months) if (start := month_start(first, n)) not in known]
    closed = Period.objects.filter(legal_entity=entity, status="closed").order_by("-starts_on").first()
    if closed and starts and starts[0] < closed.starts_on:
        raise OutOfOrder(f"{closed} of {entity.code} is closed already", record=str(closed), rule="INV-06")
    return Period.objects.bulk_create(
        [Period(legal_entity=entity, starts_on=start, ends_on=month_end(start)) for start in starts]
    )


@verb("tick a line of the close checklist")
def tick_close_item(period: Period, *, item: str, at: datetime, by: Actor) -> CloseTick:
    """Say that one has looked: what the line shows now is kept with who and when; it counts until it changes."""
    held = Period.objects.select_related("legal_entity", "step").get(pk=period.pk)
    if item not in ITEMS:
        raise NotFound(f"the close checklist has no line {item!r}", code="no-such-close-item", record=str(held))
    if held.status == "closed":
        raise PeriodNotOpen(f"{held} is closed already", record=str(held), rule="INV-05")
    found = ITEMS[item].find(held.legal_entity, held.starts_on, held.ends_on)
    return CloseTick.objects.create(
        period=held, step=opening_of(held), item=item, found=found.words[:200], at=at, actor=by.tag
    )


@verb("soft-close a period", right="close_period")
def soft_close_period(period: Period, *, at: datetime, by: Actor) -> Period:
    """From now on only the controller's entries are dated in it (INV-05); waits for postings in flight."""
    held = _allowed(_held(period), "soft_close")
    fold_all()
    return _step(held, "soft_closed", at=at, by=by)


@verb("close a period")
def close_period(period: Period, *, at: datetime, by: Actor) -> Period:
    """No posting is dated in it any more; waits for postings in flight (INV-05).

    Every line of the checklist must be ticked, strict ones must show nothing, and every earlier period
    be closed. The trial balance's hash at the period's end is kept for ever (INV-06).
    """
    held = _allowed(_held(period), "close")
    _in_order(held, Period.objects.filter(starts_on__lt=held.starts_on).exclude(status="closed"), "is not closed yet")
    open_lines = [line for line in checklist(held) if not line.is_done]
    if open_lines:
        raise NotReadyToClose(
            f"{held} of {held.legal_entity.code} is not ready: {'; '.join(line.words for line in open_lines)}",
            record=str(held),
            rule="INV-06",
        )
    fold_all()
    told = trial_balance_hash(held.legal_entity, as_of=held.ends_on)
    return _step(held, "closed", at=at, by=by, trial_balance_hash=told)


@verb("reopen a period")
def reopen_period(period: Period, *, reason: str, at: datetime, by: Actor) -> Period:
    """Postings are dated in it again; says why. The hash of its closing is kept; it is closed anew later (INV-06)."""
    held = _allowed(_held(period), "reopen")
    if not reason.strip():
        raise Invalid(f"say why {held} is reopened", record=str(held), fields={"reason": ["required"]}, rule="INV-06")
    if held.status == "closed":
        _in_order(held, Period.objects.filter(starts_on__gt=held.starts_on, status="closed"), "is closed after it")
    return _step(held, "open", at=at, by=by, reason=reason.strip()[:300])


def fold_all() -> None:
    """Fold what is not folded yet, so that a closed period's balances stand ready."""
    while fold():
        pass


def _held(period: Period) -> Period:
    """The period, locked with all of its entity's, in their order: what is being posted into them is waited for."""
    rows = Period.objects.select_for_update(of=("self",)).filter(legal_entity=period.legal_entity_id)
    found: Sequence[Period] = list(rows.select_related("legal_entity", "step").order_by("starts_on"))
    return next(one for one in found if one.pk == period.pk)


def _allowed(period: Period, step: str) -> Period:
    if step not in ALLOWED[period.status]:
        raise PeriodNotOpen(
            f"{period} is {period.get_status_display().lower()} already", record=str(period), rule="INV-26"
        )
    return period


def _in_order(period: Period, others: QuerySet[Period], words: str) -> None:
    first = others.filter(legal_entity=period.legal_entity_id).order_by("starts_on").first()
    if first:
        raise OutOfOrder(f"{first} {words}", record=str(period), rule="INV-06")


def _step(
    period: Period, status: str, *, at: datetime, by: Actor, reason: str = "", trial_balance_hash: str = ""
) -> Period:
    """Write the step and the status that it says, and tell."""
    period.step = PeriodStep.objects.create(
        period=period, status=status, at=at, actor=by.tag, reason=reason, trial_balance_hash=trial_balance_hash
    )
    faults.point("close.after_step")
    period.status = status
    period.save(update_fields=["status", "step"])
    publish(f"period.{'reopened' if status == 'open' else status}", period)
    return period
