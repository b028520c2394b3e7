"""A rehearsal database: marked when it is created, shown on every page and document, never unmarked."""

from datetime import datetime

from django.db import models
from django.db.models import CheckConstraint, Q

from billing_suite.kernel.record import guards


class Rehearsal(models.Model):
    """The mark; one row that cannot be changed or removed."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    name = models.CharField(max_length=80)
    marked_at = models.DateTimeField()

    class Meta:
        constraints = (CheckConstraint(condition=Q(id=1), name="a_database_is_marked_once"),)

    def __str__(self) -> str:
        return self.name


guards.declare(guards.append_only(Rehearsal, inv="INV-03"))


def mark_rehearsal(name: str, *, at: datetime) -> Rehearsal:
    """Mark a new database as a rehearsal. The caller makes sure that it holds no business yet."""
    return Rehearsal.objects.create(name=name, marked_at=at)


def is_rehearsal() -> bool:
    """Whether this database carries the mark."""
    return Rehearsal.objects.exists()
