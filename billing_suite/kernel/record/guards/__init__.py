"""Guards: the rules over rows that the database itself keeps, on both engines (INVARIANTS 2.1).

A room's models module declares them beside the model they protect:

    guards.declare(
        guards.append_only(BillingClaim, inv="INV-15", updatable=("released_at",)),
        guards.set_once(BillingClaim, "released_at", inv="INV-15"),
        guards.audited(Customer, personal=("name", "email")),
    )

`migrate` takes them down before it alters tables and puts them up at its end; `manage.py check
--database default` and `manage.py guards --check` compare what stands with what is declared.
"""

from billing_suite.kernel.record.guards.apart import apart
from billing_suite.kernel.record.guards.audited import audited
from billing_suite.kernel.record.guards.registry import (
    Guard,
    RowTrigger,
    StatementTrigger,
    also,
    declare,
    declared,
    guarded_tables,
    key_text,
    without,
)
from billing_suite.kernel.record.guards.rules import (
    append_only,
    as_parent,
    emptied,
    frozen,
    frozen_child,
    rising,
    set_once,
    transitions,
    written_by_guards,
)
from billing_suite.kernel.record.guards.sentences import (
    Faults,
    abort,
    abort_each,
    hold,
    judged,
    pairs,
    refuse,
    refuse_each,
    settled,
)
from billing_suite.kernel.record.guards.upkeep import (
    GuardsDiffer,
    differences,
    install,
    lower,
    maintenance,
    refuse_unguarded,
)

__all__ = [
    "Faults",
    "Guard",
    "GuardsDiffer",
    "RowTrigger",
    "StatementTrigger",
    "abort",
    "abort_each",
    "also",
    "apart",
    "append_only",
    "as_parent",
    "audited",
    "declare",
    "declared",
    "differences",
    "emptied",
    "frozen",
    "frozen_child",
    "guarded_tables",
    "hold",
    "install",
    "judged",
    "key_text",
    "lower",
    "maintenance",
    "pairs",
    "refuse",
    "refuse_each",
    "refuse_unguarded",
    "rising",
    "set_once",
    "settled",
    "transitions",
    "without",
    "written_by_guards",
]
