"""From a line's JSON to a verb's arguments, by the verb's own signature: no adapter per verb."""

import types
import typing
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, FieldError
from django.db import models

from billing_suite.exchange.timelines import BadTimeline, is_relative, resolve_date
from billing_suite.kernel.access.people import User
from billing_suite.kernel.access.verb import VERBS, Verb
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.money import Money, parse, parse_decimal
from crm.customers.models import Contact

NATURAL_KEYS = ("reference", "number", "code", "email", "name")


@dataclass
class Scene:
    """What a play knows while it goes: the anchor, the day of the line, and what earlier lines made."""

    anchor: date
    on: date
    position: int = 0
    made: dict[str, tuple[str, list[str]]] = field(default_factory=dict)

    @property
    def at(self) -> datetime:
        """The instant of the line: its day at noon UTC, a microsecond later each line."""
        return datetime.combine(self.on, time(12, 0, 0, self.position % 1_000_000), UTC)

    def recall(self, key: str) -> list[models.Model]:
        """What the line named `key` made."""
        if key not in self.made:
            raise BadTimeline(f"no line before is named {key!r}")
        kind, ids = self.made[key]
        found = {str(row.pk): row for row in apps.get_model(kind)._default_manager.filter(pk__in=ids)}
        return [found[each] for each in ids]


def find_verb(name: str) -> Verb:
    """The verb of a line, or a refusal that names it."""
    if name not in VERBS:
        raise BadTimeline(f"no such verb: {name!r}")
    return VERBS[name]


def actor_of(text: str | None) -> Actor:
    """Who acts: a user by e-mail, `contact:` and a contact's e-mail in the portal, nobody for set-up."""
    if not text:
        return Actor.system("timeline")
    if text.startswith("contact:"):
        contact = Contact.objects.filter(email=text.removeprefix("contact:")).first()
        if contact is None:
            raise BadTimeline(f"no contact {text!r}")
        return Actor("contact", str(contact.pk), contact.name)
    user = User.objects.filter(email__iexact=text).first()
    if user is None:
        raise BadTimeline(f"no user {text!r}")
    return Actor.user(user)


def arguments_of(verb: Verb, given: dict[str, Any], scene: Scene, by: Actor) -> dict[str, Any]:
    """Keyword arguments for a verb: `by`, `on` and `at` come from the line, the rest is read by its type."""
    hints = typing.get_type_hints(verb.function)
    names = set(verb.signature.parameters)
    if unknown := set(given) - names:
        raise BadTimeline(f"{verb.name} takes no {sorted(unknown)[0]!r}")
    arguments: dict[str, Any] = {"by": by}
    for name, value in given.items():
        arguments[name] = read(value, hints[name], scene, name)
    if "on" in names and "on" not in arguments:
        arguments["on"] = scene.on
    if "at" in names and "at" not in arguments:
        arguments["at"] = scene.at
    needed = {name for name, one in verb.signature.parameters.items() if one.default is one.empty}
    if missing := needed - set(arguments):
        raise BadTimeline(f"{verb.name} needs {sorted(missing)[0]!r}")
    return arguments


def read(value: Any, kind: Any, scene: Scene, name: str = "") -> Any:
    """One value as the type asks: records, lists, money, exact numbers, dates; all else as it stands."""
    origin, parts = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        return None if value is None else read(value, next(p for p in parts if p is not type(None)), scene, name)
    if isinstance(kind, type) and issubclass(kind, models.Model):
        return one(value, kind, scene)
    if origin in (list, Sequence) and parts and isinstance(parts[0], type) and issubclass(parts[0], models.Model):
        return many(value, parts[0], scene)
    if origin in (list, Sequence):
        return [read(each, parts[0], scene, name) for each in value]
    if origin is dict:
        return {key: read(each, parts[1], scene, key) for key, each in value.items()}
    if typing.is_typeddict(kind):
        hints = typing.get_type_hints(kind)
        return {key: read(each, hints.get(key, Any), scene, key) for key, each in value.items()}
    return scalar(value, kind, scene, name)


def scalar(value: Any, kind: Any, scene: Scene, name: str) -> Any:
    """A plain value of a plain type."""
    if kind is models.Model:
        return scene.recall(value)[0]
    if kind is Money:
        return parse(value)
    if kind is Decimal:
        return parse_decimal(value)
    if kind is date:
        return scene.on if value == "@on" else resolve_date(value, scene.anchor)
    if kind is datetime:
        return datetime.combine(resolve_date(value, scene.anchor), time(12), UTC)
    if kind in (str, int, bool) and type(value) is not kind:
        raise BadTimeline(f"{name} is a {kind.__name__}, not {value!r}")
    return value


def one(value: Any, kind: type[models.Model], scene: Scene) -> models.Model:
    """One record: by a line's local key, by its own reference, or by the fields it has."""
    if kind is models.Model or (isinstance(value, str) and value in scene.made):
        made = [row for row in scene.recall(value) if isinstance(row, kind)]
        if len(made) == 1:
            return made[0]
        raise BadTimeline(f"{value!r} is no single {kind._meta.verbose_name}")
    found: list[models.Model] = list(rows(value if isinstance(value, dict) else natural(value, kind), kind, scene)[:2])
    if len(found) != 1:
        raise BadTimeline(f"{'no' if not found else 'more than one'} {kind._meta.verbose_name} {value!r}")
    return found[0]


def natural(value: Any, kind: type[models.Model]) -> dict[str, Any]:
    """A bare text is looked up by the first natural key the model has."""
    for key in NATURAL_KEYS:
        try:
            kind._meta.get_field(key)
        except FieldDoesNotExist:
            continue
        return {key: value}
    raise BadTimeline(f"{kind._meta.verbose_name} has no natural key; say which fields")


def many(value: Any, kind: type[models.Model], scene: Scene) -> list[models.Model]:
    """Records by a list of names, or all that fit {"where": {…}}; none is an error."""
    if isinstance(value, dict) and set(value) == {"where"}:
        found = list(rows(value["where"], kind, scene).order_by("pk"))
    elif isinstance(value, str) and value in scene.made:
        found = scene.recall(value)
    else:
        found = [one(each, kind, scene) for each in value]
    if not found:
        raise BadTimeline(f"no {kind._meta.verbose_name} fits {value!r}")
    return found


def rows(where: dict[str, Any], kind: type[models.Model], scene: Scene) -> models.QuerySet[Any]:
    """Rows by field lookups; "@key" stands for what a line made, relative dates for their day."""
    lookups: dict[str, Any] = {}
    for path, value in where.items():
        if isinstance(value, str) and value == "@on":
            lookups[path] = scene.on
        elif isinstance(value, str) and value.startswith("@"):
            lookups[path] = scene.recall(value[1:])[0].pk
        elif isinstance(value, str) and is_relative(value):
            lookups[path] = resolve_date(value, scene.anchor)
        else:
            lookups[path] = value
    try:
        return kind._default_manager.filter(**lookups)
    except (FieldError, ValueError) as error:
        raise BadTimeline(f"{kind._meta.verbose_name}: {error}") from error
