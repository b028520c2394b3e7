"""The pages of people: hours, roles, calendar, leave, costs; who opens them, and what they cost."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing_suite.kernel.values.clock import today
from projects.people.actions import agree_hours, change_person_role, request_leave, set_office_day, set_person_cost
from projects.people.models import Capacity, DeliveryRole, Leave, OfficeDay, Person, PersonCost, WorkingWeek
from tests.builders import MARCH, SET_UP, Stage

Browser = Callable[[str], Client]
pytestmark = pytest.mark.django_db


@pytest.fixture
def leave(stage: Stage) -> Leave:
    """Mia's, ahead of today."""
    day = today("Europe/Berlin") + timedelta(days=7)
    return request_leave(stage.people["mia"], first_day=day, last_day=day, by=stage.by("mia"))


def of_mia(stage: Stage, name: str) -> str:
    """The address of a page of Mia's."""
    return reverse(name, args=[stage.people["mia"].pk])


def test_hours_are_agreed_on_a_page(stage: Stage, browser: Browser) -> None:
    admin, url = browser("ada"), of_mia(stage, "person-hours")
    assert "8.00" in admin.get(url).content.decode()
    given = {"valid_from": "2026-03-02", "monday": "6", "tuesday": "4:30", "country": "DE", "region": "BY"}
    for wrong in ({"monday": "25"}, {"region": "ZZ"}, {"valid_from": ""}, {"country": "XX"}):
        assert admin.post(url, given | wrong).status_code == 400, wrong
    assert admin.post(url, given).headers["Location"] == of_mia(stage, "person")
    held = Capacity.objects.get()
    assert held.week == (360, 270, 0, 0, 0, 0, 0) and held.region == "BY"
    shown = browser("jonas").get(of_mia(stage, "person")).content.decode()
    assert "DE-BY" in shown and "10.50" in shown
    assert browser("jonas").get(url).status_code == 403


def test_a_role_changes_and_a_last_day_is_recorded_on_pages(stage: Stage, browser: Browser) -> None:
    admin, designer = browser("ada"), DeliveryRole.objects.get(code="designer")
    given = {"role": designer.pk, "valid_from": "2026-03-02"}
    assert admin.post(of_mia(stage, "person-role"), given).status_code == 302
    assert admin.post(of_mia(stage, "person-role"), given).status_code == 409
    assert admin.post(of_mia(stage, "person-departure"), {"left_on": "2024-01-01"}).status_code == 400
    assert admin.post(of_mia(stage, "person-departure"), {"left_on": "2026-06-30"}).status_code == 302
    held = Person.objects.get(pk=stage.people["mia"].pk)
    assert held.role == designer and str(held.left_on) == "2026-06-30"
    assert "Designer at Spree Studio" in browser("jonas").get(of_mia(stage, "person")).content.decode()


def test_a_cost_is_for_those_alone_who_may_see_costs(stage: Stage, browser: Browser) -> None:
    given = {"cost": "71.25", "currency": "EUR", "valid_from": "2026-03-02"}
    assert browser("ada").get(of_mia(stage, "person-cost")).status_code == 403
    assert browser("clara").post(of_mia(stage, "person-cost"), given).status_code == 302
    assert PersonCost.objects.get().cost == Decimal("71.25")
    for name, sees in (("clara", True), ("fay", True), ("otto", True), ("jonas", False), ("ada", False)):
        shown = browser(name).get(of_mia(stage, "person")).content.decode()
        assert ("71.25" in shown) == sees, name


def test_the_calendar_tells_public_holidays_and_the_offices_own_days(stage: Stage, browser: Browser) -> None:
    admin = browser("ada")
    given = {"entity": stage.entity.pk, "day": "2026-12-24", "name": "Christmas Eve", "closed": "50"}
    assert admin.post(reverse("office-day-new"), given | {"closed": "70"}).status_code == 400
    assert admin.post(reverse("office-day-new"), given).status_code == 302
    week = {"entity": stage.entity.pk, "valid_from": "2026-01-01", "monday": "7:30"}
    assert admin.post(reverse("working-week-new"), week).status_code == 302
    assert (OfficeDay.objects.get().closed, WorkingWeek.objects.get().monday) == (50, 450)
    shown = browser("jonas").get(reverse("office-calendar"), {"year": 2026}).content.decode()
    for words in ("Good Friday", "Christmas Eve", "Half a day", "7.50"):
        assert words in shown, words
    assert browser("jonas").get(reverse("office-calendar"), {"year": 1}).status_code == 400
    file = browser("jonas").get(reverse("office-calendar"), {"year": 2026, "format": "csv"})
    assert b"2026-12-24,Christmas Eve,50,yes" in b"".join(file)
    assert browser("lena").get(reverse("office-calendar")).status_code == 403
    for name in ("office-day-new", "working-week-new"):
        assert browser("jonas").get(reverse(name)).status_code == 403


