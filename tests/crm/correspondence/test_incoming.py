"""The doors of mails: the address a mail service posts to, and the command a mail server pipes into."""

import io
import json
import sys
from base64 import b64encode
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from billing_suite.kernel.record.audit import AuditRow
from crm.activities.models import Activity
from crm.correspondence import actions
from crm.correspondence.models import Mail
from crm.correspondence.reading import LIMIT
from tests.builders import Stage
from tests.crm.correspondence.letters import letter

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SECRET = "a-secret-for-mails-of-this-test"
BEARER = f"Bearer {SECRET}"
taking = override_settings(MAIL_LOG_SECRET=SECRET)


def post(raw: bytes, authorization: str = BEARER, kind: str = "message/rfc822", **more: Any) -> Any:
    """As a mail service does: no cookie, no CSRF token."""
    client = Client(enforce_csrf_checks=True, headers={"Authorization": authorization} if authorization else None)
    return client.post(reverse("mails-incoming"), raw, content_type=kind, **more)


@taking
def test_a_mail_is_handed_over_and_over(stage: Stage) -> None:
    stage.customer("nordlicht")
    first, again = (post(letter().as_bytes()) for _ in range(2))
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    assert first.json() == {
        "mail": str(Mail.objects.get().pk),
        "status": "filed",
        "activities": [str(Activity.objects.get().pk)],
    }
    assert {(row.actor, row.door) for row in AuditRow.objects.filter(table="crm_activity")} == {
        ("system:log_mail", "mail")
    }
    waiting = post(letter(to="nobody@else.example", key="<2@x>").as_bytes())
    assert (waiting.status_code, waiting.json()["status"], waiting.json()["activities"]) == (200, "unfiled", [])


@taking
@pytest.mark.parametrize(
    ("authorization", "status"),
    [
        (BEARER, 200),
        (f"bearer {SECRET}", 200),
        ("Basic " + b64encode(f"mail:{SECRET}".encode()).decode(), 200),
        ("Basic " + b64encode(f"{SECRET}:".encode()).decode(), 401),
        ("Basic ???", 401),
        (f"Bearer {SECRET}x", 401),
        ("Bearer ", 401),
        ("Bearer Grüße", 401),
        ("", 401),
    ],
)
def test_only_who_holds_the_secret_hands_mails_over(stage: Stage, authorization: str, status: int) -> None:
    answer = post(letter().as_bytes(), authorization)
    assert answer.status_code == status
    assert Mail.objects.count() == (status == 200)


def test_without_a_secret_there_is_nothing_here(stage: Stage) -> None:
    for authorization in (BEARER, "Bearer ", ""):
        assert post(letter().as_bytes(), authorization).status_code == 404
    assert Client().get(reverse("mails-incoming")).status_code == 404


@taking
def test_what_is_no_mail_is_refused_in_words(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Client().get(reverse("mails-incoming")).status_code == 405
    told = {
        "unsupported-media-type": post(letter().as_bytes(), kind="application/json"),
        "mail-unreadable": post(b"\0"),
        "length-required": post(letter().as_bytes(), CONTENT_LENGTH=""),
        "mail-too-large": post(b"x" * (LIMIT + 1)),
    }
    statuses = {"unsupported-media-type": 415, "mail-unreadable": 400, "length-required": 411, "mail-too-large": 413}
    for code, status in statuses.items():
        assert (told[code].status_code, told[code].json()["code"]) == (status, code)
        assert told[code].headers["Content-Type"] == "application/problem+json"
    monkeypatch.setattr(actions, "MOST_A_MINUTE", 0)
    flood = post(letter().as_bytes())
    assert (flood.status_code, flood.headers["Retry-After"]) == (429, "60")
    assert not Mail.objects.exists()


@taking
def test_a_mail_larger_than_a_form_comes_through(stage: Stage) -> None:
    mail = letter()
    mail.add_attachment(b"x" * 11_000_000, maintype="application", subtype="zip", filename="plans.zip")
    assert post(mail.as_bytes()).status_code == 200
    assert Mail.objects.get().attachments == [{"name": "plans.zip", "size": 11_000_000}]


def piped(raw: bytes, monkeypatch: pytest.MonkeyPatch, **options: Any) -> str:
    """What the command says of a mail on its standard input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    out = io.StringIO()
    call_command("log_mail", stdout=out, **options)
    return out.getvalue().strip()


def test_the_command_logs_what_is_piped(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.customer("nordlicht")
    assert piped(letter().as_bytes(), monkeypatch) == "filed: The offer (1 logged)"
    told = json.loads(piped(letter().as_bytes(), monkeypatch, json=True))
    assert told == {
        "mail": str(Mail.objects.get().pk),
        "status": "filed",
        "activities": [str(Activity.objects.get().pk)],
    }


def test_the_command_says_whether_a_mail_goes_back_or_is_tried_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(CommandError, match="no mail") as refused:
        piped(b"\0\0", monkeypatch)
    assert refused.value.returncode == 65
    monkeypatch.setattr(actions, "MOST_A_MINUTE", 0)
    with pytest.raises(CommandError, match="try again") as later:
        piped(letter().as_bytes(), monkeypatch)
    assert later.value.returncode == 75
