"""Spree Studio files by the month in Berlin: April holds what is issued on APRIL, in euros and pounds."""

from datetime import date
from typing import Any

from accounting.books.actions import set_up_chart
from accounting.returns.actions import file_return, plan_returns, record_remittance
from accounting.returns.models import TaxReturn
from accounting.tax.models import Registration
from billing_suite.kernel.values.money import Money
from tests.builders import SET_UP, Stage, account, noon

FILED = date(2026, 5, 8)
PAID = date(2026, 5, 11)
ROUNDING: Any = [account("6900", "Rounding", "expense", "cash_rounding")]


def registration(stage: Stage) -> Registration:
    return Registration.objects.select_related("legal_entity").get(legal_entity=stage.entity)


def planned(stage: Stage, month: int = 4) -> TaxReturn:
    """The return of a month, after a year of them was planned by Fay."""
    if not TaxReturn.objects.exists():
        plan_returns(registration(stage), first=date(2026, 4, 1), cadence="month", by=stage.by("fay"))
    return TaxReturn.objects.for_list().get(starts_on=date(2026, month, 1))


def filed(stage: Stage, month: int = 4, on: date = FILED, **more: Any) -> TaxReturn:
    """Filed by Clara."""
    asked = {"reference": f"ELSTER-{month}", "on": on, "at": noon(on), **more}
    return file_return(planned(stage, month), by=stage.by("clara"), **asked)


def remitted(stage: Stage, held: TaxReturn, amount: Money | None = None, on: date = PAID) -> TaxReturn:
    """Paid by Fay, as filed."""
    return record_remittance(held, amount=amount or held.payable, on=on, reference="Bank 77", by=stage.by("fay"))


def with_rounding(stage: Stage) -> None:
    """The chart has an account for what a form's rounding leaves."""
    set_up_chart(stage.entity, accounts=ROUNDING, by=SET_UP)
