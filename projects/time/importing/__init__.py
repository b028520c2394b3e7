"""Time sheets of other tools: cells (texts to values), checking, booking."""

from billing_suite.kernel.record.sheets import BadCell, Layout, SheetRefused
from projects.time.importing.booking import (
    ImportCollided,
    ImportPlan,
    ImportRefused,
    ImportResult,
    import_time,
    plan_import,
)
from projects.time.importing.checking import PlannedRow
from projects.time.importing.keeping import keep_time_sheet

__all__ = [
    "BadCell",
    "ImportCollided",
    "ImportPlan",
    "ImportRefused",
    "ImportResult",
    "Layout",
    "PlannedRow",
    "SheetRefused",
    "import_time",
    "keep_time_sheet",
    "plan_import",
]
