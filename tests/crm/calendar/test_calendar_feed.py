"""The calendar feed: a secret address with what one has to do, as calendar programs read it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from billing_suite.kernel.access.actions import deactivate_user
from billing_suite.kernel.access.links import hash_token, without_tokens
from billing_suite.kernel.record.models import AuditRow
from billing_suite.kernel.values.refusals import NotFound, Refusal
from crm.activities.actions import complete_activity, plan_activity, postpone_activity
from crm.activities.models import Activity
from crm.calendar.actions import close_calendar_feed, open_calendar_feed, renew_calendar_feed
from crm.calendar.models import CalendarFeed
from crm.calendar.reports import Entry, write_calendar
from tests.api.conftest import Caller
from tests.builders import Stage, behind_the_verbs, noon

pytestmark = pytest.mark.django_db
DAY = date(2026, 2, 9)
AT = noon(date(2026, 2, 2))


def planned(stage: Stage, **more: Any) -> Activity:
    """A call with Nordlicht, due in a week."""
    told = {"kind": "call", "subject": "Ask for a date", "due_on": DAY, "text": "a private note"} | more
    return plan_activity(stage.customer("nordlicht"), **told, by=stage.by("lena"))


def fetched(token: str, **headers: str) -> Any:
    """What a calendar program gets, without a session."""
    return Client(headers=headers or None).get(reverse("calendar-feed", args=[token]))


def events(token: str) -> list[Any]:
    """The events of the feed."""
    answer = fetched(token)
    assert answer.status_code == 200
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def opened(stage: Stage, who: str = "lena") -> str:
    """A new feed's token."""
    return open_calendar_feed(at=AT, by=stage.by(who))


def test_what_is_to_do_stands_in_the_calendar(stage: Stage) -> None:
    kim, sale = stage.customer("nordlicht") and stage.contacts["nordlicht"], stage.opportunity()
    call = planned(stage, contact=kim, about=sale, remind_on=DAY - timedelta(days=1))
    [event] = events(opened(stage))
    assert event["UID"] == f"activity-{call.pk}@billing-suite"
    assert event["SUMMARY"] == "Call: Ask for a date (Nordlicht)"
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (DAY, DAY + timedelta(days=1))
    assert event["URL"].endswith(reverse("activity", args=[call.pk])) and event["URL"].startswith("http")
    assert event["DESCRIPTION"].startswith(f"With Kim Nordlicht, Nordlicht\nAbout {sale.reference}\nhttp")
    assert "private" not in event.to_ical().decode(), "notes stay in the suite"
    [alarm] = event.walk("VALARM")
    assert alarm["TRIGGER"].dt == datetime(2026, 2, 8, 5, tzinfo=UTC), "six in the morning in Berlin"
    assert alarm["TRIGGER"].params["VALUE"] == "DATE-TIME" and alarm["ACTION"] == "DISPLAY"


def test_a_change_keeps_the_event_and_raises_its_version(stage: Stage) -> None:
    call, token = planned(stage), opened(stage)
    [before] = events(token)
    postpone_activity(call, due_on=DAY + timedelta(days=1), by=stage.by("lena"))
    [after] = events(token)
    assert before["UID"] == after["UID"] and after["DTSTART"].dt == DAY + timedelta(days=1)
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after["LAST-MODIFIED"].dt >= before["LAST-MODIFIED"].dt
    assert not after.walk("VALARM")
    complete_activity(call, at=AT, by=stage.by("lena"))
    assert events(token) == []


def test_others_work_and_what_has_no_day_are_not_in_it(stage: Stage) -> None:
    planned(stage, owner=stage.users["jonas"])
    assert events(opened(stage)) == []
    assert len(events(opened(stage, "jonas"))) == 1


