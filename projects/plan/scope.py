"""Which promises of a contract have a plan: approved scope coverage."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum

from billing_suite.kernel.values.hours import hours_of, minutes_of
from billing_suite.kernel.values.money import Money, zero
from crm.catalogue.models import BY_PERIOD
from projects.contracts.models import Contract, ContractLine
from projects.plan.models import MilestoneShare, Task


@dataclass(frozen=True)
class Covered:
    """A promise with the minutes and milestones planned for it."""

    line: ContractLine
    promised: int
    planned: int
    tasks: int
    shares: Money

    @property
    def words(self) -> str:
        """What is missing, "" for nothing."""
        if self.line.billed_by in BY_PERIOD and not self.promised:
            return ""
        if not self.tasks:
            return "no task delivers it"
        if self.planned < self.promised:
            return f"{hours_of(self.promised - self.planned)} of {hours_of(self.promised)} hours have no task"
        if self.line.billed_by == "fixed" and self.shares.amount and self.shares != self.line.net:
            return "its milestones bill another sum"
        return ""

    @property
    def is_covered(self) -> bool:
        """Nothing of it is without a plan."""
        return not self.words


def coverage_of(contract: Contract) -> list[Covered]:
    """Each line of a contract with what is planned for it: three queries."""
    lines = list(contract.lines.all())
    tasks = Task.objects.filter(contract_line__contract=contract).order_by().values("contract_line")
    planned: Mapping[Any, Any] = {
        row["contract_line"]: (row["minutes"], row["many"])
        for row in tasks.annotate(minutes=Sum("estimate_minutes"), many=Count("pk"))
    }
    shares: dict[Any, Money] = {}
    for share in MilestoneShare.objects.filter(contract_line__contract=contract):
        shares[share.contract_line_id] = shares.get(share.contract_line_id, zero(contract.currency)) + share.net
    told = []
    for line in lines:
        minutes, many = planned.get(line.pk, (0, 0))
        billed = shares.get(line.pk, zero(contract.currency))
        told.append(Covered(line, minutes_of(line.effort), minutes, many, billed))
    return told


def share_covered(coverage: list[Covered]) -> Decimal | None:
    """Of what is promised, by its net, how many per cent have their plan; None where nothing is promised."""
    whole = sum((each.line.net.amount for each in coverage), Decimal(0))
    if not whole:
        return None
    part = sum((each.line.net.amount for each in coverage if each.is_covered), Decimal(0))
    return (100 * part / whole).quantize(Decimal("0.1"))
