"""Leave: asked for, approved by another, withdrawn; never twice on a day, never approved by its own person."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from billing_suite.kernel.access.actions import add_user
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.refusals import Invalid, NotAllowed, NotFound
from projects.people.actions import approve_leave, record_departure, request_leave, withdraw_leave
from projects.people.actions.leave import LeaveRefused
from projects.people.actions.people import PersonLeft
from projects.people.models import Leave
from tests.builders import MARCH, SET_UP, Stage, behind_the_verbs, noon
from tests.projects.time.cast import second_office

pytestmark = pytest.mark.django_db
AT = noon(MARCH)
FRIDAY = MARCH + timedelta(days=4)


def asked(stage: Stage, who: str = "mia", by: str = "", first: date = MARCH, last: date = FRIDAY, **more: Any) -> Leave:
    """Leave that somebody asked for."""
    return request_leave(stage.people[who], first_day=first, last_day=last, by=stage.by(by or who), **more)


def approved(stage: Stage, leave: Leave, by: str = "jonas") -> Leave:
    """With somebody's yes."""
    outcome = approve_leave([leave], at=AT, by=stage.by(by))
    assert not outcome.refused, outcome.refused
    return outcome.done[0]


def test_leave_is_asked_for_and_approved_by_another(stage: Stage) -> None:
    leave = asked(stage, kind="parental", share=50)
    assert (leave.status, leave.share_told, leave.requested_by) == ("requested", "Half days", stage.users["mia"])
    approved(stage, leave)
    leave.refresh_from_db()
    assert (leave.status, leave.approved_by, leave.approved_at) == ("approved", stage.users["jonas"], AT)


def test_inv27_nobody_approves_their_own_or_what_they_entered(stage: Stage) -> None:
    own, entered = asked(stage, "jonas"), asked(stage, "mia", by="jonas")
    outcome = approve_leave([own, entered], at=AT, by=stage.by("jonas"))
    assert not outcome.done and {refusal.code for refusal in outcome.refused} == {"approver-is-a-maker"}
    mine = asked(stage, "tom", by="jonas")
    assert approve_leave([mine], at=AT, by=stage.by("tom")).refused[0].rule == "INV-27"
    jonas = stage.users["jonas"]
    with behind_the_verbs(), pytest.raises(IntegrityError), transaction.atomic():
        Leave.objects.filter(pk=own.pk).update(status="approved", approved_by=jonas, approved_at=AT)


def test_of_many_the_refused_are_told_and_the_others_go_through(stage: Stage) -> None:
    own, other = asked(stage, "jonas"), asked(stage, "mia")
    outcome = approve_leave([own, other], at=AT, by=stage.by("jonas"))
    assert [leave.pk for leave in outcome.done] == [other.pk] and len(outcome.refused) == 1


@pytest.mark.parametrize(
    ("first", "last"),
    [(MARCH, MARCH), (FRIDAY, FRIDAY + timedelta(days=3)), (MARCH - timedelta(days=3), FRIDAY + timedelta(days=3))],
)
def test_one_is_not_away_twice(stage: Stage, first: date, last: date) -> None:
    leave = asked(stage)
    with pytest.raises(LeaveRefused) as refused:
        asked(stage, first=first, last=last)
    assert refused.value.code == "leave-overlaps" and "Mia Keller" in str(refused.value)
    withdraw_leave(leave, why="The fair was called off", at=AT, by=stage.by("mia"))
    assert asked(stage, first=first, last=last).status == "requested"


@pytest.mark.parametrize(
    "given",
    [
        {"first": FRIDAY, "last": MARCH},
        {"first": MARCH, "last": MARCH + timedelta(days=4000)},
        {"first": date(2024, 12, 31)},
        {"share": 0},
        {"share": 101},
        {"kind": "sabbatical"},
    ],
)
def test_leave_that_cannot_be_is_refused(stage: Stage, given: dict[str, Any]) -> None:
    with pytest.raises((Invalid, PersonLeft)):
        asked(stage, **given)
    assert not Leave.objects.exists()


def test_who_left_is_not_away(stage: Stage) -> None:
    record_departure(stage.people["mia"], left_on=MARCH, by=stage.by("ada"))
    with pytest.raises(PersonLeft):
        asked(stage)


def test_leave_is_ones_own_unless_one_approves(stage: Stage) -> None:
    """Finance asks for no leave at all; who leads may enter an illness for a colleague."""
    with pytest.raises(NotAllowed):
        asked(stage, "mia", by="fay")
    assert asked(stage, "mia", by="jonas", kind="illness").requested_by == stage.users["jonas"]


def test_withdrawn_leave_stays_withdrawn(stage: Stage) -> None:
    leave = approved(stage, asked(stage))
    withdraw_leave(leave, at=AT, by=stage.by("mia"))
    with pytest.raises(LeaveRefused):
        withdraw_leave(leave, at=AT, by=stage.by("mia"))
    assert approve_leave([leave], at=AT, by=stage.by("jonas")).refused[0].rule == "INV-26"


@pytest.mark.parametrize(
    "change",
    [
        {"first_day": MARCH - timedelta(days=1)},
        {"last_day": FRIDAY + timedelta(days=9)},
        {"share": 10},
        {"status": "requested"},
    ],
)
def test_inv28_what_was_approved_does_not_change_behind_its_approval(stage: Stage, change: dict[str, Any]) -> None:
    leave = approved(stage, asked(stage))
    with behind_the_verbs(), pytest.raises(IntegrityError), transaction.atomic():
        Leave.objects.filter(pk=leave.pk).update(**change)


def test_inv26_leave_is_born_requested_and_never_overlaps(stage: Stage) -> None:
    leave = asked(stage)
    told = {"person": leave.person, "requested_by": stage.users["mia"], "first_day": FRIDAY, "last_day": FRIDAY}
    later = dict.fromkeys(("first_day", "last_day"), date(2026, 6, 1))
    born = {"approved_by": stage.users["jonas"], "approved_at": AT, "status": "approved"}
    for row in (Leave(**told), Leave(**told | later | born)):
        with behind_the_verbs(), pytest.raises(IntegrityError, match="INV-26"), transaction.atomic():
            Leave.objects.bulk_create([row])
    assert Leave.objects.count() == 1


def test_leave_of_another_office_is_not_there(stage: Stage) -> None:
    leave = asked(stage)
    second_office()
    nia = add_user("nia@spree.example", name="Nia", roles=["delivery"], teams=["New York"], by=SET_UP)
    assert not Leave.objects.visible_to(nia).exists()
    assert Leave.objects.visible_to(stage.users["tom"]).get() == leave
    assert not Leave.objects.visible_to(stage.users["fay"]).exists(), "without the right"
    with pytest.raises(NotFound):
        withdraw_leave(leave, at=AT, by=Actor.user(nia))
