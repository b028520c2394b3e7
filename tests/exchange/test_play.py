"""Timelines: each line once, through the verbs, under its person's rights, in rehearsals only."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from billing_suite.exchange.models import PlayedLine, Timeline
from billing_suite.exchange.playing import NotARehearsal, Played, play
from billing_suite.exchange.timelines import BadTimeline, read_timeline
from billing_suite.kernel.access.people import User
from billing_suite.kernel.record.audit import AuditRow
from billing_suite.kernel.record.rehearsal import Rehearsal, is_rehearsal
from billing_suite.kernel.work.models import Event
from crm.customers.models import Customer
from crm.pipeline.models import Opportunity
from tests.builders import Stage

pytestmark = pytest.mark.django_db
Line = dict[str, Any]
TODAY = date(2026, 3, 20)
NAME = "small"
SET_UP: list[Line] = [
    {
        "do": "found_legal_entity",
        "as": "de",
        "with": {
            "code": "de",
            "currency": "EUR",
            "time_zone": "Europe/Berlin",
            "teams": ["Berlin"],
            "details": {
                "name": "Spree Studio",
                "legal_name": "Spree Studio GmbH",
                "street": "Uferweg 1",
                "postcode": "10115",
                "city": "Berlin",
                "country": "DE",
                "email": "billing@spree.example",
            },
        },
    },
    *(
        {"do": "add_user", "with": {"email": f"{name}@spree.example", "name": name, "roles": [role], "teams": [team]}}
        for name, role, team in (("lena", "sales", "Berlin"), ("mia", "delivery", "Berlin"), ("sam", "sales", "Paris"))
    ),
    {"do": "set_up_stage", "with": {"name": "Qualified", "position": 1, "probability": "50"}},
    {
        "do": "add_customer",
        "as": "nordlicht",
        "with": {
            "entity": "de",
            "name": "Nordlicht",
            "profile": {"currency": "EUR", "billing_email": "ap@nordlicht.example"},
            "address": {"street": "Am Kai 3", "postcode": "20457", "city": "Hamburg", "country": "DE"},
        },
    },
]


def opens(on: str, name: str, by: str = "lena", **more: Any) -> Line:
    """A line that opens an opportunity."""
    return {
        "on": on,
        "by": f"{by}@spree.example",
        "do": "open_opportunity",
        "with": {
            "customer": "nordlicht",
            "name": name,
            "amount": {"amount": "100.00", "currency": "EUR"},
            "closes_on": "@on",
        },
    } | more


FIRST, SECOND = opens("M-2 w5", "First", **{"as": "first"}), opens("M-1 w1", "Second")
REFUSED = opens("M-2 w5", "Refused", by="mia", expect={"refused": "not-allowed"})
POSITION = len(SET_UP) + 1


class Script:
    """A timeline file that is written anew for each play."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "small.json"

    def write(self, *lines: Line, set_up: list[Line] | None = None, **more: Any) -> Path:
        content = {"name": NAME, "set_up": SET_UP if set_up is None else set_up, "lines": list(lines)} | more
        self.path.write_text(json.dumps(content), encoding="utf-8")
        return self.path

    def play(self, *lines: Line, today: date = TODAY, through: date | None = None, **more: Any) -> Played:
        return play(read_timeline(self.write(*lines, **more)), today=today, through=through)


@pytest.fixture
def script(tmp_path: Path) -> Script:
    return Script(tmp_path)


def counts(played: Played) -> tuple[int, int, int]:
    """Played now, played before, still to come."""
    return played.played, played.before, played.waiting


def names() -> list[str]:
    return sorted(Opportunity.objects.values_list("name", flat=True))


def test_through_a_day_and_then_on(script: Script) -> None:
    assert counts(script.play(FIRST, SECOND, through=date(2026, 1, 31))) == (7, 0, 1)
    assert names() == ["First"]
    assert counts(script.play(FIRST, SECOND)) == (1, 7, 0)
    before = (Opportunity.objects.count(), Event.objects.count(), AuditRow.objects.count())
    assert counts(script.play(FIRST, SECOND)) == (0, 8, 0)
    assert (Opportunity.objects.count(), Event.objects.count(), AuditRow.objects.count()) == before
    assert names() == ["First", "Second"]


