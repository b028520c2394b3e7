"""The project that was sold is staffed, as a timeline: every verb of people and capacity plays in one."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from billing_suite.exchange.playing import play
from billing_suite.exchange.timelines import read_timeline
from billing_suite.kernel.access.people import User
from billing_suite.kernel.access.verb import VERBS
from projects.capacity.models import Booking
from projects.capacity.reports import capacity_table, warnings_of
from projects.people.models import Leave, Person
from projects.people.reports import load_costs, load_roles

HERE = Path(__file__)
STORY = HERE.with_name("staffing.json")
SOLD = HERE.with_name("selling.json")
APRIL = date(2026, 4, 1)
# Available, booked, free, too much, from 30 March; from April two days a week, less Easter, an outing and leave.
WEEKS = [
    (900, 0, 900, 0),
    (240, 300, 0, 60),
    (0, 600, 0, 600),
    (960, 600, 360, 0),
]


@pytest.mark.django_db
def test_what_was_sold_is_staffed() -> None:
    sold, story = read_timeline(SOLD), read_timeline(STORY)
    whole = replace(sold, set_up=[*sold.set_up, *story.set_up], lines=[*sold.lines, *story.lines])
    assert play(whole, today=date(2026, 4, 30)).waiting == 0
    tom = Person.objects.for_list().get(user__email="tom@spree.example")
    booking = Booking.objects.for_list().get(person=tom)
    assert (booking.status, booking.minutes) == ("hard", 300)
    assert warnings_of(booking) == [
        "Tom is overbooked on 2026-04-07, by up to 1:00 h a day",
        "Tom is away from 2026-04-13 to 2026-04-14, by up to 5:00 h a day",
    ]
    assert Booking.objects.get(person__isnull=True).status == "released"
    assert dict(Leave.objects.values_list("person__user__name", "status")) == {"Tom": "approved", "Jonas": "withdrawn"}
    jonas = User.objects.get(email="jonas@spree.example")
    weeks = next(each for each in capacity_table(jonas, start=APRIL, weeks=4).roles if each.role.code == "developer")
    assert [(week.available, week.hard, week.free, week.over) for week in weeks.people[0].weeks] == WEEKS
    assert load_roles([tom]).of(tom, date(2026, 5, 4)).code == "lead" and tom.left_on == date(2026, 6, 30)
    assert load_costs([tom], APRIL, APRIL)(tom, APRIL).amount == 66


def test_each_verb_of_people_and_capacity_plays_in_a_timeline() -> None:
    story = json.loads(STORY.read_text(encoding="utf-8"))
    played = {line["do"] for part in ("set_up", "lines") for line in story[part]}
    rooms = ("projects.people.", "projects.capacity.")
    assert {name for name, verb in VERBS.items() if verb.function.__module__.startswith(rooms)} <= played
