"""The inbox: one's own lines, read when one says so."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing_suite.kernel.work.models import Notification
from tests.builders import Stage

Browser = Callable[[str], Client]
AT = datetime(2026, 4, 3, 12, tzinfo=UTC)


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def told(stage: Stage, who: str, title: str, url: str = "/pipeline/") -> Notification:
    return Notification.objects.create(recipient=stage.users[who], title=title, text="Because.", url=url, at=AT)


def test_one_sees_ones_own_lines_and_the_bell_counts_them(stage: Stage, browser: Browser) -> None:
    told(stage, "fay", "For Fay")
    told(stage, "mia", "For Mia")
    page = text(browser("fay").get(reverse("inbox")))
    assert "For Fay" in page and "For Mia" not in page and 'href="/pipeline/"' in page
    assert "Inbox, 1 unread" in page
    assert Notification.objects.filter(read_at__isnull=False).count() == 0


def test_a_link_out_of_the_suite_is_no_link(stage: Stage, browser: Browser) -> None:
    for url in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        told(stage, "fay", "Odd", url)
    page = text(browser("fay").get(reverse("inbox")))
    assert "Odd" in page and "evil" not in page and "javascript:alert" not in page


def test_ticked_lines_are_read_and_only_ones_own(stage: Stage, browser: Browser) -> None:
    mine, other = told(stage, "fay", "Mine"), told(stage, "mia", "Other")
    browser("fay").post(reverse("inbox-reading"), {"ids": [str(mine.pk), str(other.pk)]})
    mine.refresh_from_db()
    other.refresh_from_db()
    assert mine.read_at is not None and other.read_at is None
    assert "Nothing unread" in text(browser("fay").get(reverse("inbox")))
    assert "Mine" in text(browser("fay").get(reverse("inbox"), {"view": "all"}))


def test_all_are_read_at_once_by_post_only(stage: Stage, browser: Browser) -> None:
    for number in range(3):
        told(stage, "fay", f"Line {number}")
    assert browser("fay").get(reverse("inbox-clearing")).status_code == 405
    assert "3 marked as read." in text(browser("fay").post(reverse("inbox-clearing"), follow=True))
    assert not Notification.objects.filter(read_at__isnull=True).exists()


def test_the_inbox_costs_the_same_with_one_line_and_with_thirty(stage: Stage, browser: Browser) -> None:
    fay = browser("fay")
    prices = []
    for count in (1, 29):
        for number in range(count):
            told(stage, "fay", f"Line {number}")
        with CaptureQueriesContext(connection) as held:
            fay.get(reverse("inbox"))
        prices.append(len(held))
    assert prices[0] == prices[1] <= 12
