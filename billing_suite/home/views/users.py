"""People who sign in: their roles and teams, what those let them do, how they come and go."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from billing_suite.home.reports.roles import rights_held_by, roles_and_teams
from billing_suite.kernel.access.actions import (
    conflicts_of,
)
from billing_suite.kernel.access.people import ROLES, User
from billing_suite.kernel.web.api.people import UserRows
from billing_suite.kernel.web.pages import (
    Button,
    Choice,
    Column,
    Crumb,
    DetailPage,
    Fact,
    LinkColumn,
    ListPage,
    OneRecord,
    Preset,
    StatusColumn,
    VerbButton,
    sheet,
)

RIGHT_COLUMNS = (
    Column("May", "words", phone="title", kind="title"),
    Column("Where", "area"),
    Column("By role", lambda right: ", ".join(sorted(role.capitalize() for role in right.roles))),
)


def roles_of(user: User) -> str:
    """The person's roles in words."""
    return ", ".join(role.capitalize() for role in roles_and_teams(list(user.groups.all()))[0])


def teams_of(user: User) -> str:
    """The person's teams in words."""
    return ", ".join(roles_and_teams(list(user.groups.all()))[1])


def standing(user: User) -> str:
    """Active or inactive."""
    return "active" if user.is_active else "inactive"


def crumbs(user: User | None = None) -> list[Crumb]:
    """The pages above a person, or above something of them."""
    held = [Crumb("Users", reverse("users"))]
    return held + ([Crumb(user.name, reverse("user", args=[user.pk]))] if user else [])


class Users(ListPage):
    """Everybody with a sign-in."""

    model = User
    rights = ("see_users",)
    title = "Users"
    eyebrow = "Admin"
    intro = "Who signs in, with which roles and teams. Roles say what they may do, teams which records they reach."
    columns = (
        LinkColumn("Name", "name", "name", to="user"),
        Column("E-mail", "email", "email"),
        Column("Roles", roles_of),
        Column("Teams", teams_of, phone="labelled"),
        StatusColumn("Status", standing),
        Column("Last sign-in", "last_login", "last_login", phone="labelled"),
    )
    order = "name"
    search = ("name", "email")
    search_hint = "Name or e-mail"
    choices = (Choice("groups__name", "Role", tuple((role, role.capitalize()) for role in ROLES)),)
    presets = (
        Preset("active", "Active", lambda rows, request: rows.filter(is_active=True)),
        Preset("inactive", "Inactive", lambda rows, request: rows.filter(is_active=False)),
        Preset("all", "All", lambda rows, request: rows),
    )
    empty_title = "Nobody here"
    empty_words = "Whoever joins gets a sign-in here."
    empty_icon = "users"

    def rows(self) -> QuerySet[Any]:
        """With roles and teams."""
        return UserRows(model=User).visible_to(self.request.user).for_list()

    def buttons(self) -> Sequence[Button]:
        """Add one."""
        return [Button("Add a user", reverse("user-new"), "plus", "add_user", "primary")]


class OneUser(OneRecord):
    """A page about one person."""

    model = User

    def rows(self) -> QuerySet[Any]:
        """Everybody, for whoever looks after people."""
        return UserRows(model=User).visible_to(self.request.user).for_list()


class UserPage(OneUser, DetailPage):
    """One person: roles, teams, rights by role, conflicts of duties they hold."""

    rights = ("see_users",)
    template_name = "home/user.html"
    eyebrow = "User"
    status_field = ""

    def title(self) -> str:
        """Their name."""
        return str(self.record.name)

    def intro(self) -> str:
        """Their address."""
        return str(self.record.email)

    def crumbs(self) -> Sequence[Crumb]:
        """The users."""
        return crumbs()

    def facts(self) -> Sequence[Fact]:
        """Roles, teams, sign-in."""
        user = self.record
        return [
            Fact("Roles", roles_of(user)),
            Fact("Teams", teams_of(user)),
            Fact("Sign-in", "Active" if user.is_active else "Inactive"),
            Fact("Last sign-in", user.last_login),
            Fact("Opens the admin", user.is_staff),
        ]

    def verbs(self) -> Sequence[VerbButton]:
        """Change roles, give a password, end the sign-in; never one's own roles or sign-in."""
        key, own = [self.record.pk], self.record.pk == self.request.user.pk
        roles = VerbButton(
            "Change roles",
            reverse("user-roles", args=key),
            "key",
            "change_roles",
            "primary",
            enabled=not own,
            why_not="Nobody changes their own roles.",
        )
        password = VerbButton("Give a password", reverse("user-password", args=key), "lock", "give_password")
        return [roles, password, self.coming_or_going(own)]

    def coming_or_going(self, own: bool) -> VerbButton:
        """End the sign-in, or give it back."""
        key = [self.record.pk]
        if not self.record.is_active:
            words = "They sign in again, with the roles they had."
            return VerbButton(
                "Reactivate", reverse("user-reactivation", args=key), "refresh", "add_user", confirm=words
            )
        return VerbButton(
            "Deactivate",
            reverse("user-deactivation", args=key),
            "ban",
            "add_user",
            enabled=not own,
            why_not="Nobody deactivates themselves.",
            confirm="Their sessions and tokens end with the next request. What they did stays under their name.",
        )

    def more(self) -> Mapping[str, Any]:
        """Rights and conflicts: three queries."""
        return {
            "standing": standing(self.record),
            "held": sheet("What they may do", RIGHT_COLUMNS, map(_Row, rights_held_by(self.record))),
            "conflicts": conflicts_of(self.record),
        }


class _Row:
    """A right with a key for the table."""

    def __init__(self, right: Any) -> None:
        self.right, self.pk = right, right.name

    def __getattr__(self, name: str) -> Any:
        return getattr(self.right, name)
