"""The verbs over people who sign in: they join, get roles and passwords, and leave."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse

from billing_suite.home.forms import PasswordForm, RolesForm, UserForm
from billing_suite.home.reports.roles import roles_and_teams, teams
from billing_suite.home.views.users import OneUser, crumbs
from billing_suite.kernel.access.actions import (
    add_user,
    change_roles,
    deactivate_user,
    give_password,
    reactivate_user,
)
from billing_suite.kernel.access.duties import clashes_of_roles
from billing_suite.kernel.access.people import User
from billing_suite.kernel.values.refusals import Invalid, Refusal
from billing_suite.kernel.web.pages import Crumb, FormPage, VerbPage


class AddUser(FormPage):
    """Somebody joins."""

    verb = staticmethod(add_user)
    form_class = UserForm
    title = "Add a user"
    eyebrow = "Admin"
    submit_label = "Add the user"

    def question(self) -> str:
        """How they sign in."""
        return "Their roles come next. They cannot sign in until they have a password."

    def crumbs(self) -> Sequence[Crumb]:
        """The users."""
        return crumbs()

    def form_arguments(self) -> Mapping[str, Any]:
        """The teams there are."""
        return {"teams": teams()}

    def perform(self, form: Any) -> User:
        """Without a role yet: roles are given on their own page, where conflicts of duties are shown."""
        given = form.cleaned_data
        return add_user(given["email"], name=given["name"], roles=[], teams=given["teams"], by=self.by)

    def success_url(self, done: User) -> str:
        """On to their roles."""
        may = "change_roles" in self.viewer.rights
        return reverse("user-roles" if may else "user", args=[done.pk])

    def success_message(self, done: User) -> str:
        """Named."""
        return f"{done.name} is added"


class UserVerb(OneUser, VerbPage):
    """A verb on one person."""

    eyebrow = "Admin"

    def crumbs(self) -> Sequence[Crumb]:
        """The person."""
        return crumbs(self.record)

    def success_url(self, done: Any) -> str:
        """Back on the person."""
        return reverse("user", args=[self.record.pk])


class ChangeRoles(UserVerb):
    """Give a person other roles; a conflict of duties is shown first, and accepted in a second step."""

    verb = staticmethod(change_roles)
    form_class = RolesForm
    template_name = "home/accepting.html"
    title = "Change roles"
    submit_label = "Change the roles"

    def question(self) -> str:
        """What comes of it."""
        return f"{self.record.name} gets exactly these roles with the next request."

    def initial(self) -> Mapping[str, Any]:
        """The roles they have."""
        return {"roles": roles_and_teams(list(self.record.groups.all()))[0]}

    def page(self, form: Any, *, status: int = 200, refusal: Refusal | None = None) -> HttpResponse:
        """With the conflicts, when they are the reason."""
        if refusal is not None and refusal.code == "duties-conflict":
            form.ask()
        return super().page(form, status=status, refusal=refusal)

    def context(self, form: Any) -> dict[str, Any]:
        """What would clash."""
        asked = form.cleaned_data.get("roles", []) if form.is_bound and form.is_valid() else None
        clashes = [] if asked is None else clashes_of_roles(self.record, asked)
        return {**super().context(form), "clashes": clashes}

    def success_message(self, done: User) -> str:
        """Whose."""
        return f"The roles of {done.name} are changed"


class GivePassword(UserVerb):
    """Give a person a password."""

    verb = staticmethod(give_password)
    form_class = PasswordForm
    title = "Give a password"
    submit_label = "Give it"

    def question(self) -> str:
        """Who learns it."""
        return f"Tell it to {self.record.name} yourself: it is not mailed."

    def perform(self, form: Any) -> User:
        """Weak ones are refused."""
        try:
            validate_password(form.cleaned_data["password"], self.record)
        except ValidationError as error:
            raise Invalid("this password is too weak", fields={"password": list(error.messages)}) from error
        return give_password(self.record, password=form.cleaned_data["password"], by=self.by)

    def success_message(self, done: User) -> str:
        """Whose."""
        return f"{done.name} has a new password"


class DeactivateUser(UserVerb):
    """End a person's sign-in."""

    verb = staticmethod(deactivate_user)
    title = "Deactivate"
    submit_label = "Deactivate"
    danger = True

    def question(self) -> str:
        """What comes of it."""
        return f"The sessions and tokens of {self.record.name} end with the next request."

    def success_message(self, done: User) -> str:
        """Who."""
        return f"{done.name} is inactive"


class ReactivateUser(UserVerb):
    """Give a person their sign-in back."""

    verb = staticmethod(reactivate_user)
    title = "Reactivate"
    submit_label = "Reactivate"

    def question(self) -> str:
        """What comes of it."""
        return f"{self.record.name} signs in again, with the roles they had."

    def success_message(self, done: User) -> str:
        """Who."""
        return f"{done.name} is active"
