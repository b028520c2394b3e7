"""`manage.py log_mail < message.eml`: a mail from a mail server's pipe, logged with the customers it was with."""

import sys
from typing import Any

from django.core.management.base import CommandError

from billing_suite.kernel.values.refusals import Invalid
from billing_suite.kernel.web.commands import Door
from crm.correspondence.reading import LIMIT
from crm.correspondence.views.incoming import hand_over, shown

REFUSED, LATER = 65, 75  # EX_DATAERR and EX_TEMPFAIL, which mail servers know: send it back, or try again


class Command(Door):
    """Reads one message as it came from standard input."""

    help = "Log a mail (RFC 5322) from standard input. Ends with 65 if it is refused, with 75 to try again later."

    def handle(self, *args: Any, **options: Any) -> None:
        """A refused mail goes back to its sender; whatever else stops it is tried again."""
        try:
            super().handle(*args, **options)
        except CommandError as error:
            error.returncode = REFUSED if isinstance(error.__cause__, Invalid) else LATER
            raise

    def run(self, **options: Any) -> None:
        """Read, log, say what became of it."""
        mail = hand_over(sys.stdin.buffer.read(LIMIT + 1))
        told = shown(mail)
        self.answer(told, f"{mail.status}: {mail.subject} ({len(told['activities'])} logged)")
