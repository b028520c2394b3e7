"""Mails of the cast, as a mail server hands them over."""

from datetime import UTC, datetime
from email.message import EmailMessage

from billing_suite.kernel.record.acting import Actor
from crm.correspondence.actions import log_mail
from crm.correspondence.models import Mail
from crm.correspondence.reading import read_message

AT = datetime(2026, 2, 2, 12, tzinfo=UTC)
JOB = Actor.system("log_mail")
LENA, KIM = "Lena Vogt <lena@spree.example>", "Kim Nordlicht <kim@nordlicht.example>"


def letter(
    sender: str = LENA,
    to: str = KIM,
    *,
    subject: str = "The offer",
    text: str = "Hello Kim,\n\nhere it is.",
    key: str = "<1@spree.example>",
    date: str = "Mon, 02 Feb 2026 10:30:00 +0100",
    **headers: str,
) -> EmailMessage:
    """A mail, from Lena to Kim unless told otherwise."""
    made = EmailMessage()
    told = {"From": sender, "To": to, "Subject": subject, "Message-ID": key, "Date": date}
    for name, value in {**told, **{name.replace("_", "-"): value for name, value in headers.items()}}.items():
        if value:
            made[name] = value
    made.set_content(text)
    return made


def came(mail: EmailMessage | bytes, *, at: datetime = AT, server: str = "") -> Mail:
    """It was handed over."""
    raw = mail if isinstance(mail, bytes) else mail.as_bytes()
    return log_mail(read_message(raw, at=at, server=server), at=at, by=JOB)


def headed(*lines: bytes, body: bytes = b"hi") -> bytes:
    """A mail from Lena to Kim made by hand, with further header lines."""
    usual = (b"From: lena@spree.example", b"To: kim@nordlicht.example", b"Subject: x", b"Message-ID: <h@x>")
    named = {line.partition(b":")[0] for line in lines}
    return b"\r\n".join([*(line for line in usual if line.partition(b":")[0] not in named), *lines, b"", body])