def test_a_later_line_finds_what_an_earlier_play_made(script: Script) -> None:
    script.play(FIRST)
    played = script.play(FIRST, {"on": "M-1 w1", "expect": "name", "of": "first", "is": "First"})
    assert counts(played) == (1, 7, 0)


def test_offsets_count_from_the_first_play(script: Script) -> None:
    assert script.play(FIRST, SECOND, through=date(2026, 1, 31)).anchor == TODAY
    again = script.play(FIRST, SECOND, today=date(2026, 6, 15))
    assert again.anchor == TODAY and counts(again) == (1, 7, 0)
    closes = dict(Opportunity.objects.values_list("name", "closes_on"))
    assert closes == {"First": date(2026, 1, 7), "Second": date(2026, 2, 2)}
    played = dict(PlayedLine.objects.values_list("position", "on"))
    assert played[POSITION] == date(2026, 1, 7) and played[1] == date(2026, 1, 7)


def test_a_written_anchor_holds_whatever_the_day(script: Script) -> None:
    assert script.play(FIRST, anchor="2026-03-15", today=date(2026, 9, 1)).anchor == date(2026, 3, 15)


def test_a_played_line_that_was_changed_is_refused(script: Script) -> None:
    script.play(FIRST)
    with pytest.raises(BadTimeline, match=f"line {POSITION} was played as something else"):
        script.play(opens("M-2 w5", "Another"), SECOND)
    assert names() == ["First"]


def test_a_played_line_that_was_removed_is_refused(script: Script) -> None:
    script.play(FIRST, SECOND)
    for line in (FIRST, SECOND):
        with pytest.raises(BadTimeline, match=f"line {POSITION + 1} was played, and is not there any more"):
            script.play(line)
    with pytest.raises(BadTimeline, match=f"line {POSITION} was played as something else"):
        script.play(SECOND, opens("M-1 w1", "Third"))
    assert names() == ["First", "Second"]


def test_a_line_put_before_what_was_played_is_refused(script: Script) -> None:
    script.play(FIRST, SECOND)
    with pytest.raises(BadTimeline, match=f"line {POSITION} was played as something else"):
        script.play(opens("M-2 w1", "Earlier"), FIRST, SECOND)
    assert names() == ["First", "Second"]


def without(line: Line, name: str) -> Line:
    return line | {"with": {key: value for key, value in line["with"].items() if key != name}}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (FIRST | {"do": "open_oportunity"}, "no such verb: 'open_oportunity'"),
        (FIRST | {"with": FIRST["with"] | {"colour": "red"}}, "open_opportunity takes no 'colour'"),
        (FIRST | {"with": FIRST["with"] | {"customer": "nobody"}}, "'nobody'"),
        (FIRST | {"with": FIRST["with"] | {"closes_on": "soon"}}, "'soon' is no date"),
        (FIRST | {"with": FIRST["with"] | {"name": 7}}, "name is a str, not 7"),
        (FIRST | {"with": FIRST["with"] | {"amount": "100"}}, "money is"),
        (without(FIRST, "amount"), "open_opportunity needs 'amount'"),
        (FIRST | {"by": "nobody@spree.example"}, "no user 'nobody@spree.example'"),
        (FIRST | {"by": "contact:no@body.example"}, "no contact 'contact:no@body.example'"),
        (opens("M-2 w5", "X", by="mia"), "mia may not open an opportunity"),
        (opens("M-2 w5", "X", by="sam"), "no such customer"),
        (REFUSED | {"as": "x"}, "nothing is made that could be named 'x'"),
        ({"on": "M-2 w5", "expect": "x", "report": "profits", "is": "1"}, "no such report: 'profits'"),
        ({"on": "M-2 w5", "expect": "name", "of": "nothing", "is": "1"}, "no line before is named 'nothing'"),
        ({"on": "M-2 w5", "expect": "colour", "of": "nordlicht", "is": "red"}, "has no 'colour'"),
        (
            {"on": "M-2 w5", "expect": "n", "count": {"of": "crm.nothing"}, "is": 1},
            "no such kind of record: 'crm.nothing'",
        ),
    ],
)
def test_what_cannot_be_played_names_its_line(line: Line, said: str, script: Script) -> None:
    with pytest.raises(BadTimeline) as refused:
        script.play(line)
    assert said in str(refused.value) and f"line {POSITION} (2026-01-07" in str(refused.value)
    assert not Opportunity.objects.exists()
    assert PlayedLine.objects.count() == len(SET_UP)


