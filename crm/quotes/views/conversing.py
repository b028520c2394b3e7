"""Answers to customers' questions, and the templates of terms."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from billing_suite.kernel.values.clock import now
from billing_suite.kernel.web.pages import (
    Button,
    Choice,
    Column,
    Crumb,
    FormPage,
    LinkColumn,
    ListPage,
    Preset,
    VerbPage,
)
from crm.customers.forms import LANGUAGES
from crm.quotes.actions import answer_question, change_terms, set_up_terms
from crm.quotes.forms import AnswerForm, TermsForm
from crm.quotes.models import QuoteQuestion, TermsTemplate
from crm.quotes.views.shown import crumb_of, quote_crumbs


class AnswerQuestion(VerbPage):
    """Answer what a customer asks about an offer."""

    model = QuoteQuestion
    verb = staticmethod(answer_question)
    form_class = AnswerForm
    title = "Answer the question"
    submit_label = "Send the answer"

    def rows(self) -> Any:
        """With the quote."""
        joined: Any = super().rows()
        return joined.for_list()

    def arguments(self) -> Mapping[str, Any]:
        """When."""
        return {"at": now()}

    def question(self) -> str:
        """What was asked."""
        return f"{self.record.contact.name} asks: {self.record.text}"

    def crumbs(self) -> Sequence[Crumb]:
        """Under the quote."""
        return quote_crumbs(crumb_of(self.record.version.quote))

    def success_url(self, done: QuoteQuestion) -> str:
        """Back to the quote."""
        return reverse("quote", args=[self.record.version.quote_id])

    def success_message(self, done: QuoteQuestion) -> str:
        """To whom."""
        return f"Your answer is on its way to {done.contact.name}."


class TermsList(ListPage):
    """Templates of terms."""

    model = TermsTemplate
    rights = ("see_quotes",)
    title = "Terms"
    eyebrow = "Sales"
    intro = "Terms that quotes are made under. A quote takes a copy, which stays its own."
    columns = (
        LinkColumn("Name", "name", "name", to="terms-changes"),
        Column("Language", "language", "language"),
        Column("For", lambda each: each.legal_entity.name if each.legal_entity else "All legal entities"),
        Column("Offered", lambda each: "Yes" if each.active else "No", "active"),
    )
    order = "name"
    search = ("name", "text")
    choices = (Choice("language", "Language", LANGUAGES),)
    presets = (
        Preset("now", "Offered", lambda rows, request: rows.filter(active=True).select_related("legal_entity")),
        Preset("all", "All", lambda rows, request: rows.select_related("legal_entity")),
    )
    empty_title = "No terms yet"
    empty_words = "Terms set up here can be taken by each quote."
    empty_icon = "file-text"

    def buttons(self) -> Sequence[Button]:
        """Set some up."""
        return [Button("Set up terms", reverse("terms-new"), "plus", "set_up_terms", "primary")]


class SetUpTerms(FormPage):
    """Further terms."""

    verb = staticmethod(set_up_terms)
    form_class = TermsForm
    title = "Set up terms"
    submit_label = "Save"

    def form_arguments(self) -> Mapping[str, Any]:
        """Legal entities on offer are those one may see."""
        return {"user": self.request.user, "is_new": True}

    def crumbs(self) -> Sequence[Crumb]:
        """Under the terms."""
        return quote_crumbs(Crumb("Terms", reverse("terms")))

    def success_url(self, done: TermsTemplate) -> str:
        """Back to them."""
        return reverse("terms")

    def success_message(self, done: TermsTemplate) -> str:
        """Named."""
        return f"{done.name} can be taken by quotes."


class ChangeTerms(VerbPage):
    """Change a template; what quotes took of it stays."""

    model = TermsTemplate
    verb = staticmethod(change_terms)
    form_class = TermsForm
    title = "Change the terms"
    submit_label = "Save"

    def form_arguments(self) -> Mapping[str, Any]:
        """The legal entity stays."""
        return {"user": self.request.user, "is_new": False}

    def initial(self) -> Mapping[str, Any]:
        """As it stands."""
        return {name: getattr(self.record, name) for name in ("name", "language", "text", "active")}

    def perform(self, form: Any) -> TermsTemplate:
        """One call of the verb."""
        return change_terms(self.record, changes=form.cleaned_data, by=self.by)

    def question(self) -> str:
        """What comes of it."""
        return "Quotes that took them keep their copy."

    def crumbs(self) -> Sequence[Crumb]:
        """Under the terms."""
        return quote_crumbs(Crumb("Terms", reverse("terms")))

    def success_url(self, done: TermsTemplate) -> str:
        """Back to them."""
        return reverse("terms")

    def success_message(self, done: TermsTemplate) -> str:
        """Named."""
        return f"{done.name} is changed."
