"""Who looks at the page: their roles and rights, read once a request and never kept longer (INV-33)."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest

from billing_suite.kernel.access.people import rights_of
from billing_suite.kernel.access.visible import reader_of


@dataclass(frozen=True)
class Viewer:
    """The signed-in person, with what their roles let them do."""

    user: Any
    roles: frozenset[str]
    rights: frozenset[str]

    @cached_property
    def reader(self) -> Any:
        """The person as one who reads lists, with what their teams were granted: one query the first time."""
        return reader_of(self.user)

    def may(self, rights: Collection[str] = (), roles: Collection[str] = ()) -> bool:
        """Whether the person holds one of these rights or roles; naming none asks for nothing."""
        if not rights and not roles:
            return True
        return not self.rights.isdisjoint(rights) or not self.roles.isdisjoint(roles)


NOBODY = Viewer(None, frozenset(), frozenset())


def viewer_of(request: HttpRequest) -> Viewer:
    """The viewer of this request: two queries the first time, none afterwards."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return NOBODY
    held: Viewer | None = getattr(request, "_viewer", None)
    if held is None or held.user.pk != user.pk:
        held = Viewer(user, frozenset(user.groups.values_list("name", flat=True)), frozenset(rights_of(user.pk)))
        request._viewer = held  # type: ignore[attr-defined]
    return held
