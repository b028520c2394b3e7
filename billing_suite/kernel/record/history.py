"""History for what people edit by form, with the acting person; the audit trail is the evidence (DESIGN 7)."""

from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords

from billing_suite.kernel.record.acting import current


def _acting_tag(instance: Any, **_: Any) -> str | None:
    acting = current()
    return acting.actor.tag if acting else None


def _read_tag(row: Any) -> str | None:
    tag: str | None = row.history_user_id
    return tag


def _write_tag(row: Any, tag: str | None) -> None:
    row.history_user_id = tag


def history() -> HistoricalRecords:
    """The past states of a record, each with the tag of who made it ("user:<id>", "system:<job>")."""
    return HistoricalRecords(
        history_user_id_field=models.CharField(max_length=80, null=True),
        history_user_getter=_read_tag,
        history_user_setter=_write_tag,
        get_user=_acting_tag,
        custom_model_name=lambda name: f"Historical{name}",
    )
