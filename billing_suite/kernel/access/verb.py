"""A verb is the only way to change a business record: one transaction, one actor, rights checked inside."""

import functools
import inspect
import random
import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

import structlog
from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, connection, models, transaction

from billing_suite.kernel.access.links import is_linked
from billing_suite.kernel.access.people import RoleRight
from billing_suite.kernel.access.visible import Rows, user_key
from billing_suite.kernel.record.acting import Actor, acting
from billing_suite.kernel.values.refusals import BrokenRule, Invalid, Merged, NotAllowed, NotFound

log = structlog.get_logger(__name__)
P = ParamSpec("P")
R = TypeVar("R")
RETRIED = {"40001", "40P01"}
TRIES = 5
NAMED_CONSTRAINT = re.compile(r"Constraint “(\w+)” is violated\.")  # as Django says it


@dataclass(frozen=True)
class Verb:
    """One thing the suite does: its name, what people call it, the right it asks for, who else may call it."""

    name: str
    title: str
    right: str
    function: Callable[..., Any]
    run: Callable[..., Any]
    signature: inspect.Signature
    contacts: bool
    jobs: bool


VERBS: dict[str, Verb] = {}


def verb(
    title: str, *, right: str = "", contacts: bool = False, jobs: bool = False
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function a verb; it must take `by: Actor` by keyword.

    `right` defaults to the function's name. `contacts`: the customer may do it on a record their
    portal link is bound to. `jobs`: the suite's own jobs may do it.
    """

    def wrap(function: Callable[P, R]) -> Callable[P, R]:
        signature = inspect.signature(function)

        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            given = signature.bind(*args, **kwargs).arguments
            done: R = _attempt(lambda: _once(entry, given, lambda: function(*args, **kwargs)))
            return done

        name = function.__name__
        entry = Verb(name, title, right or name, function, run, signature, contacts, jobs)
        if name in VERBS:
            raise RuntimeError(f"two verbs are called {name}")
        VERBS[name] = entry
        return run

    return wrap


def _once(entry: Verb, given: Mapping[str, Any], run: Callable[[], R]) -> R:
    by = given["by"]
    try:
        with transaction.atomic(), acting(by):
            check_right(entry, by)
            check_visible(by, given.values())
            check_current(given.values())
            return run()
    except ValidationError as error:
        raise invalid(entry, error) from error
    except IntegrityError as error:
        log.warning("rule_of_the_database", verb=entry.name, exc_info=error)
        raise BrokenRule(error) from error


def invalid(entry: Verb, error: ValidationError) -> Invalid:
    """What a model says of a wrong value, as the suite's refusal with its fields."""
    told = dict(error.message_dict) if hasattr(error, "error_dict") else {"": list(error.messages)}
    fields = {name: [_sentence(words) for words in held] for name, held in told.items()}
    said = "; ".join(f"{name}: {' '.join(words)}".removeprefix(": ") for name, words in fields.items())
    return Invalid(f"cannot {entry.title}: {said}", fields=fields)


def _sentence(words: str) -> str:
    """Of a constraint between fields its name: that is the sentence a user would say (STYLE 6)."""
    found = NAMED_CONSTRAINT.fullmatch(words)
    return found[1].replace("_", " ") if found else words


def _attempt(run: Callable[[], R]) -> R:
    """Serialisation failures and deadlocks are tried again, at the outermost transaction only."""
    if connection.in_atomic_block:
        return run()
    for attempt in range(1, TRIES + 1):
        try:
            return run()
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") not in RETRIED or attempt == TRIES:
                raise
        time.sleep(random.uniform(0.01, 0.05) * 2**attempt)
    raise AssertionError("unreachable")


def check_right(entry: Verb, by: Actor) -> None:
    """The acting one may do this at all (INV-30): a user by role, a contact or a job by the verb's own word."""
    if (by.kind == "system" and entry.jobs) or (by.kind == "contact" and entry.contacts):
        return
    if by.kind == "user":
        rows = RoleRight.objects.filter(role__user__pk=by.key, role__user__is_active=True, right=entry.right)
        if rows.exists():
            return
    raise NotAllowed(f"{by.label} may not {entry.title}", rule=f"right {entry.right}")


def check_visible(by: Actor, values: Iterable[Any]) -> None:
    """Every record handed to the verb can be read by whoever acts; else it does not exist for them (INV-31)."""
    if by.kind == "system":
        return
    for kind, records in _records(values).items():
        rows = kind._default_manager.all()
        if not isinstance(rows, Rows):
            continue
        wanted = {record.pk for record in records}
        if by.kind == "contact":
            seen = {pk for pk in wanted if is_linked(by, kind, pk)}
        else:
            seen = set()
            for chunk in _chunks(list(wanted), 800):
                seen.update(rows.visible_to(by).filter(pk__in=chunk).values_list("pk", flat=True))
        if wanted - seen:
            name = kind._meta.verbose_name
            raise NotFound(f"no such {name}", code=f"no-such-{str(name).replace(' ', '-')}")


def check_current(values: Iterable[Any]) -> None:
    """No record handed to the verb was merged into another: that one is worked on instead (DESIGN 2)."""
    for record in _flat(values):
        if getattr(record, "survivor_id", None) is not None:
            raise Merged(record)


def _chunks(items: Sequence[Any], size: int) -> Iterable[Sequence[Any]]:
    return (items[i : i + size] for i in range(0, len(items), size))


def _records(values: Iterable[Any]) -> dict[type[models.Model], list[models.Model]]:
    found: dict[type[models.Model], list[models.Model]] = {}
    for item in _flat(values):
        if isinstance(item, models.Model) and not item._state.adding:
            found.setdefault(type(item), []).append(item)
    return found


def _flat(values: Iterable[Any]) -> Iterable[Any]:
    """The values themselves, and those in lists and mappings among them, such as a journal's lines."""
    for value in values:
        if isinstance(value, Mapping):
            yield from _flat(value.values())
        elif isinstance(value, (list, tuple, models.QuerySet)):
            yield from _flat(value)
        else:
            yield value


def can(user: Any, name: str) -> bool:
    """Whether a user holds the right of a verb: for buttons; the verb checks again."""
    key = user_key(user)
    entry = VERBS.get(name)
    if key is None or entry is None:
        return False
    with suppress(ValueError):
        return RoleRight.objects.filter(role__user=key, role__user__is_active=True, right=entry.right).exists()
    return False
