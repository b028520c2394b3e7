"""Two at the same instant on PostgreSQL: nobody is away twice on a day, and hours of one person do not overlap."""

import pytest

from billing_suite.kernel.record import guards
from projects.people.models import Capacity, Leave
from tests.builders import Stage
from tests.races.test_two_at_once import race

pytestmark = pytest.mark.postgres

ASK = """
from projects.people.actions import request_leave
from projects.people.models import Person
person = Person.objects.get(user__email="mia@spree.example")
together()
try:
    request_leave(person, first_day=date(2026, 8, {first}), last_day=date(2026, 8, {last}), by=by("mia"))
    print("asked")
except Refusal as refusal:
    print(refusal.code)
"""

WRITE = """
from billing_suite.kernel.record.acting import acting
from django.db import transaction
from projects.people.models import Capacity, Person
person = Person.objects.get(user__email="mia@spree.example")
week = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), 60)
together()
try:
    with transaction.atomic(), acting(by("ada")):
        Capacity(person=person, valid_from=date(2026, {month}, 1), **week).save(force_insert=True)
        time.sleep(0.5)
    print("written")
except IntegrityError as error:
    print("refused" if "INV-26" in str(error) else error)
"""


def test_nobody_is_away_twice_on_a_day(stage: Stage) -> None:
    first, second = ASK.format(first=3, last=7), ASK.format(first=7, last=12)
    assert sorted(race(first, second)) == ["asked", "leave-overlaps"]
    assert Leave.objects.count() == 1


def test_inv26_hours_that_are_written_at_once_do_not_overlap(stage: Stage) -> None:
    """Beneath the verb that locks the person: the guard lets one session wait and see what the other wrote."""
    assert sorted(race(WRITE.format(month=3), WRITE.format(month=4))) == ["refused", "written"]
    assert Capacity.objects.count() == 1


def test_without_its_guard_hours_would_overlap(stage: Stage) -> None:
    """So the test above can fail."""
    with guards.maintenance():
        guards.lower()
        assert race(WRITE.format(month=3), WRITE.format(month=4)) == ["written", "written"]
        assert Capacity.objects.count() == 2
