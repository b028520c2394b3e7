"""The History tab: what the audit trail and the kept past states say of one record, latest first (DESIGN 7)."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Field, JSONField, Model

from billing_suite.kernel.access.naming import names_of
from billing_suite.kernel.access.visible import Rows
from billing_suite.kernel.record.audit import AuditRow
from billing_suite.kernel.values.fields import MinorUnitsField, ScaledField
from billing_suite.kernel.values.money import Money, from_minor
from billing_suite.kernel.web.show import money_words
from billing_suite.kernel.web.tones import Tone

SHOWN = 30
NATURAL = ("reference", "number", "name", "code")
TAG = re.compile(r"(user|contact|token|policy|system):\S+")  # an actor as the trail keeps one
HIDDEN = {"id", "password", "last_login", "content_hash"}
VERBS: Mapping[str, tuple[str, str, Tone]] = {
    "insert": ("made it", "plus", "positive"),
    "update": ("changed it", "pencil", "neutral"),
    "delete": ("deleted it", "trash", "danger"),
    "+": ("made it", "plus", "positive"),
    "~": ("changed it", "pencil", "neutral"),
    "-": ("deleted it", "trash", "danger"),
}


@dataclass(frozen=True)
class Change:
    """One field, before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Happening:
    """One change of the record: who, what, when, through which door."""

    who: str
    what: str
    at: datetime
    door: str
    icon: str
    tone: Tone
    changes: list[Change]


def history_of(record: Model, user: Any) -> list[Happening]:
    """The trail of an audited record; the past states of one that only keeps those.

    Four queries at most, and one for each kind of record it was tied to.
    """
    rows = AuditRow.objects.filter(table=record._meta.db_table, row_key__in=_keys(record)).order_by("-id")
    trail = list(rows.prefetch_related("personal")[:SHOWN])
    if trail:
        names = names_of([*(row.actor for row in trail), *_tags(trail)])
        tied = _tied(record, trail, user)
        return [_of_trail(row, record, names, tied) for row in trail]
    return _of_states(record)


def _keys(record: Model) -> list[str]:
    """How the trail may write the key: as text, with or without dashes (the engines differ)."""
    return list({str(record.pk), str(record.pk).replace("-", "")})


def _tags(trail: Iterable[AuditRow]) -> Iterator[str]:
    """The actors that stand in the changed rows themselves, as whoever filed or approved."""
    for row in trail:
        for state in (row.before or {}, row.after or {}):
            yield from (value for value in state.values() if isinstance(value, str) and TAG.fullmatch(value))


Tied = Mapping[tuple[str, str], str]  # column and key to what people call the record


def _tied(record: Model, trail: Iterable[AuditRow], user: Any) -> Tied:
    """What people call the records that the trail's keys lead to, as far as the viewer may see them (INV-31)."""
    told: dict[tuple[str, str], str] = {}
    states = [state for row in trail for state in (row.before or {}, row.after or {})]
    for field in record._meta.fields:
        kind: Any = field.related_model
        column = str(field.column)
        keys = {str(state[column]) for state in states if state.get(column)} if kind else set()
        natural = next((f.name for f in kind._meta.fields if f.name in NATURAL), "") if keys else ""
        if natural:
            rows = kind._default_manager.all()
            seen = rows.visible_to(user) if isinstance(rows, Rows) else rows
            found = {str(pk): str(name) for pk, name in seen.filter(pk__in=keys).values_list("pk", natural) if name}
            told |= {(column, key): found.get(str(kind._meta.pk.to_python(key)), "") for key in keys}
    return told


def _of_trail(row: AuditRow, record: Model, names: Mapping[str, str], tied: Tied) -> Happening:
    what, icon, tone = VERBS[row.operation.lower()]
    changes: list[Change] = []
    if row.operation.lower() == "update":
        personal = {one.field: one for one in row.personal.all()}
        before, after = row.before or {}, row.after or {}
        for column in {**before, **after}:
            kept = personal.get(column)
            was = kept.value_before if kept else before.get(column)
            now = kept.value_after if kept else after.get(column)
            was, now = (names.get(value, value) if isinstance(value, str) else value for value in (was, now))
            changes += _change(record, column, was, now, tied)
    return Happening(names.get(row.actor, row.actor), what, row.at, row.door, icon, tone, changes)


def _change(record: Model, column: str, before: Any, after: Any, tied: Tied) -> Iterable[Change]:
    field = next((f for f in record._meta.fields if column in (f.column, f.name)), None)
    if field is None or field.name in HIDDEN or isinstance(field, JSONField):
        return []
    label = str(field.verbose_name).removesuffix(" minor").capitalize()
    if field.is_relation:
        was, now = tied.get((column, str(before)), ""), tied.get((column, str(after)), "")
        return [Change(label, was, now or ("another" if after else ""))]
    return [Change(label, _words(record, field, before), _words(record, field, after))]


def _words(record: Model, field: "Field[Any, Any]", value: Any) -> str:
    """A stored value as people read it; a key or a digest is not for reading."""
    if value in (None, ""):
        return ""
    if isinstance(value, dict):
        return "kept apart"
    if isinstance(field, MinorUnitsField):
        held = getattr(record, field.name.removesuffix("_minor"), None)
        return money_words(from_minor(value, held.currency.code)) if isinstance(held, Money) else str(value)
    if isinstance(field, ScaledField) and isinstance(value, int):
        return f"{Decimal(value).scaleb(-field.places).normalize():f}"
    words: str = dict(field.flatchoices).get(value, "")
    return words or str(value)[:200]


def _of_states(record: Model) -> list[Happening]:
    kept = getattr(record, "history", None)
    if kept is None:
        return []
    states = list(kept.order_by("-history_date", "-history_id")[: SHOWN + 1])
    names = names_of(state.history_user_id or "" for state in states)
    told = []
    for state, older in zip(states, [*states[1:], None], strict=True):
        what, icon, tone = VERBS[state.history_type]
        changes = _between(record, older, state) if older is not None and state.history_type == "~" else []
        who = names.get(state.history_user_id or "", "The suite")
        told.append(Happening(who, what, state.history_date, "", icon, tone, changes))
    return told[:SHOWN]


def _between(record: Model, older: Any, newer: Any) -> list[Change]:
    changes: list[Change] = []
    for field in record._meta.fields:
        was, now = getattr(older, field.attname, None), getattr(newer, field.attname, None)
        if was != now:
            changes += _change(record, field.name, was, now, {})
    return changes
