"""What a person may see is a queryset word, and the first one (INV-29, INV-31)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self, TypeVar
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet, Value
from django.db.models.constants import LOOKUP_SEP
from guardian.models import GroupObjectPermissionBase

from billing_suite.kernel.access.people import holds

M = TypeVar("M", bound=models.Model)
LISTED = 500  # grants; whoever has more is told by subquery
_ANCHORS: dict[str, type[GroupObjectPermissionBase]] = {}


def anchor(name: str, grants: type[GroupObjectPermissionBase]) -> None:
    """Name one of the three kinds of record that rights are granted on: legal_entity, customer, project."""
    _ANCHORS[name] = grants


def granted(name: str, user: Any) -> Any:
    """Ids of the anchors of this kind that one of the user's groups was granted: a subquery, or what a Reader read."""
    if isinstance(user, Reader):
        return user.granted[name]
    grants: Any = _ANCHORS[name]
    rows = grants.objects.filter(group__user=user_key(user), permission__codename__startswith="view_")
    return rows.values("content_object_id")


def grants_of(name: str) -> Any:
    """The grant rows of one kind of anchor."""
    return _ANCHORS[name].objects


def user_key(user: Any) -> Any:
    """The id behind a User or an Actor; whoever is no user sees nothing."""
    if getattr(user, "kind", "user") != "user":
        return None
    key = getattr(user, "pk", None) or getattr(user, "key", None)
    return str(key) if key else None


@dataclass(frozen=True)
class Reader:
    """A user with what their teams were granted, read once for one list and kept no longer (INV-33).

    The database plans a list by how much of it a person reaches; it cannot tell that from a subquery.
    `everywhere`: no legal entity is left out.
    """

    key: str
    granted: Mapping[str, Sequence[Any]]
    everywhere: bool
    kind: str = "user"


def reader_of(user: Any) -> Any:
    """The user as a Reader, in one query; as they are where they have too many grants to be listed."""
    key = user_key(user)
    if key is None:
        return user
    told = [granted(name, user).order_by().values_list(Value(name), "content_object_id") for name in _ANCHORS]
    grants: Any = _ANCHORS["legal_entity"]
    entities = grants._meta.get_field("content_object").related_model
    rows = list(entities.objects.order_by().values_list(Value(""), "pk").union(*told)[: LISTED + 1])
    if len(rows) > LISTED:
        return user
    held: dict[str, list[Any]] = {name: [] for name in ("", *_ANCHORS)}
    for name, anchored in rows:
        held[name].append(anchored)
    return Reader(key, held, everywhere=set(held.pop("")) <= set(held["legal_entity"]))


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
        return self.filter(holds(key, self.seen_with)).filter(self.reach(user))

    def reach(self, user: Any) -> Q:
        """Which rows the user's grants reach."""
        if isinstance(user, Reader) and user.everywhere and self.is_of_an_entity():
            return Q(pk__isnull=False)
        reached = Q(pk__in=[])
        for name, path in self.anchors.items():
            reached |= Q(**{f"{path}__in": granted(name, user)})
        return reached

    def is_of_an_entity(self) -> bool:
        """Whether each row hangs on a legal entity."""
        path = self.anchors.get("legal_entity", "")
        return bool(path) and not may_end(self.model, path)

    def for_list(self) -> Self:
        """The joins a list page needs; models with foreign keys in their columns say which."""
        return self


class OfficeRows(Rows[M]):
    """Set-up rows without an anchor: whoever holds the reading right sees them all."""

    def reach(self, user: Any) -> Q:
        """Everything."""
        return Q()


def may_end(model: Any, path: str) -> bool:
    """Whether a row may have nothing at the end of a lookup path."""
    for name in path.split(LOOKUP_SEP):
        field = model._meta.pk if name == "pk" else model._meta.get_field(name)
        if field.null or not field.concrete:
            return True
        model = field.related_model
    return False


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
