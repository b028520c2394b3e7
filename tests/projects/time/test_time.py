"""The verbs of time: log, submit, approve with a frozen rate, return; what is billed stays."""

from datetime import date
from decimal import Decimal

import pytest

from billing_suite.kernel.values.refusals import Invalid, NotAllowed
from crm.catalogue.actions import publish_rate_card
from projects.plan.actions import close_project, staff_project
from projects.plan.models import Task
from projects.time.actions import TimeRefused, approve_time, change_time, log_time, return_time, submit_time
from projects.time.models import TimeEntry
from tests.builders import LINES, MARCH, SET_UP, TEAM, Stage, noon
from tests.kernel.record.attacks import as_job, refused, sql

pytestmark = pytest.mark.django_db
AT = noon(date(2026, 3, 20))


@pytest.fixture
def task(stage: Stage) -> Task:
    """Build, on an open project of Nordlicht."""
    return stage.task(stage.contract())


def put_up(stage: Stage, *entries: TimeEntry, by: str = "mia") -> list[TimeEntry]:
    submitted = submit_time(entries, by=stage.by(by))
    assert not submitted.refused
    return list(submitted.done)


def now(entry: TimeEntry) -> TimeEntry:
    """The entry as it stands."""
    return TimeEntry.objects.get(pk=entry.pk)


def test_time_is_logged_submitted_and_approved_with_its_rate_and_reason(stage: Stage, task: Task) -> None:
    entry = stage.logged(task, 95, note="Forms")
    assert (entry.status, entry.price, entry.rate_reason, entry.project) == ("draft", None, "", task.project)
    put_up(stage, entry)
    assert now(entry).submitted_by == stage.users["mia"]
    assert not approve_time([entry], at=AT, by=stage.by("jonas")).refused
    held = now(entry)
    assert (held.status, held.approved_by, held.approved_at) == ("approved", stage.users["jonas"], AT)
    assert (held.price, held.currency) == (Decimal(140), "EUR")
    assert held.rate_reason == "Standard EUR: card for DE in EUR, in force on 2026-03-02"


def test_what_is_not_billable_is_approved_without_a_rate(stage: Stage, task: Task) -> None:
    entry = stage.approved(task, 60, billable=False)
    assert (entry.rate, entry.price, entry.rate_reason) == (None, None, "not billable")


def test_rules_15_a_later_card_changes_no_frozen_rate(stage: Stage, task: Task) -> None:
    before, waiting = stage.approved(task, 60), stage.logged(task, 60)
    later = stage.logged(task, 60, date(2026, 3, 10))
    publish_rate_card(
        "Dearer", region="DE", currency="EUR", valid_from=date(2026, 3, 9), rates={"developer": Decimal(155)}, by=SET_UP
    )
    put_up(stage, waiting, later)
    assert not approve_time([waiting, later], at=AT, by=stage.by("jonas")).refused
    # each by the card of its own work date, whenever it is approved
    assert [now(e).price for e in (before, waiting, later)] == [Decimal(140), Decimal(140), Decimal(155)]


def test_rules_15_without_a_rate_an_entry_is_refused_and_the_others_go_through(stage: Stage) -> None:
    contract = stage.contract()
    design, build = (stage.task(contract, name) for name in ("Design", "Build"))
    priced, unpriced = stage.logged(build, 60, date(2026, 3, 10)), stage.logged(design, 60, date(2026, 3, 10))
    publish_rate_card(
        "Builders only",
        region="DE",
        currency="EUR",
        valid_from=date(2026, 3, 9),
        rates={"developer": Decimal(155)},
        by=SET_UP,
    )
    put_up(stage, priced, unpriced)
    outcome = approve_time([priced, unpriced], at=AT, by=stage.by("jonas"))
    assert [e.pk for e in outcome.done] == [priced.pk]
    assert [(r.code, r.rule) for r in outcome.refused] == [("rate-missing", "RULES 15")]
    held = now(unpriced)
    assert (held.status, held.approved_by, held.price) == ("submitted", None, None)