def test_as_it_was_is_304_until_something_changes(stage: Stage) -> None:
    call, token = planned(stage), opened(stage)
    first = fetched(token)
    assert first.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert first.headers["Cache-Control"] == "private, no-cache"
    etag = first.headers["ETag"]
    again = fetched(token, **{"If-None-Match": etag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)
    assert Client().head(reverse("calendar-feed", args=[token])).headers["ETag"] == etag
    postpone_activity(call, due_on=DAY + timedelta(days=1), by=stage.by("lena"))
    changed = fetched(token, **{"If-None-Match": etag})
    assert changed.status_code == 200 and changed.headers["ETag"] != etag


def test_the_address_is_kept_as_a_hash_and_told_once(stage: Stage) -> None:
    token = opened(stage)
    feed = CalendarFeed.objects.get()
    assert feed.token_hash == hash_token(token) and len(token) >= 43
    trail = " ".join(str(vars(row)) for row in AuditRow.objects.filter(table="crm_calendarfeed"))
    assert trail and token not in trail and feed.token_hash not in trail
    assert without_tokens(f"GET /calendar/{token}.ics") == "GET /calendar/***.ics"


def test_a_feed_is_renewed_and_closed(stage: Stage) -> None:
    first = opened(stage)
    with pytest.raises(Refusal, match="renew it") as refused:
        opened(stage)
    assert refused.value.code == "calendar-feed-open"
    feed = CalendarFeed.objects.get()
    with pytest.raises(NotFound):
        renew_calendar_feed(feed, at=AT, by=stage.by("jonas"))
    second = renew_calendar_feed(feed, at=AT, by=stage.by("lena"))
    assert (fetched(first).status_code, fetched(second).status_code) == (404, 200)
    with pytest.raises(Refusal, match="ended already"):
        renew_calendar_feed(feed, at=AT, by=stage.by("lena"))
    close_calendar_feed(CalendarFeed.objects.open().get(), at=AT, by=stage.by("lena"))
    assert fetched(second).status_code == 404
    assert fetched(opened(stage)).status_code == 200


def test_rights_hold_at_each_request(stage: Stage) -> None:
    planned(stage)
    token = opened(stage)
    assert len(events(token)) == 1
    with behind_the_verbs():
        stage.users["lena"].groups.remove(Group.objects.get(name="Berlin"))
    assert events(token) == [], "the customer is out of reach"
    deactivate_user(stage.users["lena"], by=stage.by("ada"))
    assert fetched(token).status_code == 404
    assert fetched("nothing-of-the-kind").status_code == 404


@pytest.mark.once
def test_it_costs_two_queries_however_much_is_to_do(stage: Stage) -> None:
    token, _ = opened(stage), stage.customer("nordlicht")
    for count in (1, 30):
        for number in range(count):
            planned(stage, subject=f"Call {number}", contact=stage.contacts["nordlicht"])
        with CaptureQueriesContext(connection) as queries:
            assert fetched(token).status_code == 200
        assert len(queries) == 2


def test_odd_words_are_folded_and_escaped() -> None:
    odd = 'Über; \\ , "x" 🎉\nEND:VEVENT\r\nBEGIN:VEVENT' * 5
    entry = Entry("k", odd, odd, DAY, AT, 3, AT)
    body = write_calendar([entry], name="N", addresses=["https://x.example/a?b=1&c=2"])
    assert all(len(line) <= 75 for line in body.split(b"\r\n")) and b"\n" not in body.replace(b"\r\n", b"")
    [event] = Calendar.from_ical(body).walk("VEVENT")
    assert str(event["SUMMARY"]).replace("\r", "") == odd.replace("\r", "")
    assert write_calendar([entry], name="N", addresses=["https://x.example/a?b=1&c=2"]) == body


@pytest.mark.once
def test_the_page_opens_renews_and_closes(stage: Stage, browser: Callable[[str], Client]) -> None:
    seller = browser("lena")
    assert reverse("calendar") in seller.get(reverse("activities")).content.decode()
    assert "no address yet" in seller.get(reverse("calendar")).content.decode()
    shown = seller.post(reverse("calendar-opening"))
    token = shown.content.decode().partition("/calendar/")[2].partition(".ics")[0]
    assert fetched(token).status_code == 200 and "no-store" in shown.headers["Cache-Control"]
    assert token not in seller.get(reverse("calendar")).content.decode(), "it is shown once"
    assert seller.post(reverse("calendar-opening")).status_code == 409
    feed = CalendarFeed.objects.get()
    assert browser("jonas").post(reverse("calendar-renewal", args=[feed.pk])).status_code == 404
    assert seller.post(reverse("calendar-renewal", args=[feed.pk])).status_code == 200
    assert fetched(token).status_code == 404
    feed = CalendarFeed.objects.open().get()
    assert seller.post(reverse("calendar-closing", args=[feed.pk])).status_code == 302
    assert not CalendarFeed.objects.open().exists()
    assert browser("otto").get(reverse("calendar")).status_code == 403


@pytest.mark.once
def test_the_api_opens_renews_and_closes(stage: Stage) -> None:
    lena = Caller(stage.users["lena"])
    made = lena.post("calendar-feeds/")
    assert made.status_code == 201 and fetched(made.json()["token"]).status_code == 200
    [feed] = lena.get("calendar-feeds/").json()["results"]
    assert set(feed) == {"id", "status", "opened_at", "closed_at"}
    assert fetched(lena.post(f"calendar-feeds/{feed['id']}/renewal/").json()["token"]).status_code == 200
    newest = lena.get("calendar-feeds/").json()["results"][0]
    assert lena.post(f"calendar-feeds/{newest['id']}/closing/").json()["status"] == "closed"
    assert Caller(stage.users["jonas"]).get("calendar-feeds/").json()["results"] == []
