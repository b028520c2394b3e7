"""Time sheets of other tools become drafts once: checked row by row, all or nothing."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from billing_suite.kernel.record.acting import Actor, acting, doorway
from billing_suite.kernel.record.audit import AuditRow
from billing_suite.kernel.record.sheets import SheetRefused
from billing_suite.kernel.values.hours import parse_hours
from billing_suite.kernel.values.refusals import NotAllowed, NotFound
from billing_suite.kernel.work.models import Event
from projects.plan.actions import close_project
from projects.time.actions import change_time
from projects.time.importing import (
    ImportCollided,
    ImportRefused,
    ImportResult,
    import_time,
    plan_import,
)
from projects.time.importing.booking import book_checked
from projects.time.models import TimeEntry
from tests.builders import SET_UP, Stage
from tests.projects.time.cast import START, Cast, play_cast

COLUMNS = ("date", "email", "project", "task", "hours", "note", "billable")
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(stage: Stage) -> Cast:
    return play_cast(stage)


def row(cast: Cast, **texts: str) -> dict[str, str]:
    """A good row of Mia's on the first day, with some texts otherwise."""
    good = {"date": "2026-03-02", "email": "mia@spree.example", "project": cast.project.reference, "task": "Build"}
    return good | {"hours": "1.5", "note": "Checkout", "billable": "yes"} | texts


