"""The pages of capacity: who opens them, what they show and export, and what they cost."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing_suite.kernel.access.actions import add_user
from projects.capacity.actions import book
from projects.capacity.models import Booking
from projects.capacity.views.cells import short
from projects.people.actions import add_person
from projects.plan.models import Project
from tests.builders import MARCH, SET_UP, TEAM, Stage

Browser = Callable[[str], Client]
pytestmark = pytest.mark.django_db
FRIDAY = MARCH + timedelta(days=4)
PAGES = ("capacity", "utilisation", "bookings")


@pytest.fixture
def booking(stage: Stage, project: Project) -> Booking:
    """Mia's first week, ten hours a day."""
    return book(
        project,
        person=stage.people["mia"],
        first_day=MARCH,
        last_day=FRIDAY,
        minutes=600,
        by=stage.by("jonas"),
    )


def form(project: Project, **more: Any) -> dict[str, Any]:
    """A booking as it is typed."""
    given = {"project": project.pk, "first_day": "2026-03-02", "last_day": "2026-03-06", "status": "soft"}
    return given | {"minutes": "", "share": "", "person": "", "role": "", "note": ""} | more


@pytest.mark.parametrize(
    ("minutes", "told"),
    [(0, "0"), (60, "1"), (90, "1.5"), (15, "0.25"), (2400, "40"), (61, "1.02"), (606, "10.1"), (119, "1.98")],
)
def test_hours_are_told_in_few_letters(minutes: int, told: str) -> None:
    assert short(minutes) == told


def test_who_opens_what(stage: Stage, booking: Booking, browser: Browser) -> None:
    for who, sees in (("jonas", True), ("fay", True), ("clara", True), ("otto", True), ("lena", False), ("ada", False)):
        for name in PAGES:
            assert browser(who).get(reverse(name)).status_code == (200 if sees else 403), (who, name)
    for who in ("otto", "fay", "clara"):
        assert browser(who).get(reverse("booking-new")).status_code == 403
        assert browser(who).get(reverse("booking", args=[booking.pk])).status_code == 200


def test_the_page_shows_weeks_and_what_is_too_much(stage: Stage, booking: Booking, browser: Browser) -> None:
    lead = browser("jonas")
    asked = {"start": "2026-03-04", "weeks": "26"}
    shown = lead.get(reverse("capacity"), asked).content.decode()
    assert '<td class="cap-tight">50<i>/40</i> <b>+10</b></td>' in shown
    assert shown.count('scope="col"') == 27 and "2 Mar" in shown and "Mia Keller" in shown
    for show, words in (("free", ">40</td>"), ("soft", ">50</td>"), ("over", ">10</td>")):
        assert words in lead.get(reverse("capacity"), asked | {"show": show}).content.decode(), show
    for wrong in ({"weeks": "12"}, {"start": "soon"}, {"role": "x"}, {"team": "x"}, {"entity": "x"}, {"show": "x"}):
        assert lead.get(reverse("capacity"), asked | wrong).status_code == 400, wrong


@pytest.mark.parametrize("day", ["0001-01-01", "1989-12-31", "2199-12-31", "9999-12-31"])
def test_days_that_nobody_plans_are_refused(stage: Stage, booking: Booking, browser: Browser, day: str) -> None:
    lead, mia = browser("jonas"), stage.people["mia"]
    asked = {
        reverse("capacity"): {"start": day, "weeks": "13"},
        reverse("person-capacity", args=[mia.pk]): {"start": day},
        reverse("utilisation"): {"since": day, "through": day, "per": "quarter"},
    }
    told = {url: lead.get(url, query).status_code for url, query in asked.items()}
    assert set(told.values()) == ({400, 200} if day == "2199-12-31" else {400}), told
    typed = form(booking.project, person=mia.pk, share="1", first_day=day, last_day=day)
    assert lead.post(reverse("booking-new"), typed).status_code == (302 if day == "2199-12-31" else 400)


def test_a_name_that_is_markup_is_text(stage: Stage, browser: Browser) -> None:
    user = add_user("x@spree.example", name="<b>Bobby</b>", roles=["delivery"], teams=[TEAM], by=SET_UP)
    add_person(user, entity=stage.entity, role=stage.people["mia"].role, joined_on=MARCH, by=SET_UP)
    shown = browser("jonas").get(reverse("capacity")).content.decode()
    assert "&lt;b&gt;Bobby" in shown and "<b>Bobby" not in shown


def test_the_figures_can_be_taken_away(stage: Stage, booking: Booking, browser: Browser) -> None:
    lead = browser("jonas")
    file = lead.get(reverse("capacity"), {"start": "2026-03-04", "weeks": "13", "format": "csv"})
    assert b"Developer,Mia Keller,2026-03-02,40.00,0.00,50.00,0.00,10.00" in b"".join(file)
    asked = {"since": "2026-03-01", "through": "2026-03-31", "by": "person"}
    file = lead.get(reverse("utilisation"), asked | {"format": "csv"})
    assert b"Mia Keller,Developer,2026-03-01,176.00,0.00,0.00,50.00,0.0,28.4" in b"".join(file)
    for name in ("capacity", "utilisation"):
        file = lead.get(reverse(name), {"format": "xlsx"})
        assert b"".join(file).startswith(b"PK"), name


