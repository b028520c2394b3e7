"""Roles: what each may do, and who holds it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from billing_suite.home.forms import RightsForm
from billing_suite.home.reports.roles import all_rights, rights_by_area, words_of
from billing_suite.kernel.access.actions import change_role
from billing_suite.kernel.access.duties import clashes_of_role, conflicts_among
from billing_suite.kernel.access.people import ROLES, DutyConflict, User
from billing_suite.kernel.values.refusals import Refusal
from billing_suite.kernel.web.api.people import RoleRows, UserRows
from billing_suite.kernel.web.pages import (
    Column,
    Crumb,
    DetailPage,
    Fact,
    LinkColumn,
    OneRecord,
    SignedIn,
    VerbButton,
    VerbPage,
    sheet,
)

MEMBER_COLUMNS = (LinkColumn("Name", "name", to="user"), Column("E-mail", "email"))


def crumbs(role: Group | None = None) -> list[Crumb]:
    """The pages above a role, or above something of it."""
    held = [Crumb("Roles", reverse("roles"))]
    return held + ([Crumb(role.name.capitalize(), reverse("role", args=[role.pk]))] if role else [])


class Roles(SignedIn):
    """All rights by all roles: one table, each role a link to where it is changed."""

    rights = ("see_users",)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The matrix: two queries."""
        roles = list(RoleRows(model=Group).visible_to(request.user).filter(name__in=ROLES).annotate(n=Count("user")))
        roles.sort(key=lambda role: ROLES.index(role.name))
        names = [role.name for role in roles]
        areas = [
            (area, [(right, [name in right.roles for name in names]) for right in rights])
            for area, rights in rights_by_area(all_rights())
        ]
        context = {
            "title": "Roles",
            "roles": [(role, role.name.capitalize()) for role in roles],
            "areas": areas,
            "width": len(roles) + 1,
            "crumbs": (),
        }
        return render(request, "home/roles.html", context)


class OneRole(OneRecord):
    """A page about one role."""

    model = Group

    def rows(self) -> QuerySet[Any]:
        """Roles, not teams."""
        return RoleRows(model=Group).visible_to(self.request.user).for_list()

    @property
    def named(self) -> dict[str, Any]:
        """A role is numbered."""
        return {"pk": self.kwargs["pk"]}


class RolePage(OneRole, DetailPage):
    """A role: what it may do and what not, its members, its conflicts of duties."""

    rights = ("see_users",)
    template_name = "home/role.html"
    eyebrow = "Role"
    status_field = ""

    def title(self) -> str:
        """Its name."""
        return str(self.record.name.capitalize())

    def crumbs(self) -> Sequence[Crumb]:
        """The roles."""
        return crumbs()

    def facts(self) -> Sequence[Fact]:
        """How much it may, how many hold it."""
        return [Fact("Rights", len(self.record.rights.all())), Fact("Members", len(self.members))]

    @property
    def members(self) -> list[User]:
        """The active people who hold it."""
        if not hasattr(self, "_members"):
            rows = UserRows(model=User).visible_to(self.request.user).filter(groups=self.record, is_active=True)
            self._members = list(rows.order_by("name"))
        return self._members

    def verbs(self) -> Sequence[VerbButton]:
        """Change it, unless it is one's own."""
        own = any(member.pk == self.request.user.pk for member in self.members)
        url = reverse("role-rights", args=[self.record.pk])
        why = "Nobody changes a role of their own."
        return [VerbButton("Change rights", url, "key", "change_role", "primary", enabled=not own, why_not=why)]

    def more(self) -> Mapping[str, Any]:
        """Rights by area, members, conflicts inside the role."""
        held = {row.right for row in self.record.rights.all()}
        areas = [
            (area, [(right, right.name in held) for right in rights]) for area, rights in rights_by_area(all_rights())
        ]
        return {
            "areas": areas,
            "members": sheet("Members", MEMBER_COLUMNS, self.members),
            "conflicts": shown_conflicts(conflicts_among(held)),
        }


def shown_conflicts(conflicts: Sequence[DutyConflict]) -> list[dict[str, Any]]:
    """Conflicts in words."""
    return [
        {"first": words_of(one.first), "second": words_of(one.second), "reason": one.reason, "severity": one.severity}
        for one in conflicts
    ]


class ChangeRole(OneRole, VerbPage):
    """Change what a role may do; a conflict of duties is shown first, and accepted in a second step."""

    verb = staticmethod(change_role)
    form_class = RightsForm
    template_name = "home/role_rights.html"
    title = "Change rights"
    eyebrow = "Role"
    submit_label = "Change the role"

    def crumbs(self) -> Sequence[Crumb]:
        """The role."""
        return crumbs(self.record)

    def question(self) -> str:
        """What comes of it."""
        return f"Whoever holds the role {self.record.name} may do exactly this with the next request."

    def initial(self) -> Mapping[str, Any]:
        """What it may do now."""
        return {"rights": [row.right for row in self.record.rights.all()]}

    def form_arguments(self) -> Mapping[str, Any]:
        """Every right there is."""
        self.known = all_rights()
        return {"rights": [(right.name, right.words) for right in self.known]}

    def page(self, form: Any, *, status: int = 200, refusal: Refusal | None = None) -> HttpResponse:
        """With the tick, when conflicts are the reason."""
        if refusal is not None and refusal.code == "duties-conflict":
            form.ask()
        return super().page(form, status=status, refusal=refusal)

    def context(self, form: Any) -> dict[str, Any]:
        """The rights by area as ticks, and what would clash."""
        valid = form.is_bound and form.is_valid()
        ticked = set(form["rights"].value() or [])
        areas = [
            (area, [(right, right.name in ticked) for right in rights]) for area, rights in rights_by_area(self.known)
        ]
        clashes = clashes_of_role(self.record, form.cleaned_data["rights"]) if valid else []
        return {**super().context(form), "areas": areas, "clashes": clashes}

    def success_url(self, done: Group) -> str:
        """The role."""
        return reverse("role", args=[done.pk])

    def success_message(self, done: Group) -> str:
        """Which."""
        return f"The role {done.name} is changed"
