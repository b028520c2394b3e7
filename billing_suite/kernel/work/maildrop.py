"""A mail backend for one machine: each e-mail is a file that any mail program opens."""

from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.text import slugify


class EmailBackend(BaseEmailBackend):
    """Writes `EMAIL_FILE_PATH/<subject>-<Message-ID>.eml`; sent again under its Message-ID, it is the same file."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write each; how many."""
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            made = message.message()
            key = str(made["Message-ID"]).strip("<>").partition("@")[0]
            part = folder / f".{key}.part"
            part.write_bytes(made.as_bytes())
            part.replace(folder / f"{slugify(message.subject)[:80]}-{key[-12:]}.eml")
        return len(email_messages)