def test_leave_is_asked_for_approved_and_withdrawn_on_pages(stage: Stage, browser: Browser) -> None:
    mia, lead = browser("mia"), browser("jonas")
    given = {"kind": "vacation", "first_day": "2026-08-03", "last_day": "2026-08-14", "share": "100"}
    given |= {"person": str(stage.people["mia"].pk)}
    assert mia.get(reverse("leave-new")).status_code == 200
    assert mia.post(reverse("leave-new"), given | {"last_day": "2026-08-01"}).status_code == 400
    assert mia.post(reverse("leave-new"), given).status_code == 302
    assert mia.post(reverse("leave-new"), given).status_code == 409
    held = Leave.objects.get()
    assert mia.post(reverse("leave-approval", args=[held.pk])).status_code == 403
    assert lead.get(reverse("leave", args=[held.pk])).status_code == 200
    assert lead.post(reverse("leave-approval", args=[held.pk])).status_code == 302
    held.refresh_from_db()
    assert held.status == "approved"
    assert mia.post(reverse("leave-withdrawal", args=[held.pk]), {"why": "Ill"}).status_code == 302
    held.refresh_from_db()
    assert (held.status, held.why) == ("withdrawn", "Ill")
    assert browser("fay").get(reverse("leave", args=[held.pk])).status_code == 403


def test_many_are_approved_at_once_and_ones_own_is_refused(stage: Stage, leave: Leave, browser: Browser) -> None:
    own = request_leave(stage.people["jonas"], first_day=MARCH, last_day=MARCH, by=stage.by("jonas"))
    ids = {"ids": [str(leave.pk), str(own.pk)]}
    shown = browser("jonas").post(reverse("leave-approvals"), ids, follow=True).content.decode()
    assert "1 approved." in shown and "cannot approve their own leave" in shown
    assert Leave.objects.get(status="approved") == leave


def test_the_views_of_leave(stage: Stage, leave: Leave, browser: Browser) -> None:
    seen = {
        (who, view): "Mia Keller" in browser(who).get(reverse("leave-list"), {"view": view}).content.decode()
        for who in ("jonas", "tom")
        for view in ("ahead", "waiting", "mine", "all")
    }
    assert {key for key, value in seen.items() if not value} == {("jonas", "mine"), ("tom", "mine")}
    assert browser("lena").get(reverse("leave-list")).status_code == 403


@pytest.mark.once
def test_a_person_page_costs_the_same_however_much_was_agreed(stage: Stage, leave: Leave, browser: Browser) -> None:
    mia, controller, lists = stage.people["mia"], browser("clara"), browser("jonas")
    urls = {"person": of_mia(stage, "person"), "leave": reverse("leave", args=[leave.pk])}

    def cost() -> dict[str, int]:
        told = {}
        for name, url in (urls | {"leave-list": reverse("leave-list"), "calendar": reverse("office-calendar")}).items():
            who = controller if name in urls else lists
            who.get(url)
            with CaptureQueriesContext(connection) as queries:
                assert who.get(url).status_code == 200
            told[name] = len(queries)
        return told

    first = today("Europe/Berlin")
    agree_hours(mia, valid_from=MARCH, minutes={"monday": 60}, by=SET_UP)
    set_person_cost(mia, currency="EUR", cost=Decimal(60), valid_from=MARCH, by=SET_UP)
    change_person_role(mia, role=stage.people["tom"].role, valid_from=MARCH, by=SET_UP)
    few = cost()
    for number in range(1, 20):
        day = first + timedelta(days=30 + number)
        agree_hours(mia, valid_from=day, minutes={"monday": 60 + number}, by=SET_UP)
        set_person_cost(mia, currency="EUR", cost=Decimal(60), valid_from=day, by=SET_UP)
        request_leave(mia, first_day=day, last_day=day, by=stage.by("mia"))
        set_office_day(stage.entity, day=day, name=f"Day {number}", by=SET_UP)
    assert cost() == few
    assert few["person"] <= 35 and few["leave"] <= 22 and few["leave-list"] <= 16 and few["calendar"] <= 16, few
