"""Conflicts of duties: pairs of rights that should not lie in one hand, and who holds both."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from billing_suite.home.forms import ConflictForm
from billing_suite.home.reports.roles import all_rights, name_of, words_of
from billing_suite.home.views.roles import MEMBER_COLUMNS
from billing_suite.kernel.access.actions import declare_conflict, withdraw_conflict
from billing_suite.kernel.access.people import DutyConflict, User
from billing_suite.kernel.web.api.people import ConflictRows, UserRows
from billing_suite.kernel.web.pages import (
    Button,
    Column,
    Crumb,
    DetailPage,
    Fact,
    FormPage,
    LinkColumn,
    ListPage,
    VerbButton,
    VerbPage,
    sheet,
)


class Conflicts(ListPage):
    """Duties that should not lie in one hand, as data."""

    model = DutyConflict
    rights = ("see_users",)
    title = "Conflicts of duties"
    eyebrow = "Admin"
    intro = "Pairs of rights that one person should not hold. A change that would make one is shown before it is made."
    columns = (
        LinkColumn("Whoever may", lambda one: words_of(one.first), to="duty-conflict"),
        Column("should not", lambda one: words_of(one.second), phone="labelled"),
        Column("Severity", "get_severity_display", "severity", phone="labelled"),
        Column("Why", "reason"),
    )
    order = "first"
    search = ("first", "second", "reason")
    search_hint = "Right or reason"
    empty_title = "No conflict is declared"
    empty_words = "Declare which two rights should not lie in one hand."
    empty_icon = "shield-check"

    def rows(self) -> QuerySet[Any]:
        """All of them."""
        return ConflictRows(model=DutyConflict).visible_to(self.request.user)

    def buttons(self) -> Sequence[Button]:
        """Declare one."""
        return [Button("Declare a conflict", reverse("duty-conflict-new"), "plus", "declare_conflict", "primary")]


def conflict_crumbs(conflict: DutyConflict | None = None) -> list[Crumb]:
    """The pages above a conflict."""
    held = [Crumb("Conflicts of duties", reverse("duty-conflicts"))]
    return held + ([Crumb(conflict_words(conflict), reverse("duty-conflict", args=[conflict.pk]))] if conflict else [])


def conflict_words(conflict: DutyConflict) -> str:
    """The pair in words."""
    return f"{name_of(conflict.first)} / {name_of(conflict.second).lower()}"


class ConflictPage(DetailPage):
    """One conflict of duties, and who holds both sides today."""

    model = DutyConflict
    rights = ("see_users",)
    template_name = "home/conflict.html"
    eyebrow = "Conflict of duties"
    status_field = ""

    def rows(self) -> QuerySet[Any]:
        """All of them."""
        return ConflictRows(model=DutyConflict).visible_to(self.request.user)

    def title(self) -> str:
        """The pair."""
        return conflict_words(self.record)

    def intro(self) -> str:
        """Why."""
        return str(self.record.reason)

    def crumbs(self) -> Sequence[Crumb]:
        """The conflicts."""
        return conflict_crumbs()

    def facts(self) -> Sequence[Fact]:
        """How bad."""
        return [Fact("Severity", self.record.get_severity_display())]

    def verbs(self) -> Sequence[VerbButton]:
        """Withdraw it."""
        url = reverse("duty-conflict-withdrawal", args=[self.record.pk])
        words = "Both rights may then lie in one hand without a warning."
        return [VerbButton("Withdraw", url, "trash", "declare_conflict", confirm=words)]

    def more(self) -> Mapping[str, Any]:
        """Who could do both: one query."""
        conflict = self.record
        rows = UserRows(model=User).visible_to(self.request.user).filter(is_active=True)
        both = rows.filter(groups__rights__right=conflict.first).filter(groups__rights__right=conflict.second)
        return {"holders": sheet("Who could do both", MEMBER_COLUMNS, both.distinct().order_by("name"))}


class DeclareConflict(FormPage):
    """Two rights that should not lie in one hand."""

    verb = staticmethod(declare_conflict)
    form_class = ConflictForm
    title = "Declare a conflict of duties"
    eyebrow = "Admin"
    submit_label = "Declare it"

    def crumbs(self) -> Sequence[Crumb]:
        """The conflicts."""
        return conflict_crumbs()

    def form_arguments(self) -> Mapping[str, Any]:
        """Every right there is."""
        return {"rights": [(right.name, right.words) for right in all_rights()]}

    def success_url(self, done: DutyConflict) -> str:
        """It, with who holds both."""
        return reverse("duty-conflict", args=[done.pk])

    def success_message(self, done: DutyConflict) -> str:
        """Said."""
        return "The conflict is declared"


class WithdrawConflict(VerbPage):
    """Two rights may lie in one hand after all."""

    model = DutyConflict
    verb = staticmethod(withdraw_conflict)
    title = "Withdraw the conflict"
    submit_label = "Withdraw it"
    danger = True

    def rows(self) -> QuerySet[Any]:
        """All of them."""
        return ConflictRows(model=DutyConflict).visible_to(self.request.user)

    def crumbs(self) -> Sequence[Crumb]:
        """The conflict."""
        return conflict_crumbs(self.record)

    def question(self) -> str:
        """What comes of it."""
        return f"{conflict_words(self.record)}: both may then lie in one hand without a warning."

    def success_url(self, done: DutyConflict) -> str:
        """The list."""
        return reverse("duty-conflicts")

    def success_message(self, done: DutyConflict) -> str:
        """Said."""
        return "The conflict is withdrawn"
