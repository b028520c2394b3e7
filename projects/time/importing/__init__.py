"""Time sheets of other tools: sheets (bytes to rows), cells (texts to values), checking, booking."""

from projects.time.importing.booking import (
    ImportCollided,
    ImportPlan,
    ImportRefused,
    ImportResult,
    import_time,
    plan_import,
)
from projects.time.importing.cells import BadCell
from projects.time.importing.checking import PlannedRow
from projects.time.importing.keeping import keep_time_sheet
from projects.time.importing.sheets import Layout, SheetRefused

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
