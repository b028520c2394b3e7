"""What other systems call our records: one table of ids, unique both ways (DESIGN 2)."""

from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from billing_suite.kernel.record import guards

SAID = "ext:"


class ExternalId(models.Model):
    """What a system calls a record of a kind ("crm.customer"); it keeps the record that it was given for."""

    id = models.BigAutoField(primary_key=True)
    system = models.SlugField(max_length=40)
    kind = models.CharField(max_length=60)
    external_id = models.CharField(max_length=120)
    record = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = (
            UniqueConstraint(fields=["system", "kind", "external_id"], name="an_external_id_names_one_record"),
            UniqueConstraint(fields=["record", "kind", "system"], name="a_record_has_one_id_a_system"),
            CheckConstraint(condition=~Q(external_id="") & ~Q(system=""), name="an_external_id_says_something"),
        )
        ordering: ClassVar = ["system", "external_id"]

    def __str__(self) -> str:
        return f"{self.system}:{self.external_id}"


guards.declare(guards.audited(ExternalId))


def external_ids(kind: str, *records: Any) -> list[ExternalId]:
    """What other systems call these records."""
    return list(ExternalId.objects.filter(kind=kind, record__in=[record.pk for record in records]))


def record_by_external_id(kind: str, text: str) -> UUID | None:
    """The id behind "ext:system:id"."""
    system, _, told = text.removeprefix(SAID).partition(":")
    found = ExternalId.objects.filter(system=system, kind=kind, external_id=told).values_list("record", flat=True)
    return found.first() if system and told else None
