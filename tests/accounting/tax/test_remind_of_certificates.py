"""Finance hears of a certificate's end 60, 30 and 7 days before, and when it has ended; once each (RULES 9)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounting.tax.exemptions import crossed, ending, remind_of_certificates, revoke_certificate
from accounting.tax.models import CertificateReminder, ExemptionCertificate
from accounting.tax.tasks import remind
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.work.models import Notification
from billing_suite.kernel.work.schedules import HOURLY
from tests.accounting.tax.papers import recorded
from tests.builders import Stage
from tests.kernel.record.attacks import as_job, refused, sql

END = date(2026, 12, 31)
JOB = Actor.system("remind_of_certificates")


def on(days_before: int, hour: int = 12) -> datetime:
    day = END - timedelta(days=days_before)
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def told(days_before: int, hour: int = 12) -> list[int]:
    return [made.days for made in remind_of_certificates(at=on(days_before, hour), by=JOB)]


def heard(stage: Stage, who: str) -> list[str]:
    rows = Notification.objects.filter(recipient=stage.users[who], title__contains="certificate").order_by("at", "id")
    return [row.title for row in rows]


@pytest.mark.parametrize(
    ("left", "threshold"), [(60, 60), (31, 60), (30, 30), (8, 30), (7, 7), (1, 7), (0, 7), (-1, 0), (-400, 0)]
)
def test_a_threshold_is_crossed_on_its_day(left: int, threshold: int) -> None:
    assert crossed(left) == threshold


def test_each_threshold_is_told_once(stage: Stage) -> None:
    recorded(stage)
    days = [(61, []), (60, [60]), (60, []), (45, []), (30, [30]), (29, []), (7, [7]), (0, []), (-1, [0]), (-30, [])]
    assert [told(day) for day, _ in days] == [new for _, new in days]
    words = ["ends in 60 days", "ends in 30 days", "ends in 7 days", "has expired"]
    assert heard(stage, "fay") == [f"Exemption certificate of Nordlicht {each}" for each in words]
    assert heard(stage, "hannah") == heard(stage, "fay") and heard(stage, "lena") == []


def test_the_day_is_that_of_the_legal_entity(stage: Stage) -> None:
    recorded(stage)
    assert told(61, hour=22) == []  # in Berlin it is 23 o'clock
    assert told(61, hour=23) == [60]


def test_one_recorded_late_is_told_of_at_its_narrowest_threshold_alone(stage: Stage) -> None:
    recorded(stage)
    assert [told(5), told(4), told(-1)] == [[7], [], [0]]


def test_one_that_is_renewed_or_revoked_is_not_told_of(stage: Stage) -> None:
    recorded(stage)
    recorded(stage, "lumiere", number="EX-L")
    thames = recorded(stage, "thames", number="EX-T")
    recorded(stage, number="EX-2", valid_from=date(2027, 1, 1), valid_to=None)
    revoke_certificate(thames, on=date(2027, 1, 1), reason="They are taxed from then on", by=stage.by("fay"))
    remind_of_certificates(at=on(30), by=JOB)
    assert heard(stage, "fay") == ["Exemption certificate of Lumiere ends in 30 days"]


@pytest.mark.parametrize(
    "more",
    [
        {"valid_from": date(2027, 1, 2), "valid_to": None},  # a day between
        {"valid_from": date(2027, 1, 1), "valid_to": None, "supplies": ["digital"]},
        {"valid_from": date(2027, 1, 1), "valid_to": None, "region": "BY"},
    ],
)
def test_what_does_not_go_on_with_all_of_it_is_no_renewal(stage: Stage, more: dict[str, Any]) -> None:
    recorded(stage)
    recorded(stage, number="EX-2", **more)
    assert told(30) == [30]


def test_a_late_renewal_ends_the_to_do_once_it_is_in_force(stage: Stage) -> None:
    recorded(stage)
    recorded(stage, number="EX-2", valid_from=date(2027, 1, 20), valid_to=None)
    rows = ExemptionCertificate.objects.all()
    assert [left for _, left in ending(on(-19), rows)] == [-19]
    assert ending(on(-20), rows) == []


@pytest.mark.once
def test_what_ends_costs_the_same_for_few_and_for_many(stage: Stage) -> None:
    def price() -> int:
        with CaptureQueriesContext(connection) as held:
            ending(on(30), ExemptionCertificate.objects.visible_to(stage.users["fay"]))
        return len(held)

    recorded(stage)
    few = price()
    for n in range(5):
        recorded(stage, "lumiere", number=f"L{n}", region=f"R{n}")
    assert price() == few == 2


def test_the_suite_does_it_by_itself_and_twice_does_no_harm(stage: Stage) -> None:
    recorded(stage, valid_to=date(2026, 1, 2))
    assert "accounting.tax.tasks.remind" in HOURLY
    remind()
    remind()
    assert CertificateReminder.objects.count() == 1
    with as_job(), refused("INV-23"):
        sql("DELETE FROM accounting_certificatereminder")
