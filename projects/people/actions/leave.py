"""Verbs over leave: asked for, approved by another (INV-27), withdrawn."""

from collections.abc import Sequence
from datetime import date, datetime

from billing_suite.kernel.access.verb import can, verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.outcome import Outcome, sort_out
from billing_suite.kernel.values.refusals import Invalid, NotAllowed, Refusal
from billing_suite.kernel.work.events import publish, publish_many
from projects.people.actions.people import employed, locked
from projects.people.models import Leave, Person
from projects.people.reports import plannable

LONGEST = 3 * 366  # days: parental leave of three years


class LeaveRefused(Refusal):
    """The leave cannot be asked for or moved like this."""

    code = "leave-refused"


@verb("ask for leave")
def request_leave(
    person: Person, *, first_day: date, last_day: date, kind: str = "vacation", share: int = 100, by: Actor
) -> Leave:
    """Days off from a day to a day, whole or a share of each (per cent); one's own, or a colleague's by who approves.

    They count as away once another person has approved them.
    """
    held = locked(person)
    check_own(held, by)
    if last_day < first_day or (last_day - first_day).days > LONGEST:
        told = f"not before {first_day}, and within three years"
        raise Invalid(f"the last day is {told}", record=str(held), fields={"last_day": [told]})
    plannable(first_day, last_day, record=str(held))
    employed(held, first_day, last_day)
    near = Leave.objects.filter(person=held).within(first_day, last_day).exclude(status="withdrawn").first()
    if near is not None:
        raise LeaveRefused(
            f"{held} has leave from {near.first_day} to {near.last_day}", code="leave-overlaps", record=str(held)
        )
    leave = Leave(person=held, first_day=first_day, last_day=last_day, kind=kind, share=share, requested_by_id=by.key)
    leave.full_clean(exclude=["id"])
    leave.save(force_insert=True)
    publish("leave.requested", leave, first_day=first_day, last_day=last_day)
    return leave


def check_own(person: Person, by: Actor) -> None:
    """Leave is one's own; who may approve leave may enter and withdraw it for others."""
    if str(person.user_id) != by.key and not can(by, "approve_leave"):
        raise NotAllowed(f"{by.label} may see to their own leave only", rule="right approve_leave")


def held_leave(leave: Sequence[Leave]) -> list[Leave]:
    """These rows, locked, with their persons."""
    rows = Leave.objects.select_for_update(of=("self",)).filter(pk__in=[each.pk for each in leave])
    return list(rows.select_related("person__user").order_by("pk"))


@verb("approve leave")
def approve_leave(leave: Sequence[Leave], *, at: datetime, by: Actor) -> Outcome[Leave]:
    """Say yes to leave that was asked for: it now takes from the person's capacity. Never to one's own (INV-27)."""
    decided, refused = sort_out(held_leave(leave), lambda each: approvable(each, at=at, by=by))
    Leave.objects.bulk_update(decided, ["status", "approved_by", "approved_at"], batch_size=500)
    publish_many("leave.approved", [(each, {"first_day": each.first_day}) for each in decided])
    return Outcome(decided, refused)


def approvable(leave: Leave, *, at: datetime, by: Actor) -> Leave:
    """The leave as approved, or why it is not."""
    if leave.status != "requested":
        raise LeaveRefused(f"{leave} is {leave.status}", code="wrong-state", record=str(leave), rule="INV-26")
    if by.key in (str(leave.person.user_id), str(leave.requested_by_id)):
        raise NotAllowed(
            f"{by.label} cannot approve their own leave",
            code="approver-is-a-maker",
            record=str(leave),
            rule="INV-27",
        )
    leave.status, leave.approved_by_id, leave.approved_at = "approved", by.key, at
    return leave


@verb("withdraw leave", right="request_leave")
def withdraw_leave(leave: Leave, *, why: str = "", at: datetime, by: Actor) -> Leave:
    """Take leave back: one's own, or a colleague's by who approves, which is also how a request is declined."""
    held = held_leave([leave])[0]
    check_own(held.person, by)
    if held.status == "withdrawn":
        raise LeaveRefused(f"{held} is withdrawn", code="wrong-state", record=str(held), rule="INV-26")
    held.status, held.withdrawn_at, held.why = "withdrawn", at, why.strip()
    held.save(update_fields=["status", "withdrawn_at", "why"])
    publish("leave.withdrawn", held, first_day=held.first_day)
    return held