def test_inv27_nobody_approves_their_own_time(stage: Stage, task: Task) -> None:
    own, other = stage.logged(task, 60, who="jonas"), stage.logged(task, 60)
    put_up(stage, own, by="jonas")
    put_up(stage, other)
    outcome = approve_time([own, other], at=AT, by=stage.by("jonas"))
    assert [e.pk for e in outcome.done] == [other.pk]
    assert [(r.code, r.rule) for r in outcome.refused] == [("approver-is-a-maker", "INV-27")]
    assert now(own).status == "submitted"


def test_inv27_the_database_knows_it_too(stage: Stage, task: Task) -> None:
    entry = put_up(stage, stage.logged(task, 60, billable=False))[0]
    with as_job(), pytest.raises(Exception, match="approver_is_not_submitter"):
        TimeEntry.objects.filter(pk=entry.pk).update(status="approved", approved_by=stage.users["mia"], approved_at=AT)


def test_time_is_logged_and_submitted_for_oneself(stage: Stage, task: Task) -> None:
    with pytest.raises(NotAllowed):
        log_time(stage.people["tom"], task=task, work_date=MARCH, minutes=60, by=stage.by("mia"))
    entry = stage.logged(task, 60, who="tom")
    with pytest.raises(NotAllowed):
        submit_time([entry], by=stage.by("mia"))
    assert now(entry).status == "draft"


def test_a_comment_goes_with_what_comes_back_and_goes_away_with_the_next_submission(stage: Stage, task: Task) -> None:
    approved = stage.approved(task, 60)
    waiting = put_up(stage, stage.logged(task, 30))[0]
    for words in ("", "  "):
        with pytest.raises(Invalid):
            return_time([approved], comment=words, by=stage.by("jonas"))
    outcome = return_time([approved, waiting], comment="Which page?", by=stage.by("jonas"))
    assert not outcome.refused
    for entry in (approved, waiting):
        held = now(entry)
        assert (held.status, held.return_comment) == ("draft", "Which page?")
        assert (held.approved_by, held.submitted_by, held.rate, held.price) == (None, None, None, None)
        assert (held.currency, held.rate_reason) == ("", "")
    changed = change_time(now(approved), minutes=45, note="Login", billable=True, by=stage.by("mia"))
    assert now(put_up(stage, changed)[0]).return_comment == ""


def test_inv26_each_step_needs_its_state(stage: Stage, task: Task) -> None:
    draft, approved = stage.logged(task, 30), stage.approved(task, 60)
    refusals = [
        approve_time([draft], at=AT, by=stage.by("jonas")).refused,
        approve_time([approved], at=AT, by=stage.by("jonas")).refused,
        submit_time([approved], by=stage.by("mia")).refused,
        return_time([draft], comment="?", by=stage.by("jonas")).refused,
    ]
    assert [[r.code for r in listed] for listed in refusals] == [["wrong-state"]] * 4
    with pytest.raises(TimeRefused):
        change_time(approved, minutes=1, note="", billable=True, by=stage.by("mia"))
    with as_job(), refused("INV-26"):
        TimeEntry.objects.filter(pk=draft.pk).update(
            status="approved", billable=False, approved_by=stage.users["jonas"], approved_at=AT
        )


def test_inv28_approved_time_is_frozen(stage: Stage, task: Task) -> None:
    stage.approved(task, 60)
    for change in ("minutes = 61", "price = price + 1", "billable = NOT billable", "work_date = '2026-03-03'"):
        with as_job(), refused("INV-28"):
            sql(f"UPDATE projects_timeentry SET {change}")


def test_inv16_claimed_time_stays_as_it_is(stage: Stage) -> None:
    contract = stage.contract()
    task = stage.task(contract)
    claimed = stage.approved(task, 60)
    stage.draft(contract)
    free = stage.approved(task, 30)
    outcome = return_time([claimed, free], comment="Which page?", by=stage.by("jonas"))
    assert [e.pk for e in outcome.done] == [free.pk]
    assert [(r.code, r.rule) for r in outcome.refused] == [("time-billed", "INV-16")]
    held = now(claimed)
    assert (held.status, held.price, held.minutes) == ("approved", Decimal(140), 60)
    withdrawn = (
        "UPDATE projects_timeentry SET status = 'draft', approved_by_id = NULL, approved_at = NULL"
        " WHERE status = 'approved'"
    )
    for attack in (
        withdrawn,
        "UPDATE projects_timeentry SET minutes = 1 WHERE status = 'approved'",
        "UPDATE projects_timeentry SET price = price + 1 WHERE status = 'approved'",
        "DELETE FROM projects_timeentry WHERE status = 'approved'",
    ):
        with as_job(), refused("INV-"):
            sql(attack)
    with as_job(), refused("INV-16"):
        sql(withdrawn)
    assert now(claimed).status == "approved"


