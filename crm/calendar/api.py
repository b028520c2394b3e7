"""One's calendar feed in the API: its address is shown once, when it is made."""

from typing import Any, ClassVar

from rest_framework import serializers

from billing_suite.kernel.web.api.deeds import Deed
from billing_suite.kernel.web.api.listing import Listing
from billing_suite.kernel.web.api.shown import Shown
from crm.calendar.actions import close_calendar_feed, open_calendar_feed, renew_calendar_feed
from crm.calendar.models import CalendarFeed


class CalendarFeedSheet(Shown):
    """An address of one's own calendar, without the address; `status` is open or closed."""

    status = serializers.ChoiceField(choices=["open", "closed"], read_only=True)

    class Meta:
        model = CalendarFeed
        fields: ClassVar[tuple[str, ...]] = ("id", "status", "opened_at", "closed_at")


class NewCalendarFeed(serializers.Serializer[str]):
    """A new address's token, shown this once: the calendar is at /calendar/{token}.ics."""

    token = serializers.CharField(source="*", read_only=True)


CALENDAR_FEEDS = Listing(path="calendar-feeds", model=CalendarFeed, row=CalendarFeedSheet, orders=("-opened_at",))
DOORS: tuple[Any, ...] = (
    CALENDAR_FEEDS,
    Deed(path="calendar-feeds/", verb=open_calendar_feed, shows=NewCalendarFeed),
    Deed(path="calendar-feeds/<str:id>/renewal/", verb=renew_calendar_feed, on=CALENDAR_FEEDS, shows=NewCalendarFeed),
    Deed(path="calendar-feeds/<str:id>/closing/", verb=close_calendar_feed, on=CALENDAR_FEEDS, shows=CALENDAR_FEEDS),
)
