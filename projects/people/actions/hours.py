"""Verbs over working hours: the week of a legal entity, a person's own, and days that are other than usual."""

from collections.abc import Mapping
from datetime import date

from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.refusals import Invalid
from billing_suite.kernel.work.events import publish
from projects.people.actions.people import locked
from projects.people.actions.validity import make_room
from projects.people.models import WEEKDAYS, Capacity, OfficeDay, Person, WorkingWeek
from projects.people.reports.holidays import is_known_place


def known_days(minutes: Mapping[str, int], *, record: str) -> Mapping[str, int]:
    """Minutes by weekday; another name is refused."""
    if unknown := sorted(set(minutes) - set(WEEKDAYS)):
        raise Invalid(f"{unknown[0]!r} is no day of the week", record=record, fields={"minutes": [unknown[0]]})
    return minutes


@verb("set a working week", right="agree_hours", jobs=True)
def set_working_week(entity: LegalEntity, *, valid_from: date, minutes: Mapping[str, int], by: Actor) -> WorkingWeek:
    """How long people of a legal entity work on each weekday from a day on; the week before ends the day before."""
    held = LegalEntity.objects.select_for_update().get(pk=entity.pk)
    week = WorkingWeek(legal_entity=held, valid_from=valid_from)
    week.take_week(known_days(minutes, record=held.code))
    make_room(WorkingWeek.objects.filter(legal_entity=held), valid_from=valid_from, record=held.name)
    week.full_clean(exclude=["id"])
    week.save(force_insert=True)
    publish("working_week.set", week, legal_entity=held.code, minutes=week.minutes)
    return week


@verb("agree a person's hours", jobs=True)
def agree_hours(
    person: Person,
    *,
    valid_from: date,
    valid_to: date | None = None,
    minutes: Mapping[str, int],
    country: str = "",
    region: str = "",
    by: Actor,
) -> Capacity:
    """A person's own hours on each weekday, from a day on, and the place whose public holidays they have.

    The hours before end the day before. After a last day the legal entity's week holds again.
    """
    held = locked(person)
    place = country.strip().upper(), region.strip().upper()
    if place[0] and not is_known_place(*place):
        told = f"no public holidays are known for {'-'.join(filter(None, place))}"
        raise Invalid(told, record=str(held), fields={"region" if place[1] else "country": [told]})
    capacity = Capacity(person=held, valid_from=valid_from, valid_to=valid_to, country=place[0], region=place[1])
    capacity.take_week(known_days(minutes, record=str(held)))
    rows = Capacity.objects.filter(person=held)
    make_room(rows, valid_from=valid_from, valid_to=valid_to, record=str(held))
    capacity.full_clean(exclude=["id"])
    capacity.save(force_insert=True)
    publish("hours.agreed", capacity, person=held.pk, minutes=capacity.minutes, valid_from=valid_from)
    return capacity


@verb("set an office day", right="agree_hours", jobs=True)
def set_office_day(entity: LegalEntity, *, day: date, name: str, closed: int = 100, by: Actor) -> OfficeDay:
    """Close a legal entity for a day or a share of it (per cent), or open it on a public holiday (0).

    A day that was set before is set anew.
    """
    held = LegalEntity.objects.select_for_update().get(pk=entity.pk)
    known = OfficeDay.objects.filter(legal_entity=held, day=day).first()
    office_day = known or OfficeDay(legal_entity=held, day=day)
    office_day.name, office_day.closed = name.strip(), closed
    office_day.full_clean(exclude=["id"])
    office_day.save(force_insert=known is None)
    publish("office_day.set", office_day, legal_entity=held.code, closed=closed)
    return office_day
