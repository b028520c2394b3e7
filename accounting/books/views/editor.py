"""The editor of a journal's lines: drafting, changing, and drafting one that comes again."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse

from accounting.books.actions import change_journal, draft_journal, draft_recurring_journal
from accounting.books.forms.journals import JournalForm, LinedForm, RecurringForm
from accounting.books.forms.lines import load_choices, rows_of, rows_sent
from accounting.books.models import ManualJournal, RecurringJournal
from accounting.books.views.journal import LINES, journal_crumbs
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.web.pages import Crumb, FormPage, OneRecord


class LineEditor(FormPage):
    """A form with lines. "Add lines" shows it again with further rows and checks nothing."""

    template_name = "accounting/books/editor.html"
    eyebrow = "Books"
    form_class: ClassVar[type[LinedForm]]
    head = "Journal"

    @cached_property
    def entities(self) -> Sequence[LegalEntity]:
        """Whose books the person may write in."""
        return list(LegalEntity.objects.visible_to(self.request.user).order_by("code"))

    @cached_property
    def entity(self) -> LegalEntity:
        """The one that was asked for, else the first."""
        asked = self.request.GET.get("entity", "")
        found = next((one for one in self.entities if not asked or str(one.pk) == asked), None)
        if found is None:
            raise Http404("no such legal entity")
        return found

    def started(self) -> Sequence[dict[str, Any]]:
        """The lines that the editor begins with."""
        return ()

    def form_arguments(self) -> Mapping[str, Any]:
        """What its lines may name."""
        return {"choices": load_choices(self.entity, self.request.user), "lines": self.started()}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The verb, or the same form with more rows."""
        if "more" not in request.POST:
            return super().post(request, *args, **kwargs)
        typed = {name: request.POST.get(name, "") for name in self.form_class.base_fields}
        return self.page(self.form_class(initial=typed, **{**self.form_arguments(), "lines": rows_sent(request.POST)}))

    def context(self, form: Any) -> dict[str, Any]:
        """With the choice of the books, while there is one."""
        return {**super().context(form), "entity": self.entity, "entities": self.choosable()}

    def choosable(self) -> Sequence[LegalEntity]:
        """The legal entities to choose from, when there are several."""
        return self.entities if len(self.entities) > 1 else ()


class DraftJournal(LineEditor):
    """A new manual journal."""

    verb: ClassVar[Callable[..., Any] | None] = staticmethod(draft_journal)
    form_class = JournalForm
    title = "New manual journal"
    submit_label = "Save draft"

    def question(self) -> str:
        """What comes of it."""
        return f"In the books of {self.entity.name}. Another person approves it, which posts it."

    def crumbs(self) -> Sequence[Crumb]:
        """The journals."""
        return journal_crumbs()

    def initial(self) -> Mapping[str, Any]:
        """Today where the books are kept."""
        return {"on": self.entity.local_date(now())}

    def perform(self, form: Any) -> ManualJournal:
        """One call of the verb."""
        told = {name: value for name, value in form.cleaned_data.items() if name != "currency"}
        return draft_journal(self.entity, lines=form.lines.offers(), **told, by=self.by)

    def success_url(self, done: ManualJournal) -> str:
        """The draft."""
        return reverse("manual-journal", args=[done.pk])

    def success_message(self, done: ManualJournal) -> str:
        """Named."""
        return f"{done.reference} is drafted. Another person approves it."


class ChangeJournal(OneRecord, DraftJournal):
    """A draft journal as it is to be."""

    model = ManualJournal
    verb: ClassVar[Callable[..., Any] | None] = staticmethod(change_journal)
    title = "Change the journal"
    submit_label = "Save"

    def rows(self) -> QuerySet[Any]:
        """With its legal entity and its lines."""
        return super().rows().select_related("legal_entity").prefetch_related(LINES)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The editor, if the record is there for this person."""
        self.record  # noqa: B018 - found, or 404
        return super().get(request, *args, **kwargs)

    @cached_property
    def entity(self) -> LegalEntity:
        """The journal's own: it stays."""
        held: LegalEntity = self.record.legal_entity
        return held

    def choosable(self) -> Sequence[LegalEntity]:
        """None."""
        return ()

    def question(self) -> str:
        """What comes of it."""
        return f"{self.record.reference} of {self.entity.name}. Whoever changes it cannot approve it."

    def crumbs(self) -> Sequence[Crumb]:
        """The journal."""
        return journal_crumbs(self.record)

    def started(self) -> Sequence[dict[str, Any]]:
        """Its lines."""
        return rows_of(self.record.lines.all())

    def initial(self) -> Mapping[str, Any]:
        """As it stands."""
        return {name: getattr(self.record, name) for name in JournalForm.base_fields}

    def perform(self, form: Any) -> ManualJournal:
        """One call of the verb."""
        told = {name: value for name, value in form.cleaned_data.items() if name != "currency"}
        return change_journal(self.record, lines=form.lines.offers(), **told, by=self.by)

    def success_message(self, done: ManualJournal) -> str:
        """Named, with its version."""
        return f"{done.reference} is changed: this is its version {done.version}."


class DraftRecurring(LineEditor):
    """A new journal that comes by the calendar."""

    verb = staticmethod(draft_recurring_journal)
    form_class = RecurringForm
    title = "New recurring journal"
    submit_label = "Save draft"
    head = "How it comes"

    def question(self) -> str:
        """What comes of it."""
        return f"In the books of {self.entity.name}. Another person approves it once, for all its occurrences."

    def crumbs(self) -> Sequence[Crumb]:
        """The recurring journals."""
        return [*journal_crumbs(), Crumb("Recurring journals", reverse("recurring-journals"))]

    def initial(self) -> Mapping[str, Any]:
        """Monthly, from today."""
        return {"cadence": "monthly", "first_on": self.entity.local_date(now())}

    def perform(self, form: Any) -> RecurringJournal:
        """One call of the verb."""
        told = {name: value for name, value in form.cleaned_data.items() if name != "currency"}
        return draft_recurring_journal(self.entity, lines=form.lines.offers(), **told, by=self.by)

    def success_url(self, done: RecurringJournal) -> str:
        """The draft."""
        return reverse("recurring-journal", args=[done.pk])

    def success_message(self, done: RecurringJournal) -> str:
        """Named."""
        return f"{done.reference} is drafted. Another person approves it."
