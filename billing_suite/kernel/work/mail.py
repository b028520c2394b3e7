"""E-mail leaves by a job: at least once, always with the same Message-ID (INV-40)."""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import models
from django.utils.http import http_date

from billing_suite.kernel.access.links import without_tokens
from billing_suite.kernel.record import faults
from billing_suite.kernel.record.files import StoredFile
from billing_suite.kernel.record.rehearsal import is_rehearsal
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.work.jobs import later_many
from billing_suite.kernel.work.models import OutgoingMail


def queue_mail(
    recipients: Iterable[str],
    *,
    subject: str,
    text: str,
    html: str = "",
    attachments: Sequence[StoredFile] = (),
    about: models.Model | None = None,
) -> list[OutgoingMail]:
    """One row and one job a recipient, in this transaction. Call within a verb."""
    mark = "[Rehearsal] " if is_rehearsal() else ""
    mails = [
        OutgoingMail(
            recipient=recipient,
            subject=f"{mark}{subject}"[:200],
            text=text,
            html=html,
            attachments=[str(file.pk) for file in attachments],
            about_kind=about._meta.label_lower if about else "",
            about_id=str(about.pk) if about else "",
            queued_at=now(),
        )
        for recipient in recipients
    ]
    OutgoingMail.objects.bulk_create(mails)
    later_many(
        "billing_suite.kernel.work.mail.send_mail",
        [{"mail_id": mail.pk} for mail in mails],
        about=[f"{mail.subject} to {mail.recipient}" for mail in mails],
    )
    return mails


def withdraw_mails(about: models.Model) -> int:
    """Take back the mails about a record that nobody began to send; how many are beyond that. Call within a verb."""
    mails = OutgoingMail.objects.filter(about_kind=about._meta.label_lower, about_id=str(about.pk))
    mails.filter(status="queued", attempts=0).update(status="withdrawn")
    return mails.exclude(status="withdrawn").count()


def send_mail(mail_id: str) -> None:
    """Send one queued mail; found half-sent by a worker that died, it goes again with the same id.

    Once it is sent, nobody needs the keys of its portal links, and the row keeps them no longer (INV-34).
    """
    mail = OutgoingMail.objects.get(pk=mail_id)
    if mail.status == "sent":
        return
    begun = OutgoingMail.objects.filter(pk=mail.pk).exclude(status="withdrawn")
    status = "uncertain" if mail.status in ("sending", "uncertain") else "sending"
    if not begun.update(status=status, attempts=mail.attempts + 1):
        return
    faults.point("mail.before_send")
    message(mail).send()
    faults.point("mail.after_send")
    OutgoingMail.objects.filter(pk=mail.pk).update(
        status="sent", sent_at=now(), text=without_tokens(mail.text), html=without_tokens(mail.html)
    )


def message(mail: OutgoingMail) -> EmailMultiAlternatives:
    """The mail as it goes out."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    headers: dict[str, Any] = {
        "Message-ID": f"<{mail.pk}@{host}>",
        "Date": http_date(mail.queued_at.timestamp()).replace("GMT", "+0000"),
    }
    made = EmailMultiAlternatives(mail.subject, mail.text, to=[mail.recipient], headers=headers)
    if mail.html:
        made.attach_alternative(mail.html, "text/html")
    files = {str(file.pk): file for file in StoredFile.objects.filter(pk__in=mail.attachments)}
    for file_id in mail.attachments:
        made.attach(files[file_id].name, files[file_id].read(), files[file_id].media_type)
    return made
