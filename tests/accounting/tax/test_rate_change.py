"""RULES 8: a rate that changes in the middle of a contract splits its work by the date of supply."""

from datetime import date
from decimal import Decimal
from typing import Any

from accounting.tax.actions import adopt_tax_rates, set_tax_rates
from accounting.tax.models import TaxRate
from billing_suite.kernel.record.acting import acting
from billing_suite.kernel.record.checks import run_checks
from tests.builders import SET_UP, Stage

BEFORE, AFTER = date(2026, 3, 13), date(2026, 3, 16)


def test_work_before_and_after_stands_on_lines_and_in_groups_of_its_own(stage: Stage) -> None:
    rates: Any = [{"supply": "services", "component": "USt", "rate": "16", "source": "§ 28 Abs. 1 UStG"}]
    set_tax_rates("DE", valid_from=AFTER, rates=rates, by=SET_UP)
    contract = stage.contract()
    for day, minutes in ((BEFORE, 300), (AFTER, 600)):
        stage.approved(stage.task(contract), minutes, day)
    [invoice] = stage.issue(*stage.approve(stage.draft(contract)))
    told = [(tax.rate, tax.base_minor, tax.tax_minor) for tax in invoice.taxes.all()]
    assert told == [(Decimal(19), 70000, 13300), (Decimal(16), 140000, 22400)]
    assert [(line.supply_from, line.supply_to) for line in invoice.lines.all()] == [(BEFORE, BEFORE), (AFTER, AFTER)]
    assert all(found.holds for found in run_checks())


def test_shipped_rates_are_adopted_once_and_never_over_ones_own(db: None) -> None:
    made = adopt_tax_rates(["ch", "gb"], by=SET_UP)
    assert {(rate.country, str(rate.rate)) for rate in made if rate.valid_to is None} == {("CH", "8.1"), ("GB", "20")}
    assert adopt_tax_rates(["ch", "gb"], by=SET_UP) == []
    with acting(SET_UP):
        TaxRate.objects.filter(country="CH", valid_from=date(2024, 1, 1)).delete()
        TaxRate.objects.filter(country="CH").update(valid_to=None)
    again = adopt_tax_rates(["ch"], by=SET_UP)
    assert {(rate.valid_from, str(rate.rate)) for rate in again} == {(date(2024, 1, 1), "8.1")}
    assert set(TaxRate.objects.filter(country="CH").values_list("valid_to", flat=True)) == {None, date(2023, 12, 31)}
    own: Any = [{"supply": "services", "component": "VAT", "rate": "19", "source": "own"}]
    set_tax_rates("DE", valid_from=date(2021, 1, 1), rates=own, by=SET_UP)
    adopt_tax_rates(["eu"], by=SET_UP)
    held = TaxRate.objects.filter(country="DE", supply="services")
    assert [rate.component for rate in held] == ["VAT"] and TaxRate.objects.filter(country="FR").exists()