def test_an_unknown_key_names_its_line(script: Script) -> None:
    with pytest.raises(BadTimeline, match=f"line {POSITION} is no line"):
        script.play(FIRST | {"who": "lena"})
    with pytest.raises(BadTimeline, match=f"line {POSITION} has no day"):
        script.play({key: value for key, value in FIRST.items() if key != "on"})
    with pytest.raises(BadTimeline, match="unknown key 'people'"):
        script.play(FIRST, people=[])
    assert not Timeline.objects.exists() and not is_rehearsal()


def test_what_is_expected_holds(script: Script) -> None:
    played = script.play(
        FIRST,
        REFUSED,
        {"on": "M-2 w5", "expect": "amount", "of": "first", "is": {"amount": "100.00", "currency": "EUR"}},
        {"on": "M-2 w5", "expect": "opportunities", "count": {"of": "crm.opportunity"}, "is": 1},
    )
    assert counts(played) == (10, 0, 0)
    assert names() == ["First"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"on": "M-2 w5", "expect": "customer.name", "of": "first", "is": "Thames"}, "Nordlicht, expected Thames"),
        ({"on": "M-2 w5", "expect": "n", "count": {"of": "crm.opportunity"}, "is": 2}, "n is 1, expected 2"),
        (FIRST | {"expect": {"refused": "not-allowed"}}, "should have been refused with not-allowed, but went through"),
        (
            REFUSED | {"expect": {"refused": "invalid"}},
            "should have been refused with invalid, but with not-allowed",
        ),
    ],
)
def test_what_does_not_hold_stops_the_play(line: Line, said: str, script: Script) -> None:
    line = {key: value for key, value in line.items() if key != "as"}
    with pytest.raises(BadTimeline) as refused:
        script.play(FIRST, line, SECOND)
    assert said in str(refused.value) and f"line {POSITION + 1}" in str(refused.value)
    assert names() == ["First"]
    assert counts(script.play(FIRST, SECOND)) == (1, 7, 0)


def test_only_in_a_rehearsal(script: Script, stage: Stage) -> None:
    with pytest.raises(NotARehearsal, match="not a rehearsal"):
        script.play(FIRST)
    assert not is_rehearsal() and not Timeline.objects.exists() and not Customer.objects.exists()


@pytest.mark.parametrize(
    "attack",
    [
        "DELETE FROM {table}",
        "UPDATE {table} SET name = 'real'",
        "UPDATE {table} SET id = 2",
        "INSERT INTO {table} (id, name, marked_at) VALUES (2, 'x', '2026-01-01')",
    ],
)
def test_inv03_the_mark_stays(attack: str, script: Script) -> None:
    script.play(FIRST)
    assert Rehearsal.objects.get().name == NAME
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack.format(table=Rehearsal._meta.db_table))
    assert Rehearsal.objects.get().name == NAME


def test_the_trail_keeps_the_real_clock_and_the_timelines_name(script: Script) -> None:
    real = datetime(2026, 3, 20, 8, 30, tzinfo=UTC)
    with time_machine.travel(real, tick=False):
        script.play(FIRST)
    opportunity = Opportunity.objects.get()
    lena = User.objects.get(email="lena@spree.example")
    (row,) = AuditRow.objects.filter(table=Opportunity._meta.db_table, row_key=str(opportunity.pk))
    assert (row.actor, row.door, row.timeline) == (f"user:{lena.pk}", "timeline", NAME)
    assert opportunity.closes_on == date(2026, 1, 7)
    event = Event.objects.get(subject_id=str(opportunity.pk))
    assert (event.actor, event.at) == (f"user:{lena.pk}", real)


def test_the_command_says_how_far_it_came(script: Script, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("play", str(script.write(FIRST, SECOND)), "--today=2026-03-20", "--through=2026-01-31", "--json")
    assert json.loads(capsys.readouterr().out) == {
        "name": NAME,
        "anchor": "2026-03-20",
        "played": 7,
        "before": 0,
        "waiting": 1,
    }
    with pytest.raises(CommandError, match=r"line 8 \(2026-02-02 none\): no such verb"):
        call_command("play", str(script.write(FIRST, SECOND | {"do": "none"})), "--today=2026-03-20")
