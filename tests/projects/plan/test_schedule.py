"""The schedule is worked out, not stored: days from minutes and people, order from what waits for what."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.plan.schedule import Work, circle, schedule

MONDAY = date(2026, 3, 2)
HOUR = 60


def days(told: Any) -> dict[Any, tuple[int, int]]:
    return {key: (span.starts_on.day, span.ends_on.day) for key, span in told.items()}


def test_tasks_follow_each_other_over_weekends() -> None:
    told = schedule(
        [
            Work("design", 16 * HOUR),
            Work("build", 40 * HOUR, people=2, needs={"design": 0}),
            Work("words", 8 * HOUR),
            Work("launch", HOUR, needs={"build": 1, "words": 0}),
        ],
        starts_on=MONDAY,
    )
    assert days(told) == {"design": (2, 3), "build": (4, 6), "words": (2, 2), "launch": (10, 10)}
    assert [key for key, span in told.items() if span.is_critical] == ["design", "build", "launch"]
    assert told["words"].slack == 5  # Tuesday to Monday


def test_a_given_day_holds_and_a_clash_is_told() -> None:
    told = schedule(
        [
            Work("design", 40 * HOUR),
            Work("build", 8 * HOUR, starts_on=date(2026, 3, 4), needs={"design": 0}),
            Work("ahead", 8 * HOUR, starts_on=date(2026, 2, 28), ends_on=date(2026, 3, 3)),
        ],
        starts_on=MONDAY,
    )
    assert days(told) == {"design": (2, 6), "build": (4, 4), "ahead": (2, 3)}
    assert [key for key, span in told.items() if span.clash] == ["build"]
    early = schedule([Work("kickoff", HOUR, starts_on=date(2026, 2, 26))], starts_on=MONDAY)
    assert early["kickoff"].starts_on == date(2026, 2, 26)


def test_a_project_that_starts_on_a_sunday_begins_on_monday() -> None:
    assert schedule([Work("a", 0)], starts_on=date(2026, 3, 1))["a"].starts_on == MONDAY


def test_other_days_may_be_worked_on() -> None:
    told = schedule([Work("a", 48 * HOUR)], starts_on=MONDAY, works=lambda day: day.weekday() < 2)
    assert told["a"].ends_on == date(2026, 3, 17)


@pytest.mark.parametrize(
    ("pairs", "found"),
    [
        ([], False),
        ([("b", "a"), ("c", "b"), ("c", "a")], False),
        ([("a", "a")], True),
        ([("b", "a"), ("c", "b"), ("a", "c")], True),
        ([("x", "y"), ("b", "a"), ("a", "b")], True),
    ],
)
def test_circles_are_found(pairs: Any, found: bool) -> None:
    assert circle(pairs) is found


def test_tasks_in_a_circle_have_no_days() -> None:
    with pytest.raises(ValueError, match="circle"):
        schedule([Work("a", 1, needs={"b": 0}), Work("b", 1, needs={"a": 0})], starts_on=MONDAY)


@given(
    st.lists(st.tuples(st.integers(1, 5000), st.integers(1, 3), st.sets(st.integers(0, 19), max_size=4)), max_size=20)
)
def test_nothing_begins_before_what_it_waits_for_and_slack_is_true(rows: Any) -> None:
    work = [
        Work(key, minutes, people, needs=dict.fromkeys((n for n in needs if n < key), 0))
        for key, (minutes, people, needs) in enumerate(rows)
    ]
    told = schedule(work, starts_on=MONDAY)
    last = max((span.ends_on for span in told.values()), default=MONDAY)
    for each in work:
        assert told[each.key].starts_on.weekday() < 5 and not told[each.key].clash
        assert all(told[other].ends_on < told[each.key].starts_on for other in each.needs)
        longer = [
            Work(
                w.key,
                w.minutes + (480 * w.people * (told[w.key].slack + 1) if w is each else 0),
                w.people,
                needs=w.needs,
            )
            for w in work
        ]
        later = schedule(longer, starts_on=MONDAY)
        assert max(span.ends_on for span in later.values()) > last, "one day more than its slack ends the plan later"
