"""What the database refuses of time: an approved entry changes by going back to draft only (INV-28, RULES 15);
a counter-entry mirrors an approved one, which stays as it is from then on (INV-16)."""

from billing_suite.kernel.record import guards
from projects.time.models import TimeEntry

MIRRORS = "INV-16 a counter-entry mirrors one approved entry, minute for minute and at its rate"
FALSE = """{new}.corrects_id IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM projects_timeentry o WHERE o.id = {new}.corrects_id AND o.corrects_id IS NULL
    AND o.status = 'approved' AND o.minutes = -{new}.minutes AND o.person_id = {new}.person_id
    AND o.project_id = {new}.project_id AND o.task_id = {new}.task_id AND o.billable = {new}.billable
    AND ({new}.status <> 'approved' OR o.covered = {new}.covered AND o.currency = {new}.currency
      AND COALESCE(o.price, -1) = COALESCE({new}.price, -1)
      AND COALESCE(o.rate_id, -1) = COALESCE({new}.rate_id, -1)))"""


def _mirrors_on_postgresql() -> list[guards.StatementTrigger]:
    held = guards.hold("projects_timeentry", "SELECT n.corrects_id FROM new_rows n WHERE n.corrects_id IS NOT NULL")
    refused = guards.refuse(f"SELECT n.id::text FROM new_rows n WHERE {FALSE.format(new='n')}", MIRRORS)
    return [guards.StatementTrigger("INSERT", held + refused), guards.StatementTrigger("UPDATE", held + refused)]


def _mirrors_on_sqlite() -> list[guards.RowTrigger]:
    wrong = FALSE.format(new="NEW")
    return [guards.RowTrigger("BEFORE", event, guards.abort(MIRRORS), wrong) for event in ("INSERT", "UPDATE")]


guards.declare(
    guards.Guard("mirroring_projects_timeentry", "INV-16", TimeEntry, _mirrors_on_postgresql, _mirrors_on_sqlite),
    guards.frozen(
        TimeEntry,
        when="EXISTS (SELECT 1 FROM projects_timeentry c WHERE c.corrects_id = OLD.id)",
        inv="INV-16",
        called="countered",
    ),
    guards.frozen(
        TimeEntry,
        when="OLD.status = 'approved'",
        unless="NEW.status = 'draft' AND NEW.approved_by_id IS NULL",
        inv="INV-28",
        called="approved",
    ),
)
