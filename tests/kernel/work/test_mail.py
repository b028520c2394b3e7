"""E-mail leaves at least once, always under one Message-ID, to a real server on loopback (INV-40)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction

from billing_suite.kernel.record import faults
from billing_suite.kernel.record.files import store_file
from billing_suite.kernel.work.jobs import finish_all
from billing_suite.kernel.work.mail import queue_mail
from billing_suite.kernel.work.models import Job, OutgoingMail
from tests.kernel.work.smtp import Post, post_office

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 4, 3, 12, tzinfo=UTC)
PAPER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n.\r\n..dots at the start of lines\r\n%%EOF"


@pytest.fixture
def post(settings: Any) -> Iterator[Post]:
    """The stand-in server, and the suite sending to it."""
    with post_office() as post:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", post.port, 5
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.SITE_URL = "https://billing.spree.example"
        yield post


def queued() -> OutgoingMail:
    """One mail with a PDF, on its way."""
    with transaction.atomic():
        paper = store_file("DE-INV-2026-00001.pdf", PAPER, at=NOON)
        return queue_mail(
            ["kim@nordlicht.example"],
            subject="Rechnung für März",
            text="Guten Tag",
            html="<p>Guten Tag</p>",
            attachments=[paper],
        )[0]


def again(monkeypatch: pytest.MonkeyPatch, wanted: str = "") -> OutgoingMail:
    """Let the job run once more, now, with this fault or none; the mail as it stands afterwards."""
    monkeypatch.setenv("FAULTS", wanted)
    monkeypatch.setattr(faults, "_counts", {})
    Job.objects.filter(status="due").update(due_at=NOON)
    finish_all()
    return OutgoingMail.objects.get()


def test_the_mail_arrives_whole(post: Post) -> None:
    mail = queued()
    assert post.arrived == []
    finish_all()
    (got,) = post.arrived
    assert got["Message-ID"] == f"<{mail.pk}@billing.spree.example>"
    assert (got["To"], got["Subject"]) == ("kim@nordlicht.example", "Rechnung für März")
    body, paper = got.get_body(("plain",)), next(got.iter_attachments())
    assert body is not None
    assert body.get_content().strip() == "Guten Tag"
    assert got.get_body(("html",)) is not None
    assert (paper.get_filename(), paper.get_content_type()) == ("DE-INV-2026-00001.pdf", "application/pdf")
    assert paper.get_payload(decode=True) == PAPER
    mail.refresh_from_db()
    assert (mail.status, mail.attempts) == ("sent", 1)
    assert mail.sent_at is not None


def test_inv40_a_worker_that_dies_after_the_send_sends_again_under_the_same_id(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued()
    states = [again(monkeypatch, "mail.after_send:raise") for _ in range(2)] + [again(monkeypatch)]
    assert [(mail.status, mail.attempts) for mail in states] == [("sending", 1), ("uncertain", 2), ("sent", 3)]
    assert [mail.sent_at is None for mail in states] == [True, True, False]
    assert len(post.arrived) == 3
    assert len({got["Message-ID"] for got in post.arrived}) == 1
    assert len({got["Date"] for got in post.arrived}) == 1


def test_inv40_a_server_that_hangs_up_after_taking_the_mail_gets_it_again(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued()
    post.silent = True
    assert again(monkeypatch).status == "sending"
    assert again(monkeypatch).status == "uncertain"
    post.silent = False
    assert again(monkeypatch).status == "sent"
    assert len(post.arrived) == 3
    assert len({got["Message-ID"] for got in post.arrived}) == 1


def test_a_server_that_refuses_is_asked_again_later(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    queued()
    post.refusing = True
    again(monkeypatch)
    job = Job.objects.get()
    assert (job.status, job.attempts) == ("due", 1)
    assert "try again later" in job.last_error
    assert job.due_at > NOON
    post.refusing = False
    assert again(monkeypatch).status == "sent"
    assert len(post.arrived) == 1


def test_a_mail_once_sent_is_not_sent_again(post: Post) -> None:
    queued()
    finish_all()
    Job.objects.update(status="due", finished_at=None)
    finish_all()
    assert len(post.arrived) == 1
    assert OutgoingMail.objects.get().attempts == 1


def test_inv40_nothing_leaves_before_the_commit(post: Post) -> None:
    with transaction.atomic():
        queued()
        transaction.set_rollback(True)
    finish_all()
    assert post.arrived == []
    assert not OutgoingMail.objects.exists()


def test_each_recipient_has_their_own_mail(post: Post) -> None:
    with transaction.atomic():
        queue_mail(["a@nordlicht.example", "b@nordlicht.example"], subject="Hello", text="Hello")
    finish_all()
    assert sorted(got["To"] for got in post.arrived) == ["a@nordlicht.example", "b@nordlicht.example"]
    assert len({got["Message-ID"] for got in post.arrived}) == 2


def test_a_subject_cannot_smuggle_a_header(post: Post) -> None:
    with transaction.atomic():
        queue_mail(["a@nordlicht.example"], subject="Hello\nBcc: b@nordlicht.example", text="Hello")
    finish_all()
    assert post.arrived == []
    assert Job.objects.get().status == "due"


def test_inv34_a_sent_mail_keeps_no_key(post: Post) -> None:
    link = "https://billing.spree.example/portal/quotes/q7Jx_9vTgkW-3mPzR5sYbN0dLhFcAeUo1iVtXw2KyBE/"
    with transaction.atomic():
        queue_mail(["kim@nordlicht.example"], subject="Quote", text=f"Read: {link}", html=f'<a href="{link}">Read</a>')
    finish_all()
    (got,) = post.arrived
    for kind in ("plain", "html"):
        body = got.get_body((kind,))
        assert body is not None
        assert link in body.get_content()
    kept = OutgoingMail.objects.get()
    assert kept.text == "Read: https://billing.spree.example/portal/quotes/***/"
    assert kept.html == '<a href="https://billing.spree.example/portal/quotes/***/">Read</a>'
