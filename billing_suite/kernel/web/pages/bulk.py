"""A verb over the ticked rows of a list."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from billing_suite.kernel.values.outcome import Outcome
from billing_suite.kernel.values.refusals import Invalid
from billing_suite.kernel.web.pages.signed_in import SignedIn

BULK_LIMIT = 10_000
REFUSALS_SHOWN = 8


class BulkPage(SignedIn):
    """A verb over the ticked rows of a list: POST only, all in one call, the refused named one by one.

    The verb takes the records first and answers with an Outcome (STYLE 2).
    """

    model: ClassVar[type[Model]]
    verb: ClassVar[Callable[..., Any]]
    done_words: ClassVar[str] = "done"
    back_url_name: ClassVar[str] = ""
    http_method_names = ["post", "options"]

    def arguments(self) -> Mapping[str, Any]:
        """What the verb needs besides the records."""
        return {}

    def rows(self) -> QuerySet[Any]:
        """The records this person may see, with what `perform` reads of them."""
        return self.model._default_manager.visible_to(self.request.user)  # type: ignore[attr-defined, no-any-return]

    def perform(self, records: list[Any]) -> Outcome[Any]:
        """Call the verb on them all."""
        outcome: Outcome[Any] = type(self).verb(records, **self.arguments(), by=self.by)
        return outcome

    @cached_property
    def ids(self) -> list[UUID]:
        """The ticked ids; too many, or what is no id, is refused (INV-50)."""
        sent = self.request.POST.getlist("ids")
        if not sent or len(sent) > BULK_LIMIT:
            raise Invalid(f"tick between 1 and {BULK_LIMIT:,} rows", code="bulk-size", rule="INV-50")
        try:
            return [UUID(one) for one in sent]
        except ValueError:
            raise Invalid("a ticked row has no such id", code="no-such-row") from None

    @property
    def back_url(self) -> str:
        """The list the ticks were set on, with its filters when the browser says so."""
        here = reverse(self.back_url_name)
        asked = urlsplit(self.request.headers.get("Referer", ""))
        return f"{here}?{asked.query}" if asked.path == here and asked.query else here

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """One call of the verb; what went through and each refusal become messages on the list."""
        outcome = self.perform(list(self.rows().filter(pk__in=self.ids)))
        if outcome.done:
            messages.success(request, f"{len(outcome.done)} {self.done_words}.")
        for refusal in outcome.refused[:REFUSALS_SHOWN]:
            messages.error(request, str(refusal))
        if len(outcome.refused) > REFUSALS_SHOWN:
            messages.error(request, f"{len(outcome.refused) - REFUSALS_SHOWN} more were refused.")
        return HttpResponseRedirect(self.back_url)
