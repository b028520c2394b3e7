"""Pages of the people who deliver, and of the roles they work in."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any

from django.urls import reverse

from billing_suite.kernel.values.clock import today
from billing_suite.kernel.web.pages import (
    Button,
    Choice,
    Column,
    Crumb,
    DateColumn,
    DetailPage,
    Fact,
    FormPage,
    LinkColumn,
    ListPage,
    Preset,
    VerbButton,
)
from billing_suite.kernel.web.show import show_hours
from projects.people.actions import add_person, name_role
from projects.people.forms import PersonForm, RoleForm
from projects.people.models import DeliveryRole, Person
from projects.people.reports import load_roles, rates_of_role
from projects.people.reports.sheets import PersonTerms, terms_of

HELD = ("see_people",)


def people_crumbs(*more: Crumb) -> list[Crumb]:
    """The way to a person's pages."""
    return [Crumb("People", reverse("people")), *more]


def role_choices(user: Any) -> list[tuple[str, str]]:
    """Every delivery role by its name."""
    return [(str(role.pk), role.name) for role in DeliveryRole.objects.order_by("name")]


class PersonList(ListPage):
    """Everybody whose time is planned and billed."""

    model = Person
    rights = HELD
    title = "People"
    eyebrow = "Delivery"
    intro = "Colleagues whose time is planned and billed."
    columns = (
        LinkColumn("Name", "user.name", "user__name", to="person"),
        Column("Role", "role.name", "role__name"),
        Column("Employed by", "legal_entity.name", "legal_entity__name"),
        Column("E-mail", "user.email", "user__email"),
        DateColumn("Joined", "joined_on", "joined_on"),
        DateColumn("Left", "left_on", "left_on"),
    )
    order = "user__name"
    search = ("user__name", "user__email", "role__name")
    search_hint = "Name, e-mail or role"
    choices = (Choice("role", "Role", role_choices),)
    presets = (
        Preset("here", "Here", lambda rows, request: rows.filter(left_on__isnull=True)),
        Preset("left", "Left", lambda rows, request: rows.filter(left_on__isnull=False)),
        Preset("all", "All", lambda rows, request: rows),
    )
    empty_title = "Nobody here"
    empty_words = "A colleague with a sign-in becomes a person once their time is to be planned and billed."
    empty_icon = "users-group"

    def buttons(self) -> Sequence[Button]:
        """Add one; the roles there are."""
        return [
            Button("Add person", reverse("person-new"), "plus", "add_person", "primary"),
            Button("Roles", reverse("delivery-roles"), "settings", "name_role"),
            Button("Calendar", reverse("office-calendar"), "calendar"),
        ]


class PersonPage(DetailPage):
    """A colleague, with what an hour of theirs costs; other rooms hang in their time."""

    model = Person
    rights = HELD
    template_name = "projects/people/person.html"
    slot = "person"
    status_field = ""
    eyebrow = "Person"

    def rows(self) -> Any:
        """With user, role and legal entity."""
        return super().rows().select_related("user", "role", "legal_entity")

    @cached_property
    def day(self) -> date:
        """Today where they work: doors read the clock."""
        return today(self.record.legal_entity.time_zone)

    @cached_property
    def role(self) -> DeliveryRole:
        """What they work as today."""
        return load_roles([self.record]).of(self.record, self.day)

    @cached_property
    def terms(self) -> PersonTerms:
        """Hours, roles and leave, and costs for who may see them."""
        return terms_of(self.record, self.request.user, on=self.day, rights=self.viewer.rights)

    def intro(self) -> str:
        """Role and employer."""
        return f"{self.role.name} at {self.record.legal_entity.name}"

    def crumbs(self) -> Sequence[Crumb]:
        """Under people."""
        return people_crumbs()

    def facts(self) -> Sequence[Fact]:
        """Who employs them, as what, since when, how long."""
        held = self.record
        told = [
            Fact("E-mail", held.user.email, f"mailto:{held.user.email}"),
            Fact("Role", self.role.name),
            Fact("Employed by", held.legal_entity.name),
            Fact("Joined", held.joined_on),
            Fact("Hours a week", show_hours(self.terms.week)),
        ]
        return [*told, Fact("Leaves" if held.is_here(self.day) else "Left", held.left_on)] if held.left_on else told

    def verbs(self) -> Sequence[VerbButton]:
        """What changes from a day on."""
        key = self.record.pk
        return [
            VerbButton("Agree hours", reverse("person-hours", args=[key]), "clock", "agree_hours"),
            VerbButton("Change role", reverse("person-role", args=[key]), "user-circle", "change_person_role"),
            VerbButton("Set cost", reverse("person-cost", args=[key]), "coins", "set_cost_rates"),
            VerbButton("Leaves us", reverse("person-departure", args=[key]), "logout", "add_person"),
        ]

    def more(self) -> dict[str, Any]:
        """What was agreed, and the prices of an hour of their role today, for who may see prices."""
        told: dict[str, Any] = {"terms": self.terms, "role": self.role, "may_see_rates": False}
        if "see_rate_cards" not in self.viewer.rights:
            return told
        rates = rates_of_role(self.role.code, self.request.user, on=self.day)
        return {**told, "may_see_rates": True, "day": self.day, "rates": rates}


class AddPerson(FormPage):
    """A colleague begins to deliver."""

    verb = staticmethod(add_person)
    form_class = PersonForm
    title = "Add a person"
    submit_label = "Add person"
    two_columns = True

    def form_arguments(self) -> dict[str, Any]:
        """The legal entities on offer are those one may see."""
        return {"user": self.request.user}

    def perform(self, form: Any) -> Person:
        """One call of the verb."""
        given = dict(form.cleaned_data)
        return add_person(given.pop("user"), **given, by=self.by)

    def question(self) -> str:
        """What comes of it."""
        return "Their time can then be planned, logged and billed."

    def crumbs(self) -> Sequence[Crumb]:
        """Under people."""
        return people_crumbs()

    def success_url(self, done: Person) -> str:
        """The new person."""
        return reverse("person", args=[done.pk])

    def success_message(self, done: Person) -> str:
        """Named."""
        return f"{done.user.name} delivers as {done.role.name.lower()}."


class NameRole(FormPage):
    """The roles there are, and one more."""

    verb = staticmethod(name_role)
    form_class = RoleForm
    template_name = "projects/people/roles.html"
    title = "Delivery roles"
    submit_label = "Add role"
    two_columns = True

    def perform(self, form: Any) -> DeliveryRole:
        """One call of the verb."""
        return name_role(form.cleaned_data["code"], name=form.cleaned_data["name"], by=self.by)

    def question(self) -> str:
        """What they are for."""
        return "What people work as. A rate card prices a role by its code."

    def context(self, form: Any) -> dict[str, Any]:
        """With the roles there are."""
        return {**super().context(form), "roles": list(DeliveryRole.objects.order_by("name"))}

    def crumbs(self) -> Sequence[Crumb]:
        """Under people."""
        return people_crumbs()

    def success_url(self, done: DeliveryRole) -> str:
        """Here again."""
        return reverse("delivery-roles")

    def success_message(self, done: DeliveryRole) -> str:
        """Named."""
        return f"{done.name} is a delivery role."
