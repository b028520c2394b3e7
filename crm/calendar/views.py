"""The page of one's calendar feed, and the door behind its secret address."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.generic import View

from billing_suite.kernel.access.links import hash_token
from billing_suite.kernel.access.visible import find_visible
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.web.pages import Crumb
from billing_suite.kernel.web.pages.signed_in import SignedIn
from crm.calendar.actions import close_calendar_feed, open_calendar_feed, renew_calendar_feed
from crm.calendar.models import CalendarFeed, find_feed
from crm.calendar.reports import due_entries, write_calendar

PRIVATE = {"Cache-Control": "private, no-cache", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}


def address_of_feed(token: str) -> str:
    """What somebody gives to their calendar program."""
    return f"{settings.SITE_URL}{reverse('calendar-feed', args=[token])}"


class FeedPage(SignedIn):
    """Whether one's calendar has an address; the address itself is on the answer that makes it, and nowhere else."""

    rights = ("log_activity",)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """As it stands."""
        return self.page()

    def page(self, address: str = "") -> HttpResponse:
        """The page; never kept by a cache."""
        context = {
            "title": "Calendar feed",
            "crumbs": [Crumb("Activities", reverse("activities"))],
            "feed": CalendarFeed.objects.visible_to(self.request.user).open().first(),
            "address": address,
        }
        response = render(self.request, "crm/calendar/feed.html", context)
        response.headers["Cache-Control"] = "no-store, private"
        return response


class OpenFeed(FeedPage):
    """The first address."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """One call of the verb; its answer shows the address this once."""
        return self.page(address_of_feed(open_calendar_feed(at=now(), by=self.by)))


class OneFeed(FeedPage):
    """A verb on one's feed."""

    http_method_names = ["post"]

    def feed(self) -> CalendarFeed:
        """One's own, or none."""
        found = find_visible("crm.calendarfeed", str(self.kwargs["pk"]), self.request.user)
        if not isinstance(found, CalendarFeed):
            raise Http404("no such calendar feed")
        return found


class RenewFeed(OneFeed):
    """Another address."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """One call of the verb; its answer shows the address this once."""
        return self.page(address_of_feed(renew_calendar_feed(self.feed(), at=now(), by=self.by)))


class CloseFeed(OneFeed):
    """No address any more."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """One call of the verb."""
        close_calendar_feed(self.feed(), at=now(), by=self.by)
        return redirect("calendar")


class CalendarDoor(View):
    """The file behind a secret address: what its person may see at this moment; a wrong token answers as none."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, token: str) -> HttpResponseBase:
        """The calendar, or that it is as it was."""
        feed = find_feed(token)
        if feed is None:
            raise Http404("no such calendar")
        entries = due_entries(feed.user)
        pages = [f"{settings.SITE_URL}{reverse('activity', args=[entry.key])}" for entry in entries]
        body = write_calendar(entries, name="Billing Suite", addresses=pages)
        etag = quote_etag(hash_token(body.decode()))
        response = HttpResponse(body, content_type="text/calendar; charset=utf-8", headers={**PRIVATE, "ETag": etag})
        told = get_conditional_response(request, etag=etag, response=response)
        return told or response
