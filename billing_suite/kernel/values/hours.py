"""Time is whole minutes; hours are minutes / 60 to two decimals (RULES 2)."""

import re
from decimal import ROUND_HALF_UP, Decimal

from billing_suite.kernel.values.refusals import Invalid

SHAPES = (
    (re.compile(r"(\d{1,3}):([0-5]\d)", re.ASCII), lambda m: int(m[1]) * 60 + int(m[2])),
    (re.compile(r"(\d{1,5})\s?m(?:in)?", re.ASCII), lambda m: int(m[1])),
    (re.compile(r"(\d{1,3}(?:[.,]\d{1,4})?)\s?h?", re.ASCII), lambda m: Decimal(m[1].replace(",", ".")) * 60),
)


def parse_hours(text: str) -> int:
    """Minutes of "1.5", "1:30" or "90m"; anything that is not a whole number of minutes is refused."""
    cleaned = str(text).strip()
    for shape, minutes in SHAPES:
        found = shape.fullmatch(cleaned)
        if found:
            value = Decimal(minutes(found))
            if value == value.to_integral_value():
                return int(value)
            raise Invalid(f"{cleaned!r} is not a whole number of minutes", rule="RULES 2")
    raise Invalid(f"{cleaned[:20]!r} is not a duration; write 1.5, 1:30 or 90m", rule="RULES 2")


def hours_of(minutes: int) -> Decimal:
    """Hours of so many minutes, half up to two decimals: the quantity that is printed and priced (RULES 2)."""
    return (Decimal(minutes) / 60).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def clock_of(minutes: int) -> str:
    """So many minutes as people write them, nothing lost: "1:40"."""
    return f"{'-' if minutes < 0 else ''}{abs(minutes) // 60}:{abs(minutes) % 60:02d}"


def minutes_of(hours: Decimal) -> int:
    """Whole minutes of so many hours, half up: what is planned for a quoted quantity."""
    return int((hours * 60).quantize(Decimal(1), rounding=ROUND_HALF_UP))
