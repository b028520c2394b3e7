"""Number series, counted again."""

from collections.abc import Iterable
from typing import Any

from billing_suite.kernel.firm.series import series_gaps
from billing_suite.kernel.record.checks import check


@check("INV-18", "each series is numbered 1 to n without a hole")
def gaps() -> Iterable[Any]:
    """Series with a number that no document has, or two have, or that the counter never gave."""
    return (proof.series for proof in series_gaps() if not proof.holds)
