"""What the database refuses of time: an approved entry changes by going back to draft only (INV-28, RULES 15)."""

from billing_suite.kernel.record import guards
from projects.time.models import TimeEntry

guards.declare(
    guards.frozen(
        TimeEntry,
        when="OLD.status = 'approved'",
        unless="NEW.status = 'draft' AND NEW.approved_by_id IS NULL",
        inv="INV-28",
        called="approved",
    )
)
