"""One mail that is handed over twice at the same instant on PostgreSQL is logged once, and both hear the same."""

import pytest

from crm.activities.models import Activity
from crm.correspondence.models import Mail
from tests.builders import Stage
from tests.races.test_two_at_once import race

pytestmark = pytest.mark.postgres

HAND_OVER = """
from crm.correspondence.actions import log_mail
from crm.correspondence.reading import read_message
raw = b"From: lena@spree.example\\r\\nTo: kim@nordlicht.example\\r\\nSubject: x\\r\\nMessage-ID: <1@x>\\r\\n\\r\\nhi"
at = datetime(2026, 2, 3, 12, tzinfo=UTC)
mail = read_message(raw, at=at)
together()
try:
    print(log_mail(mail, at=at, by=Actor.system("log_mail")).status)
except Refusal as refusal:
    print(refusal.code)
"""


def test_a_mail_that_comes_twice_at_once_is_logged_once(stage: Stage) -> None:
    stage.customer("nordlicht")
    assert race(HAND_OVER, HAND_OVER) == ["filed", "filed"]
    assert (Mail.objects.count(), Activity.objects.count()) == (1, 1)