def test_utilisation_by_everything(stage: Stage, booking: Booking, browser: Browser) -> None:
    stage.approved(stage.task(stage.contract("lumiere")), 480)
    lead, asked = browser("jonas"), {"since": "2026-03-01", "through": "2026-03-31"}
    shown = lead.get(reverse("utilisation"), asked).content.decode()
    assert "4.5 %" in shown and "Mia Keller" in shown
    for by, words in (("team", TEAM), ("role", "Designer")):
        assert words in lead.get(reverse("utilisation"), asked | {"by": by, "per": "quarter"}).content.decode()
    assert "28.4 %" in lead.get(reverse("utilisation"), asked | {"show": "planned"}).content.decode()
    for wrong in ({"through": "2026-02-01"}, {"since": "2001-01-01"}, {"by": "x"}, {"per": "year"}):
        assert lead.get(reverse("utilisation"), asked | wrong).status_code == 400, wrong


def test_somebody_is_booked_with_a_warning(stage: Stage, project: Project, browser: Browser) -> None:
    lead, mia = browser("jonas"), stage.people["mia"]
    opened = lead.get(reverse("booking-new"), {"person": str(mia.pk), "project": "no id"}).content.decode()
    assert f'value="{mia.pk}" selected' in opened
    for wrong in (
        {},
        {"share": "50"},
        {"share": "101", "person": mia.pk},
        {"share": "50", "minutes": "1", "person": mia.pk},
    ):
        assert lead.post(reverse("booking-new"), form(project, **wrong)).status_code == 400, wrong
    answer = lead.post(reverse("booking-new"), form(project, person=mia.pk, minutes="10"), follow=True)
    shown = answer.content.decode()
    assert "Mia Keller is booked on" in shown
    assert shown.count("Mia Keller is overbooked from 2026-03-02 to 2026-03-06, by up to 2:00 h a day") == 2
    assert Booking.objects.get().minutes == 600


def test_a_booking_is_changed_confirmed_and_released(stage: Stage, booking: Booking, browser: Browser) -> None:
    lead = browser("jonas")

    def at(name: str) -> str:
        return reverse(name, args=[booking.pk])

    given = form(booking.project, person=stage.people["tom"].pk, minutes="2")
    for gone in ("project", "status"):
        del given[gone]
    assert lead.get(at("booking-changes")).status_code == 200
    assert lead.post(at("booking-changes"), given).status_code == 302
    assert lead.post(at("booking-confirmation")).status_code == 302
    assert lead.post(at("booking-confirmation")).status_code == 409
    held = Booking.objects.get()
    assert (held.person, held.minutes, held.status) == (stage.people["tom"], 120, "hard")
    assert "on no day is more booked than Tom Brandt can work" in lead.get(at("booking")).content.decode()
    assert lead.post(at("booking-release")).status_code == 302
    assert lead.post(at("booking-changes"), given).status_code == 409
    assert "asks for nobody" in lead.get(at("booking")).content.decode()


def test_many_at_once(stage: Stage, booking: Booking, browser: Browser) -> None:
    lead, ids = browser("jonas"), {"ids": [str(booking.pk)]}
    assert "1 confirmed." in lead.post(reverse("booking-confirmations"), ids, follow=True).content.decode()
    assert "1 released." in lead.post(reverse("booking-releases"), ids, follow=True).content.decode()
    assert "is released" in lead.post(reverse("booking-releases"), ids, follow=True).content.decode()


def test_bookings_stand_on_their_project_and_their_person(stage: Stage, booking: Booking, browser: Browser) -> None:
    lead = browser("jonas")
    for name, key in (
        ("project", booking.project_id),
        ("person", booking.person_id),
        ("person-capacity", booking.person_id),
    ):
        shown = lead.get(reverse(name, args=[key]), {"start": str(MARCH)}).content.decode()
        assert reverse("booking", args=[booking.pk]) in shown, name
    assert "Bookings" not in browser("lena").get(reverse("project", args=[booking.project_id])).content.decode()


@pytest.mark.once
def test_the_pages_cost_the_same_for_three_people_and_for_forty(
    stage: Stage, booking: Booking, browser: Browser
) -> None:
    lead = browser("jonas")
    asked = {"start": "2026-03-02", "weeks": "26", "since": "2026-03-01", "through": "2026-03-31", "view": "all"}
    names = {
        "capacity": ("start", "weeks"),
        "utilisation": ("since", "through"),
        "bookings": ("view",),
    }

    def cost() -> dict[str, int]:
        told = {}
        for name, keys in names.items():
            query = {key: asked[key] for key in keys}
            lead.get(reverse(name), query)
            with CaptureQueriesContext(connection) as queries:
                assert lead.get(reverse(name), query).status_code == 200
            told[name] = len(queries)
        return told

    few = cost()
    for number in range(37):
        user = add_user(f"d{number}@spree.example", name=f"D {number}", roles=["delivery"], teams=[TEAM], by=SET_UP)
        person = add_person(user, entity=stage.entity, role=stage.people["mia"].role, joined_on=MARCH, by=SET_UP)
        book(booking.project, person=person, first_day=MARCH, last_day=FRIDAY, share=50, by=stage.by("jonas"))
    assert cost() == few
    assert few["capacity"] <= 24 and few["utilisation"] <= 24 and few["bookings"] <= 16, few
