"""Duties that lie badly in one hand: which conflicts a change would make, and who would hold both sides."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group

from billing_suite.kernel.access.people import DutyConflict, RoleRight, User


@dataclass(frozen=True)
class Clash:
    """A conflict of duties that a change would make, and the people who would hold both sides."""

    conflict: DutyConflict
    people: Sequence[User]

    def __str__(self) -> str:
        names = ", ".join(person.name for person in self.people)
        return f"{self.conflict} ({names})" if names else str(self.conflict)


def conflicts_among(rights: Any) -> list[DutyConflict]:
    """The declared conflicts of duties that this set of rights holds both sides of."""
    held = set(rights)
    return [c for c in DutyConflict.objects.order_by("first", "second") if {c.first, c.second} <= held]


def clashes_of_roles(user: User, roles: Collection[str]) -> list[Clash]:
    """The conflicts a person would hold with exactly these roles: two queries."""
    rights = RoleRight.objects.filter(role__name__in=roles).values_list("right", flat=True)
    return [Clash(conflict, [user]) for conflict in conflicts_among(rights)]


def clashes_of_role(role: Group, rights: Collection[str]) -> list[Clash]:
    """The conflicts that are new when a role has exactly these rights: inside it, and over its members' other roles.

    Four queries, whatever the number of members.
    """
    before = set(RoleRight.objects.filter(role=role).values_list("right", flat=True))
    members = list(User.objects.filter(groups=role, is_active=True).order_by("name"))
    others: dict[Any, set[str]] = defaultdict(set)
    rows = RoleRight.objects.filter(role__user__in=members).exclude(role=role)
    for person, right in rows.values_list("role__user", "right"):
        others[person].add(right)
    wanted, found = set(rights), []
    for conflict in DutyConflict.objects.order_by("first", "second"):
        pair = {conflict.first, conflict.second}
        people = [one for one in members if pair <= wanted | others[one.pk] and not pair <= before | others[one.pk]]
        if people or (pair <= wanted and not pair <= before):
            found.append(Clash(conflict, people))
    return found
