"""Roles: every right there is, who holds it, and what each person may do by which role."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group

from billing_suite.kernel.access.people import ROLES, RoleRight
from billing_suite.kernel.access.roles import shipped_roles
from billing_suite.kernel.access.verb import VERBS, Verb

OTHER = "Other"
READING = "Reading"
AREAS = {
    "crm": "Sales",
    "projects": "Delivery",
    "accounting": "Finance",
    "billing_suite": "Administration",
}


@dataclass(frozen=True)
class Right:
    """A right in words: what it lets one do, in which part of the firm, and the roles that hold it."""

    name: str
    words: str
    area: str
    roles: frozenset[str]


def all_rights() -> list[Right]:
    """Every right that a verb asks for or a role holds, by area: one query."""
    holders: dict[str, set[str]] = defaultdict(set)
    for role, right in RoleRight.objects.filter(role__name__in=ROLES).values_list("role__name", "right"):
        holders[right].add(role)
    shipped = {right for rights in shipped_roles()["roles"].values() for right in rights}
    names = {entry.right for entry in VERBS.values() if is_for_people(entry)} | set(holders) | shipped
    order = [READING, *AREAS.values(), OTHER]
    rights = [Right(name, words_of(name), area_of(name), frozenset(holders[name])) for name in names]
    return sorted(rights, key=lambda right: (order.index(right.area), right.words))


def is_for_people(entry: Verb) -> bool:
    """Whether a role can be given the verb: what only customers or the suite's own jobs do, none can."""
    return not (entry.contacts or entry.jobs)


def words_of(right: str) -> str:
    """What the right lets one do, in the words of its verbs."""
    titles = sorted(entry.title for entry in VERBS.values() if entry.right == right)
    told = ", ".join(titles) or right.replace("_", " ")
    return told[:1].upper() + told[1:]


def name_of(right: str) -> str:
    """The right by the one verb it is named after."""
    told = VERBS[right].title if right in VERBS else right.replace("_", " ")
    return told[:1].upper() + told[1:]


def area_of(right: str) -> str:
    """The floor whose verb asks for the right; what no verb asks for is a reading."""
    named = [entry for entry in VERBS.values() if entry.right == right]
    return AREAS.get(named[0].function.__module__.partition(".")[0], OTHER) if named else READING


def rights_by_area(rights: Sequence[Right]) -> list[tuple[str, list[Right]]]:
    """Rights under the part of the firm they belong to."""
    areas: dict[str, list[Right]] = defaultdict(list)
    for right in rights:
        areas[right.area].append(right)
    return list(areas.items())


def rights_held_by(user: Any) -> list[Right]:
    """What a person may do, with which of their roles give it: one query."""
    held: dict[str, set[str]] = defaultdict(set)
    for role, right in RoleRight.objects.filter(role__user=user).values_list("role__name", "right"):
        held[right].add(role)
    rights = [Right(name, words_of(name), area_of(name), frozenset(roles)) for name, roles in held.items()]
    return sorted(rights, key=lambda right: (right.area, right.words))


def roles_and_teams(groups: Sequence[Group]) -> tuple[list[str], list[str]]:
    """The names of the groups that are roles, and of those that are teams."""
    names = [group.name for group in groups]
    return [name for name in ROLES if name in names], sorted(name for name in names if name not in ROLES)


def teams() -> list[str]:
    """The names of all teams."""
    return list(Group.objects.exclude(name__in=ROLES).order_by("name").values_list("name", flat=True))
