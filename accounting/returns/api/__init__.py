"""Tax returns and the tax report in the API."""

from accounting.returns.api import report, returns

DOORS = (*returns.DOORS, *report.DOORS)

__all__ = ["DOORS"]