def sheet(*rows: dict[str, str], columns: tuple[str, ...] = COLUMNS) -> bytes:
    """A CSV file with these rows."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def with_ids(*rows: dict[str, str]) -> bytes:
    """A CSV file whose rows bring their own ids."""
    return sheet(*rows, columns=(*COLUMNS, "external id"))


def many(cast: Cast, count: int) -> list[dict[str, str]]:
    """Good rows, one of each person and day, some with a note."""
    return [
        row(
            cast,
            date=(START + timedelta(days=number // 2)).isoformat(),
            email=("mia", "tom")[number % 2] + "@spree.example",
            hours="7:30",
            note=f"row {number}" if number % 3 else "",
        )
        for number in range(count)
    ]


def test_rows_become_drafts_with_what_they_say(cast):
    data = sheet(row(cast), row(cast, hours="90m", note="=1+1", billable="no", task="Größe prüfen"))
    result = import_time(data, by=cast.fay)
    assert (result.rows, result.booked, result.minutes, result.known, result.bad) == (2, 2, 180, 0, [])
    entries = list(TimeEntry.objects.order_by("id").select_related("task", "project"))
    assert [entry.status for entry in entries] == ["draft", "draft"]
    assert {entry.person for entry in entries} == {cast.people["mia"]}
    assert {entry.project for entry in entries} == {cast.project}
    assert [(e.task.name, e.work_date, e.minutes, e.note, e.billable) for e in entries] == [
        ("Build", START, 90, "Checkout", True),
        ("Größe prüfen", START, 90, "=1+1", False),
    ]


def test_inv43_every_imported_entry_is_put_down_to_who_imported_it(cast):
    with doorway("command", "request-7"):
        import_time(sheet(row(cast), row(cast)), by=cast.fay)
    rows = AuditRow.objects.filter(table="projects_timeentry")
    assert {(r.operation, r.actor, r.door, r.request_id) for r in rows} == {
        ("insert", cast.fay.tag, "command", "request-7")
    }
    assert rows.count() == Event.objects.filter(type="time.logged", actor=cast.fay.tag).count() == 2


def test_the_same_file_twice_changes_nothing_and_says_so(cast):
    data = sheet(row(cast), row(cast), row(cast, note="other"))
    import_time(data, by=cast.fay)
    before = (list(TimeEntry.objects.values()), AuditRow.objects.count(), Event.objects.count())
    again = import_time(data, by=cast.fay)
    assert str(again) == "3 rows: nothing new, 3 imported before, 0 wrong"
    assert before == (list(TimeEntry.objects.values()), AuditRow.objects.count(), Event.objects.count())


def test_the_same_rows_in_another_shape_are_known(cast):
    import_time(sheet(row(cast), row(cast, hours="1:30", note="Maß")), by=cast.fay)
    ref = cast.project.reference
    other = f"Billable\tNotes\tDuration\tTask\tProject\tUser\tDate\r\n\
Ja\tMaß\t90m\tBuild\t{ref.lower()}\tMIA@spree.example\t02.03.2026\r\n\
1\tCheckout\t1,5\t Build\t{ref}\tmia@spree.example\t02.03.2026\r\n"
    result = import_time(other.encode("utf-16"), date_format="%d.%m.%Y", by=cast.fay)
    assert (result.booked, result.known) == (0, 2)


def test_of_overlapping_files_only_new_rows_are_added(cast):
    rows = many(cast, 6)
    import_time(sheet(*rows[:4]), by=cast.fay)
    result = import_time(sheet(*rows[2:], rows[3]), by=cast.fay)  # the last row says the same a second time
    assert (result.booked, result.known) == (3, 2)
    assert TimeEntry.objects.count() == 7


def test_rows_with_an_external_id_are_known_by_it_though_corrected_here_or_there(cast):
    data = with_ids(row(cast) | {"external id": "A-1"})
    import_time(data, by=cast.fay)
    entry = TimeEntry.objects.get(external_id="A-1")
    change_time(entry, minutes=60, note="Basket", billable=True, by=cast.mia)
    again = import_time(data, by=cast.fay)
    assert (again.booked, again.known, again.remarks) == (0, 1, [(2, "minutes here: 60; note here: Basket")])
    assert TimeEntry.objects.get().minutes == 60


def test_an_external_id_that_means_another_entry_by_now_is_refused(cast):
    import_time(with_ids(row(cast) | {"external id": "A-1"}), by=cast.fay)
    for other in ({"date": "2026-03-03"}, {"task": "Design"}, {"email": "tom@spree.example"}):
        with pytest.raises(ImportRefused, match="imported before for another person, task or day"):
            import_time(with_ids(row(cast, **other) | {"external id": "A-1"}), by=cast.fay)


def test_an_external_id_stands_once_in_a_file(cast):
    data = with_ids(row(cast) | {"external id": "7"}, row(cast, note="b") | {"external id": "7"})
    for _ in range(2):
        result = import_time(data, partial=True, by=cast.fay)
        assert [str(bad) for bad in result.bad] == ["line 3, external_id: '7' stands on line 2 already"]
    assert TimeEntry.objects.count() == 1


def test_all_or_nothing_and_every_bad_row_is_told(cast):
    rows = [row(cast), row(cast, hours="x", date="y"), row(cast, task="Paint"), row(cast, email="nobody@spree.example")]
    with pytest.raises(ImportRefused) as refused:
        import_time(sheet(*rows), by=cast.fay)
    assert [str(bad) for bad in refused.value.result.bad] == [
        "line 3, date: 'y' is not a date like YYYY-MM-DD",
        "line 3, hours: 'x' is not a duration; write 1.5, 1:30 or 90m",
        f"line 4, task: {cast.project.reference} has no task 'Paint'",
        "line 5, person: no person 'nobody@spree.example'",
    ]
    assert str(refused.value).startswith("3 of 4 rows are wrong and nothing is imported; first line 3, date: ")
    assert refused.value.status == 400
    assert refused.value.fields["line 3"][1].startswith("hours: ")
    assert not TimeEntry.objects.exists()
    assert not Event.objects.filter(type="time.logged").exists()


def test_a_bad_row_far_behind_takes_back_what_was_booked_before_it(cast):
    rows = [*many(cast, 1100), row(cast, hours="25")]
    with pytest.raises(ImportRefused, match="1 of 1101 rows are wrong and nothing is imported; first line 1102, hours"):
        import_time(sheet(*rows), by=cast.fay)
    assert not TimeEntry.objects.exists()


def test_a_file_that_breaks_off_takes_back_what_was_booked_before(cast):
    data = sheet(*many(cast, 600)) + b'"2026-03-02","open'
    with pytest.raises(SheetRefused, match="line 602: unexpected end of data"):
        import_time(data, partial=True, by=cast.fay)
    assert not TimeEntry.objects.exists()


def test_partial_books_the_good_rows_and_tells_the_others(cast):
    result = import_time(sheet(row(cast), row(cast, hours="x"), row(cast, note="b")), partial=True, by=cast.fay)
    assert (result.booked, result.bad_rows, [bad.line for bad in result.bad]) == (2, 1, [3])
    mended = import_time(sheet(row(cast), row(cast, hours="1"), row(cast, note="b")), by=cast.fay)
    assert (mended.booked, mended.known) == (1, 2)


def test_what_cannot_be_booked_is_refused_with_its_column(cast):
    early = row(cast, date="2026-03-01")
    long_day = [row(cast, hours="12"), row(cast, hours="11:59", note="b"), row(cast, hours="2m", note="c")]
    before_joining = row(cast, date="2024-12-31")
    plan = plan_import(sheet(early, *long_day, before_joining), by=cast.fay)
    assert [(bad.line, bad.column) for bad in plan.bad] == [(2, "date"), (5, "hours"), (6, "date")]
    assert "1441 minutes on 2026-03-02" in plan.bad[1].reason
    close_project(cast.project, by=cast.mia)
    closed = plan_import(sheet(row(cast)), by=cast.fay)
    assert [str(bad) for bad in closed.bad] == [f"line 2, project: {cast.project.reference} is closed"]


def test_a_day_fills_up_over_chunks_of_one_file_and_over_files(cast):
    rows = [row(cast, hours="2m", note=str(number)) for number in range(721)]
    plan = plan_import(sheet(*rows), by=cast.fay)
    assert [(bad.line, bad.column) for bad in plan.bad] == [(722, "hours")]
    result = import_time(sheet(*rows), partial=True, by=cast.fay)
    assert (result.booked, result.minutes, result.bad_rows) == (720, 1440, 1)
    with pytest.raises(ImportRefused, match="1441 minutes"):
        import_time(sheet(row(cast, hours="1m", note="late")), by=cast.fay)


def test_inv31_what_is_invisible_reads_like_what_is_not_there(cast):
    hidden, missing = cast.hidden.reference, "PRJ-99999"
    plan = plan_import(sheet(row(cast, project=hidden), row(cast, project=missing)), by=cast.fay)
    assert [bad.reason.replace(hidden, missing) for bad in plan.bad] == [f"no project '{missing}'"] * 2
    plan = plan_import(sheet(row(cast, email="uma@spree.example"), row(cast, email="x@spree.example")), by=cast.fay)
    assert [bad.reason for bad in plan.bad] == ["no person 'uma@spree.example'", "no person 'x@spree.example'"]


def test_only_who_may_import_imports_or_previews(cast):
    for who in (cast.mia, SET_UP, Actor("contact", "c", "A customer")):
        for run in (import_time, plan_import):
            with pytest.raises((NotAllowed, NotFound), match="may not import time sheets"):
                run(sheet(row(cast)), by=who)


def test_a_plan_says_what_the_import_does_and_writes_nothing(cast):
    rows = [row(cast), row(cast, note="b"), row(cast, hours="x")]
    import_time(sheet(rows[0]), by=cast.fay)
    before = (TimeEntry.objects.count(), AuditRow.objects.count(), Event.objects.count())
    with connection.execute_wrapper(only_reads):
        plan = plan_import(sheet(*rows), by=cast.fay)
    assert (plan.rows, len(plan.ok), len(plan.known), plan.bad_rows, plan.minutes) == (3, 1, 1, 1, 90)
    assert (plan.ok[0].line, plan.ok[0].person.user.name, plan.ok[0].task.name) == (3, "Mia Keller", "Build")
    assert plan.layout.columns["person"] == "email"
    assert before == (TimeEntry.objects.count(), AuditRow.objects.count(), Event.objects.count())
    result = import_time(sheet(*rows), partial=True, by=cast.fay)
    assert (result.booked, result.known, result.bad) == (1, 1, list(plan.bad))


def only_reads(execute, sql, params, many, context):
    assert sql.lstrip().upper().startswith("SELECT"), sql
    return execute(sql, params, many, context)


def test_queries_are_constant_per_chunk(cast):
    data = {count: sheet(*many(cast, count)) for count in (500, 1000, 1500)}
    for run in (plan_import, import_time):
        counts = []
        for each in data.values():
            with transaction.atomic(), CaptureQueriesContext(connection) as seen:
                run(each, by=cast.fay)
                transaction.set_rollback(True)
            statements = [q["sql"] for q in seen if not q["sql"].startswith("INSERT")]  # SQLite cuts a bulk insert
            counts.append(len(statements))
        assert counts[1] - counts[0] == counts[2] - counts[1] <= 8, counts


def test_two_imports_at_once_book_a_row_once(cast):
    [planned] = plan_import(sheet(row(cast)), by=cast.fay).ok
    with transaction.atomic(), acting(cast.fay):
        book_checked([planned], by=cast.fay)
    with transaction.atomic(), acting(cast.fay), pytest.raises(ImportCollided, match="import it again"):
        book_checked([planned], by=cast.fay)
    assert TimeEntry.objects.count() == 1


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=330)
hours = st.one_of(st.sampled_from(["1.5", "1:30", "90m", "1,25", "0"]), texts)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
@given(
    st.fixed_dictionaries({"note": texts, "hours": hours})
    | st.fixed_dictionaries({}, optional=dict.fromkeys(COLUMNS, texts))
)
def test_any_cell_is_refused_by_line_or_imported_exactly(cast, cells):
    said = row(cast, **cells)
    assume(any(text.strip() for text in said.values()))  # a line without a word is passed over
    with transaction.atomic():
        outcome = attempt(sheet(row(cast, note="first"), said), cast)
        if isinstance(outcome, SheetRefused):
            assert "NUL" in str(outcome)
            assert any("\0" in text for text in said.values())
        elif isinstance(outcome, ImportRefused):
            assert {bad.line for bad in outcome.result.bad} == {3}
            assert not TimeEntry.objects.exists()
        else:
            assert (outcome.booked, outcome.bad) == (2, [])
            entry = TimeEntry.objects.exclude(note="first").get()
            assert entry.note == said["note"]
            assert entry.minutes == parse_hours(said["hours"])
            assert entry.work_date == date.fromisoformat(said["date"].strip())
            assert (entry.project.reference, entry.task.name) == (said["project"].strip(), said["task"].strip())
        transaction.set_rollback(True)


def attempt(data: bytes, cast: Cast) -> ImportResult | SheetRefused | ImportRefused:
    try:
        return import_time(data, by=cast.fay)
    except (SheetRefused, ImportRefused) as refusal:
        return refusal
