"""Activities: what is logged, planned, completed and postponed, and what is refused."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.refusals import Invalid, NotAllowed, NotFound, Refusal
from billing_suite.kernel.work.models import Event
from crm.activities.actions import complete_activity, log_activity, plan_activity, postpone_activity
from crm.activities.models import Activity
from tests.builders import Stage, noon
from tests.projects.time.cast import second_office

pytestmark = pytest.mark.django_db
DAY = date(2026, 2, 2)
AT = noon(DAY)


def logged(stage: Stage, who: str = "lena", at: datetime = AT, **more: Any) -> Activity:
    """A call with Nordlicht."""
    told: dict[str, Any] = {"kind": "call", "subject": "Asked about the portal"} | more
    return log_activity(stage.customer("nordlicht"), **told, at=at, by=stage.by(who))


def planned(stage: Stage, who: str = "lena", **more: Any) -> Activity:
    """A task with Nordlicht, due in a week."""
    told: dict[str, Any] = {"kind": "task", "subject": "Send the brief", "due_on": DAY + timedelta(days=7)} | more
    return plan_activity(stage.customer("nordlicht"), **told, by=stage.by(who))


def test_what_happened_is_logged_with_its_contact_and_what_it_is_about(stage: Stage) -> None:
    opportunity = stage.opportunity()
    made = logged(stage, contact=stage.contacts["nordlicht"], about=opportunity, happened_at=AT - timedelta(hours=3))
    assert made.status == "done" and made.happened_at == AT - timedelta(hours=3)
    assert made.owner == stage.users["lena"] and made.about_reference == opportunity.reference
    assert list(Activity.objects.about(opportunity)) == [made]
    assert Event.objects.filter(type="activity.logged", subject_id=str(made.pk)).count() == 1


def test_what_is_planned_is_completed_once(stage: Stage) -> None:
    task = planned(stage, remind_on=DAY + timedelta(days=6))
    assert task.status == "planned" and list(Activity.objects.to_do()) == [task]
    done = complete_activity(task, outcome=" Sent ", at=AT, by=stage.by("jonas"))
    assert (done.status, done.done_by, done.outcome) == ("done", stage.users["jonas"], "Sent")
    with pytest.raises(Refusal, match="done already") as refused:
        complete_activity(task, at=AT, by=stage.by("lena"))
    assert refused.value.code == "activity-done"
    with pytest.raises(Refusal, match="done already"):
        postpone_activity(task, due_on=DAY, by=stage.by("lena"))


def test_what_is_planned_is_postponed_with_its_reminder(stage: Stage) -> None:
    task = planned(stage, remind_on=DAY)
    held = postpone_activity(task, due_on=DAY + timedelta(days=30), by=stage.by("lena"))
    assert (held.due_on, held.remind_on) == (DAY + timedelta(days=30), None)
    with pytest.raises(Invalid, match="a reminder comes no later than the due date"):
        postpone_activity(task, due_on=DAY, remind_on=DAY + timedelta(days=1), by=stage.by("lena"))


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"kind": "task"}, "task cannot be logged"),
        ({"kind": "party"}, "party cannot be logged"),
        ({"subject": "  "}, "subject"),
        ({"happened_at": AT + timedelta(minutes=1)}, "planned, not logged"),
    ],
)
def test_what_cannot_be_logged_is_refused(stage: Stage, told: dict[str, Any], words: str) -> None:
    with pytest.raises(Invalid, match=words):
        logged(stage, **told)


def test_contact_record_and_owner_are_of_this_customer(stage: Stage) -> None:
    stage.customer("lumiere")
    elsewhere = stage.opportunity("lumiere")
    with pytest.raises(Invalid, match="no contact of Nordlicht"):
        logged(stage, contact=stage.contacts["lumiere"])
    with pytest.raises(Invalid, match="is not about Nordlicht"):
        logged(stage, about=elsewhere)
    with pytest.raises(Invalid, match="Ada Lindqvist does not see Nordlicht"):
        planned(stage, owner=stage.users["ada"])
    with pytest.raises(Invalid, match="say whose it is"):
        log_activity(stage.customer("nordlicht"), kind="call", subject="x", at=AT, by=Actor.system("timeline"))


def test_rights_and_reach(stage: Stage) -> None:
    with pytest.raises(NotAllowed):
        logged(stage, who="otto")
    theirs = second_office().customer("thames")
    with pytest.raises(NotFound):
        log_activity(theirs, kind="call", subject="x", at=AT, by=stage.by("lena"))
    task = planned(stage)
    assert not Activity.objects.visible_to(stage.users["ada"]).filter(pk=task.pk).exists()
    assert Activity.objects.visible_to(stage.users["otto"]).filter(pk=task.pk).exists()
