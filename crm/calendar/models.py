"""The address under which somebody's calendar program finds what they have to do."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from billing_suite.kernel.access.links import hash_token
from billing_suite.kernel.access.visible import Rows, user_key
from billing_suite.kernel.record import guards
from billing_suite.kernel.values.ids import Record


class CalendarFeedRows(Rows["CalendarFeed"]):
    """Calendar feeds: everyone their own."""

    seen_with = "see_customers"

    def reach(self, user: Any) -> Q:
        """One's own."""
        return Q(user=user_key(user))

    def open(self) -> "CalendarFeedRows":
        """Those that answer."""
        return self.filter(closed_at__isnull=True)


class CalendarFeed(Record):
    """A secret address with somebody's open activities; its token is shown once and kept only as a hash."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feeds")
    token_hash = models.CharField(max_length=64, unique=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = CalendarFeedRows.as_manager()

    class Meta:
        constraints = (
            UniqueConstraint(
                fields=["user"], condition=Q(closed_at__isnull=True), name="a_person_has_one_open_calendar_feed"
            ),
            CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")),
                name="a_calendar_feed_is_opened_before_it_is_closed",
            ),
        )
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"Calendar feed of {self.opened_at:%d %b %Y}"

    @property
    def status(self) -> str:
        """open until it is closed."""
        return "open" if self.closed_at is None else "closed"


guards.declare(guards.audited(CalendarFeed, secret=("token_hash",)))


def find_feed(token: str) -> CalendarFeed | None:
    """The open feed behind a token, of an active user; asked on every request, so that it ends at once (INV-33)."""
    rows = CalendarFeed.objects.open().filter(token_hash=hash_token(token), user__is_active=True)
    found: CalendarFeed | None = rows.select_related("user").first()
    return found
