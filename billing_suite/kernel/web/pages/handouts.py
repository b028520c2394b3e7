"""A verb that asks for a file: its page leads to where the file is handed out once a job has made it."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from billing_suite.kernel.values.clock import now
from billing_suite.kernel.web.pages.verbs import VerbPage
from billing_suite.kernel.work.models import Handout


class HandoutVerb(VerbPage):
    """Ask for a file of one record; a link to it asks first, a button that posts does not."""

    submit_label = "Make the file"

    def arguments(self) -> Mapping[str, Any]:
        """Now."""
        return {"at": now()}

    def success_url(self, done: Handout) -> str:
        """Where it is handed out."""
        return reverse("handout", args=[done.pk])

    def success_message(self, done: Handout) -> str:
        """The page says it."""
        return ""
