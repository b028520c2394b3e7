"""The audit trail: one row for every change of an audited row, written by the database itself (INV-43).

Nothing else writes here: the guards refuse an insert that is not theirs, every update and every
delete (INV-44). Values of personal fields stand apart, so that erasure can empty them while the
rows, which hold salted digests of them, stay as they were sealed.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from billing_suite.kernel.record.guards import declare
from billing_suite.kernel.record.guards.audited import PERSONAL_TABLE, TRAIL_TABLE
from billing_suite.kernel.record.guards.rules import append_only, emptied, written_by_guards


class AuditRow(models.Model):
    """One change of one row: who, when, through which door, what it was before and after.

    `before` and `after` hold the changed columns of an update, the whole row of an insert or a
    delete. A personal value is {"sha256": digest}, a secret one is "*".
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    table = models.CharField(max_length=63)
    row_key = models.CharField(max_length=64)
    operation = models.CharField(max_length=6)
    actor = models.CharField(max_length=100)
    door = models.CharField(max_length=20)
    request_id = models.CharField(max_length=64)
    timeline = models.CharField(max_length=80, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        app_label = "kernel"
        db_table = TRAIL_TABLE
        verbose_name = "audit row"
        indexes = (
            models.Index(fields=["table", "row_key", "id"], name="audit_of_a_row"),
            models.Index(fields=["actor", "id"], name="audit_by_actor"),
        )

    def __str__(self) -> str:
        return f"{self.operation} of {self.table} {self.row_key} by {self.actor}"


class AuditPersonal(models.Model):
    """A personal value of an audit row, before and after; digest = SHA-256 of salt and value.

    Erasure empties the values and the salt; the digest in the audit row stays (INV-44).
    """

    id = models.BigAutoField(primary_key=True)
    audit = models.ForeignKey(AuditRow, on_delete=models.PROTECT, related_name="personal")
    field = models.CharField(max_length=63)
    value_before = models.TextField(null=True)
    value_after = models.TextField(null=True)
    salt = models.CharField(max_length=36, null=True)

    ERASABLE: ClassVar = ("value_before", "value_after", "salt")

    class Meta:
        app_label = "kernel"
        db_table = PERSONAL_TABLE
        verbose_name = "personal value of an audit row"
        constraints = (models.UniqueConstraint(fields=["audit", "field"], name="one_value_a_field_and_row"),)

    def __str__(self) -> str:
        return f"{self.field} of audit row {self.audit_id}"


declare(
    append_only(AuditRow, inv="INV-44"),
    written_by_guards(AuditRow, inv="INV-44"),
    append_only(AuditPersonal, inv="INV-44", updatable=AuditPersonal.ERASABLE),
    emptied(AuditPersonal, AuditPersonal.ERASABLE, inv="INV-44"),
    written_by_guards(AuditPersonal, inv="INV-44"),
)
