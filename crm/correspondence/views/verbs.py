"""Pages that file and discard a mail."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from billing_suite.kernel.values.clock import now
from billing_suite.kernel.web.pages import Crumb, VerbPage
from crm.correspondence.actions import discard_mail, file_mail
from crm.correspondence.forms import FilingForm, proposed
from crm.correspondence.models import Mail
from crm.correspondence.views.shown import mail_crumbs


class OneMail(VerbPage):
    """A verb on one mail."""

    model = Mail

    def arguments(self) -> dict[str, Any]:
        """Just now."""
        return {"at": now()}

    def crumbs(self) -> Sequence[Crumb]:
        """Under the mail."""
        return mail_crumbs(Crumb(self.record.subject, reverse("mail", args=[self.record.pk])))

    def success_url(self, done: Mail) -> str:
        """To those that still wait."""
        return reverse("mails")


class FileMail(OneMail):
    """It was with a customer."""

    verb = staticmethod(file_mail)
    form_class = FilingForm
    title = "File the mail"
    submit_label = "File"

    def form_arguments(self) -> dict[str, Any]:
        """Who may be chosen."""
        return {"user": self.request.user}

    def initial(self) -> dict[str, Any]:
        """The contact whose address stands in it, if there is one."""
        contact = proposed(self.record, self.request.user)
        return {"contact": contact, "customer": contact.customer} if contact else {}

    def question(self) -> str:
        """What will come of it."""
        return f"{self.record.subject}: it becomes an activity with the customer, of the day it was sent."

    def success_message(self, done: Mail) -> str:
        """Said."""
        return f"{done.subject} is filed."


class DiscardMail(OneMail):
    """It is nobody's business."""

    verb = staticmethod(discard_mail)
    title = "Discard the mail"
    submit_label = "Discard"
    danger = True

    def question(self) -> str:
        """What will be gone."""
        return f"{self.record.subject}: what was written in it is dropped and does not come back."

    def success_message(self, done: Mail) -> str:
        """Said."""
        return f"{done.subject} is discarded."
