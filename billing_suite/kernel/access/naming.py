"""Names for the tags that records keep of who acted: read when shown, never stored beside them (INV-44)."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from billing_suite.kernel.access.people import User

KINDS: Mapping[str, str] = {
    "contact": "The customer",
    "system": "The suite",
    "policy": "By policy",
    "token": "A program",
}


def names_of(tags: Iterable[str]) -> dict[str, str]:
    """A name for each tag, "user:<id>" as the person's: one query for all."""
    wanted = {tag for tag in tags if tag}
    users = {str(pk): name for pk, name in User.objects.filter(pk__in=_ids(wanted)).values_list("pk", "name")}
    return {tag: users.get(_key(tag)) or _words(tag) for tag in wanted}


def _key(tag: str) -> str:
    return tag.partition(":")[2]


def _words(tag: str) -> str:
    kind, _, key = tag.partition(":")
    if kind == "system":
        return f"{KINDS[kind]} ({key.replace('_', ' ')})"
    return KINDS.get(kind, "Somebody no longer here")


def _ids(tags: Iterable[str]) -> list[UUID]:
    found = []
    for tag in tags:
        try:
            found.append(UUID(_key(tag)))
        except ValueError:
            continue
    return found
