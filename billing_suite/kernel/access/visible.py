"""What a person may see is a queryset word, and the first one (INV-29, INV-31)."""

from typing import Any, ClassVar, Self, TypeVar
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet
from guardian.models import GroupObjectPermissionBase

from billing_suite.kernel.access.people import holds

M = TypeVar("M", bound=models.Model)
_ANCHORS: dict[str, type[GroupObjectPermissionBase]] = {}


def anchor(name: str, grants: type[GroupObjectPermissionBase]) -> None:
    """Name one of the three kinds of record that rights are granted on: legal_entity, customer, project."""
    _ANCHORS[name] = grants


def granted(name: str, user_key: Any) -> QuerySet[Any, Any]:
    """Ids of the anchors of this kind that one of the user's groups was granted."""
    grants: Any = _ANCHORS[name]
    rows = grants.objects.filter(group__user=user_key, permission__codename__startswith="view_")
    return rows.values("content_object_id")  # type: ignore[no-any-return]


def grants_of(name: str) -> Any:
    """The grant rows of one kind of anchor."""
    return _ANCHORS[name].objects


def user_key(user: Any) -> Any:
    """The id behind a User or an Actor; whoever is no user sees nothing."""
    if getattr(user, "kind", "user") != "user":
        return None
    key = getattr(user, "pk", None) or getattr(user, "key", None)
    return str(key) if key else None


class Rows(QuerySet[M]):
    """A queryset whose first word is `visible_to`.

    `seen_with` is the reading right, `anchors` maps anchor kinds to the lookup that leads to them.
    """

    seen_with: ClassVar[str] = ""
    anchors: ClassVar[dict[str, str]] = {}

    def visible_to(self, user: Any) -> Self:
        """The rows this person may read: the role's right and a grant on an anchor, in one query."""
        key = user_key(user)
        if key is None:
            return self.none()
        return self.filter(holds(key, self.seen_with)).filter(self.reach(key))

    def reach(self, key: Any) -> Q:
        """Which rows the user's grants reach."""
        reached = Q(pk__in=[])
        for name, path in self.anchors.items():
            reached |= Q(**{f"{path}__in": granted(name, key)})
        return reached

    def for_list(self) -> Self:
        """The joins a list page needs; models with foreign keys in their columns say which."""
        return self


class OfficeRows(Rows[M]):
    """Set-up rows without an anchor: whoever holds the reading right sees them all."""

    def reach(self, key: Any) -> Q:
        """Everything."""
        return Q()


def hangs_on(record: models.Model, name: str, anchor: models.Model) -> bool:
    """Whether a record hangs on this very anchor, by what its rows say of themselves: one query."""
    rows = type(record)._default_manager.all()
    path = rows.anchors.get(name, "") if isinstance(rows, Rows) else ""
    return bool(path) and rows.filter(pk=record.pk, **{path: anchor.pk}).exists()


def find_visible(kind: str, key: str, user: Any) -> models.Model | None:
    """A record by its kind ("crm.opportunity") and id, if there is one and this person may read it (INV-31)."""
    try:
        model, pk = apps.get_model(kind), UUID(key)
    except (LookupError, ValueError):
        return None
    rows = model._default_manager.all()
    return rows.visible_to(user).filter(pk=pk).first() if isinstance(rows, Rows) else None
