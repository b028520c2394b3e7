"""What the database keeps of rights, each change with who made it (INV-43), and refuses of approvals (INV-27)."""

from billing_suite.kernel.access.approvals import Approval, Making
from billing_suite.kernel.access.people import DutyConflict, RoleRight, User
from billing_suite.kernel.record import guards

FORGOTTEN = "INV-27 an approval names every maker of its record"
UNNAMED = """NOT EXISTS (SELECT 1 FROM kernel_making m WHERE m.subject = {new}.subject
      AND m.subject_id = {new}.subject_id)
    OR EXISTS (SELECT 1 FROM kernel_making m WHERE m.subject = {new}.subject AND m.subject_id = {new}.subject_id
      AND {position}('|' || {new}.makers, '|' || m.maker || '|') = 0)"""


def _on_postgresql() -> list[guards.StatementTrigger]:
    found = (
        f"SELECT n.subject || ' ' || n.subject_id FROM new_rows n WHERE {UNNAMED.format(new='n', position='strpos')}"
    )
    return [guards.StatementTrigger("INSERT", guards.refuse(found, FORGOTTEN))]


def _on_sqlite() -> list[guards.RowTrigger]:
    return [guards.RowTrigger("BEFORE", "INSERT", guards.abort(FORGOTTEN), UNNAMED.format(new="NEW", position="instr"))]


guards.declare(
    guards.audited(User.groups.through),
    guards.audited(RoleRight),
    guards.audited(DutyConflict),
    guards.append_only(Making, inv="INV-27"),
    guards.Guard("makers_kernel_approval", "INV-27", Approval, _on_postgresql, _on_sqlite),
)
