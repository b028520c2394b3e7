"""The close checklist of a period: each line computed, linked, ticked by whom and when."""

from dataclasses import dataclass

from accounting.books.models import CloseTick, Period, PeriodStep
from billing_suite.kernel.firm.closing import CloseFinding, CloseItem, close_items


@dataclass(frozen=True)
class CheckLine:
    """One line: what it shows now, and the last tick that still counts."""

    item: CloseItem
    finding: CloseFinding
    tick: CloseTick | None

    @property
    def is_done(self) -> bool:
        """Ticked as it stands now; a strict line must show nothing besides."""
        return self.tick is not None and not (self.item.strict and self.finding.count)

    @property
    def words(self) -> str:
        """What stands in the way."""
        wants = self.finding.words if self.item.strict and self.finding.count else "nobody has ticked it"
        return f"{self.item.title} ({wants})"


def checklist(period: Period) -> list[CheckLine]:
    """Every registered item for the period; a tick counts while the line shows what it showed then."""
    opened = opening_of(period)
    ticks = {(tick.item, tick.found): tick for tick in CloseTick.objects.filter(period=period, step=opened)}
    lines = []
    for item in close_items():
        finding = item.find(period.legal_entity, period.starts_on, period.ends_on)
        lines.append(CheckLine(item, finding, ticks.get((item.key, finding.words[:200]))))
    return lines


def opening_of(period: Period) -> PeriodStep | None:
    """The step that last opened the period, None if it was never closed; soft-closing keeps the ticks."""
    return PeriodStep.objects.filter(period=period, status="open").order_by("-pk").first()