def test_a_closed_project_takes_no_time(stage: Stage, task: Task) -> None:
    entry = stage.logged(task, 30)
    close_project(task.project, by=stage.by("jonas"))
    closed = Task.objects.get(pk=task.pk)
    with pytest.raises(TimeRefused) as shut:
        stage.logged(closed, 30)
    with pytest.raises(TimeRefused):
        change_time(entry, minutes=60, note="", billable=True, by=stage.by("mia"))
    assert shut.value.code == "project-closed"
    assert [e.minutes for e in TimeEntry.objects.all()] == [30]


def test_a_day_has_24_hours(stage: Stage) -> None:
    contract = stage.contract(lines=LINES)
    build, design = stage.task(contract), stage.task(contract, "Design")
    entry = stage.logged(build, 1000)
    stage.logged(design, 440)
    stage.logged(design, 1, date(2026, 3, 3))
    stage.logged(design, 1, who="tom")
    with pytest.raises(TimeRefused) as over:
        stage.logged(design, 1)
    with pytest.raises(TimeRefused):
        change_time(entry, minutes=1001, note="", billable=True, by=stage.by("mia"))
    assert over.value.code == "day-too-long"
    assert change_time(entry, minutes=1000, note="All of it", billable=True, by=stage.by("mia")).note == "All of it"


@pytest.mark.parametrize(
    ("minutes", "day"), [(0, MARCH), (-5, MARCH), (30, date(2026, 3, 1)), (30, date(2024, 12, 31))]
)
def test_time_is_more_than_nothing_and_within_the_project(stage: Stage, task: Task, minutes: int, day: date) -> None:
    with pytest.raises((Invalid, TimeRefused)):
        stage.logged(task, minutes, day)
    assert not TimeEntry.objects.exists()


# --- by the lead ------------------------------------------------------------------------------------------


def led_by(stage: Stage, task: Task, who: str) -> None:
    """Somebody leads the task's project."""
    staff_project(task.project, lead=stage.users[who], team=TEAM, by=stage.by("jonas"))


def test_time_is_approved_and_returned_by_the_projects_lead(stage: Stage, task: Task) -> None:
    led_by(stage, task, "tom")
    first, second = put_up(stage, stage.logged(task, 60), stage.logged(task, 30))
    for outcome in (
        approve_time([first], at=AT, by=stage.by("jonas")),
        return_time([first], comment="Why?", by=stage.by("jonas")),
    ):
        assert [(r.code, r.message) for r in outcome.refused] == [
            ("not-the-lead", f"Tom Brandt leads {task.project.reference} and decides on its time")
        ]
    assert not TimeEntry.objects.awaiting(stage.users["jonas"]).exists()
    assert TimeEntry.objects.awaiting(stage.users["tom"]).count() == 2
    assert not approve_time([first], at=AT, by=stage.by("tom")).refused
    assert not return_time([second], comment="Why?", by=stage.by("tom")).refused


def test_inv27_a_leads_own_time_is_for_who_decides_everywhere(stage: Stage, task: Task) -> None:
    led_by(stage, task, "tom")
    [own] = put_up(stage, stage.logged(task, 60, who="tom"), by="tom")
    assert [r.code for r in approve_time([own], at=AT, by=stage.by("tom")).refused] == ["approver-is-a-maker"]
    assert TimeEntry.objects.awaiting(stage.users["clara"]).count() == 1
    assert not approve_time([own], at=AT, by=stage.by("clara")).refused
    assert now(own).approved_by == stage.users["clara"]
