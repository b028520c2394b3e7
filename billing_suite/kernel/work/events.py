"""`publish` writes what happened into the business transaction (INV-36)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

from billing_suite.kernel.record.acting import current
from billing_suite.kernel.values.clock import now
from billing_suite.kernel.work.models import Event


def publish(type: str, subject: models.Model, **payload: Any) -> Event:
    """Say that something happened to one record."""
    return publish_many(type, [(subject, payload)])[0]


def publish_many(type: str, subjects: Iterable[tuple[models.Model, Mapping[str, Any]]]) -> list[Event]:
    """Say it of many, in one write. Actor and request come from the verb that runs."""
    acting = current()
    if acting is None:
        raise RuntimeError("events are published inside verbs")
    at = now()
    return Event.objects.bulk_create(
        [
            Event(
                type=type,
                subject_kind=subject._meta.label_lower,
                subject_id=str(subject.pk),
                reference=str(getattr(subject, "number", "") or getattr(subject, "reference", "") or subject)[:60],
                actor=acting.actor.tag,
                request_id=acting.request_id,
                at=at,
                payload={key: str(value) for key, value in payload.items()},
            )
            for subject, payload in subjects
        ]
    )
