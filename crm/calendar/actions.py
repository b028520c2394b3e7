"""Verbs over calendar feeds: open one's own, renew its address, close it."""

import secrets
from datetime import datetime

from billing_suite.kernel.access.links import hash_token
from billing_suite.kernel.access.people import User
from billing_suite.kernel.access.verb import verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.refusals import Refusal
from crm.calendar.models import CalendarFeed


class FeedOpen(Refusal):
    """One person, one address: a second one is a renewal."""

    code = "calendar-feed-open"


class FeedClosed(Refusal):
    """A closed feed is neither renewed nor closed."""

    code = "calendar-feed-closed"


@verb("open one's calendar feed", right="log_activity")
def open_calendar_feed(*, at: datetime, by: Actor) -> str:
    """The token of a new secret address for one's own calendar program; returned once, kept as a hash."""
    user = User.objects.select_for_update().get(pk=by.key)
    if CalendarFeed.objects.open().filter(user=user).exists():
        raise FeedOpen("your calendar has an address already: renew it where it is lost, or somebody else knows it")
    return _opened(user, at)


@verb("renew one's calendar feed", right="log_activity")
def renew_calendar_feed(feed: CalendarFeed, *, at: datetime, by: Actor) -> str:
    """Another address in place of the one that is lost or known to others; the old one ends at once."""
    return _opened(_closed(feed, at).user, at)


@verb("close one's calendar feed", right="log_activity")
def close_calendar_feed(feed: CalendarFeed, *, at: datetime, by: Actor) -> CalendarFeed:
    """Its address answers no more."""
    return _closed(feed, at)


def _opened(user: User, at: datetime) -> str:
    token = secrets.token_urlsafe(32)
    CalendarFeed.objects.create(user=user, token_hash=hash_token(token), opened_at=at)
    return token


def _closed(feed: CalendarFeed, at: datetime) -> CalendarFeed:
    rows = CalendarFeed.objects.select_for_update(of=("self",)).select_related("user")
    held: CalendarFeed = rows.get(pk=feed.pk)
    if held.closed_at is not None:
        raise FeedClosed("this address ended already")
    held.closed_at = at
    held.save(update_fields=["closed_at"])
    return held
