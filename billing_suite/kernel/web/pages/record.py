"""Pages about one record: found by id or reference among what the person may see, or not there at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render

from billing_suite.kernel.web.history import Happening, history_of
from billing_suite.kernel.web.pages.buttons import Button, VerbButton, shown_to
from billing_suite.kernel.web.pages.signed_in import SignedIn
from billing_suite.kernel.web.thread import ShownHop, thread_of


@dataclass(frozen=True)
class Fact:
    """A named value of a record; `why` are the steps it came by, for "why this number?"."""

    label: str
    value: Any
    url: str = ""
    why: "Why | None" = None


@dataclass(frozen=True)
class Why:
    """Why a number is what it is: steps (label, value), the sum they come to, and a note on the rule."""

    steps: Sequence[tuple[str, Any]]
    total: Any = None
    note: str = ""


@dataclass(frozen=True)
class Crumb:
    """A page above this one."""

    label: str
    url: str


class OneRecord(SignedIn):
    """A page about one record, named in the URL as `pk` (its id) or `reference`."""

    model: ClassVar[type[Model]]
    reference_field: ClassVar[str] = "reference"

    def rows(self) -> QuerySet[Any]:
        """The records this person may see; pages add the joins they need."""
        return self.model._default_manager.visible_to(self.request.user)  # type: ignore[attr-defined, no-any-return]

    @cached_property
    def record(self) -> Any:
        """The record; one that may not be seen answers as one that does not exist (INV-31)."""
        found = self.rows().filter(**self.named).first()
        if found is None:
            raise Http404(f"no such {self.model._meta.verbose_name}")
        return found

    @property
    def named(self) -> dict[str, Any]:
        """How the URL names the record."""
        if "reference" in self.kwargs:
            return {self.reference_field: self.kwargs["reference"]}
        key = self.kwargs["pk"]
        try:
            return {"pk": key if isinstance(key, UUID | int) else UUID(str(key))}
        except ValueError:
            raise Http404(f"no such {self.model._meta.verbose_name}") from None


class DetailPage(OneRecord):
    """A record's page: title and status, its verbs, its thread, its facts, and the panels of other rooms.

    A room's template extends `kernel/detail.html` and fills the block `record` with the record's
    own parts.
    """

    template_name: ClassVar[str] = "kernel/detail.html"
    slot: ClassVar[str] = ""
    status_field: ClassVar[str] = "status"
    eyebrow: ClassVar[str] = ""
    facts_title: ClassVar[str] = "Facts"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The page."""
        return render(request, self.template_name, {**self.context(), **self.more()})

    def title(self) -> str:
        """What the page is called: the record's reference or name."""
        return str(self.record)

    def intro(self) -> str:
        """One line beneath the title."""
        return ""

    def crumbs(self) -> Sequence[Crumb]:
        """The pages above this one."""
        return ()

    def facts(self) -> Sequence[Fact]:
        """What is to be known at a glance."""
        return ()

    def verbs(self) -> Sequence[VerbButton]:
        """What may be done with the record, the next step first."""
        return ()

    def buttons(self) -> Sequence[Button]:
        """Other ways to go from here: a PDF, an edit page."""
        return ()

    def thread(self) -> list[ShownHop]:
        """The chain from lead to ledger through this record."""
        return thread_of(self.record, self.request.user, rights=self.viewer.rights)

    def history(self) -> list[Happening]:
        """What the trail says of the record, latest first."""
        return history_of(self.record, self.request.user)

    def more(self) -> Mapping[str, Any]:
        """What the room's own template needs besides."""
        return {}

    def context(self) -> dict[str, Any]:
        """What the template arranges."""
        return {
            "page": self,
            "record": self.record,
            "title": self.title(),
            "crumbs": self.crumbs(),
            "facts": self.facts(),
            "thread": self.thread(),
            "happenings": self.history(),
            "verbs": shown_to(self.viewer, self.verbs()),
            "buttons": shown_to(self.viewer, self.buttons()),
        }
