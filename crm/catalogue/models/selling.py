"""The ways in which something is sold: how it is billed, by which unit, and what kind of supply it is."""

from decimal import Decimal

BILLED_BY = (
    ("time", "Time and materials"),
    ("fixed", "Fixed price"),
    ("retainer", "Retainer"),
    ("recurring", "Recurring"),
)
BY_PERIOD = ("retainer", "recurring")
UNITS = (
    ("hour", "hour"),
    ("day", "day"),
    ("piece", "piece"),
    ("month", "month"),
    ("quarter", "quarter"),
    ("year", "year"),
)
SPANS = (("month", "Month"), ("quarter", "Quarter"), ("year", "Year"))
MONTHS = {"month": 1, "quarter": 3, "year": 12}
SUPPLIES = (
    ("services", "Professional services"),
    ("digital", "Digital services"),
    ("licence", "Grant of copyright"),
    ("training", "Education and training"),
    ("goods", "Goods"),
)


class Sold:
    """What a quote line and the contract line it becomes say alike, in words."""

    billed_by: str
    quantity: Decimal
    unit: str
    span: str
    periods: int

    @property
    def per(self) -> str:
        """What the price is for: "an hour", "a month"; nothing where one thing is sold whole."""
        if self.billed_by == "fixed" and self.quantity == 1:
            return ""
        return f"an {self.unit}" if self.unit == "hour" else f"a {self.span or self.unit}"

    @property
    def amount_told(self) -> str:
        """How much: "40 hours", "3 pieces", "2, for 12 months"."""
        many = f"{self.quantity.normalize():f}"
        unit = self.unit if self.quantity == 1 else f"{self.unit}s"
        if not self.span:
            return f"{many} {unit}"
        spans = f"{self.periods} {self.span}{'s' if self.periods > 1 else ''}"
        return spans if self.quantity == 1 else f"{many}, for {spans}"
