"""Tables of this room."""

from billing_suite.kernel.record.audit import AuditPersonal, AuditRow

__all__ = ["AuditPersonal", "AuditRow"]
