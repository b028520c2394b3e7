"""Published worked examples of exchange differences, with their figures; our euro is the example's own currency.

IAS 21 paragraphs 21 to 28: an export on credit, GBP 10,000 at 1.30, collected at 1.35 (ACCA Coach, "IFRIC 22",
https://accacoach.com/?p=675), and GBP 2,000 at 1.43, year end at 1.45, collected at 1.50 (a textbook question
answered at https://code.policylink.org/comparte/15302069). IFRIC 22, Illustrative Examples, Example 4 (IFRS
Foundation, ifric22-ie): FC 200 received in advance at 1.50 stays LC 300; FC 250 receivable at 1.70; rates
then 1.90.
"""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounting.billing.models import Invoice
from accounting.books.actions import load_chart, post_many, revalue, set_up_chart
from accounting.books.postings import EntryDraft, Line
from accounting.cash.actions import allocate, record_receipt
from billing_suite.kernel.firm.actions import record_rates
from billing_suite.kernel.record.acting import acting
from billing_suite.kernel.values.exchange import UsedRate
from billing_suite.kernel.values.money import money
from tests.accounting.books.writing import balance
from tests.builders import SET_UP, Stage, account, behind_the_verbs, noon

ISSUED, PERIOD_END, COLLECTED = date(2026, 4, 3), date(2026, 4, 30), date(2026, 5, 20)


def rates(**by_day: str) -> None:
    for day, rate in by_day.items():
        record_rates(
            "EUR", on=date(2026, int(day[1:3]), int(day[3:])), rates={"GBP": rate}, source="example", by=SET_UP
        )


def invoiced(stage: Stage, hours: int) -> Invoice:
    """An invoice of so many hours at GBP 100, issued on the third of April."""
    line = {"phase": "Delivery", "description": "Build", "role": "developer", "hours": str(hours), "price": "100"}
    contract = stage.contract("thames", [line])  # type: ignore[list-item]
    for day in range(hours // 10):
        stage.approved(stage.task(contract), 600, date(2026, 3, 2) + timedelta(day))
    if hours % 10:
        stage.approved(stage.task(contract), hours % 10 * 60, date(2026, 3, 30))
    return stage.issue(*stage.approve(stage.draft(contract)))[0]


def collected(stage: Stage, invoice: Invoice) -> None:
    receipt = record_receipt(
        stage.entity,
        customer=invoice.customer,
        amount=invoice.gross,
        received_on=COLLECTED,
        bank_reference="example",
        by=stage.by("fay"),
    )
    allocate(receipt, invoice=invoice, on=COLLECTED, by=stage.by("fay"))


@pytest.mark.parametrize(
    ("hours", "spot", "closing", "settled", "unrealised", "realised"),
    [
        (100, "1.30", "", "1.35", 0, 50000),  # 13,000 becomes 13,500: a gain of 500
        (20, "1.43", "1.45", "1.50", 4000, 14000),  # 2,860, 2,900 at the year's end (40), 3,000 collected (100 more)
        (20, "1.50", "1.45", "1.43", -10000, -14000),  # the same downwards
    ],
)
def test_ias21_a_sale_on_credit(
    stage: Stage, hours: int, spot: str, closing: str, settled: str, unrealised: int, realised: int
) -> None:
    rates(d0403=spot, d0520=settled)
    invoice = invoiced(stage, hours)
    assert balance(stage, "1200", ISSUED) == hours * 100 * int(Decimal(spot) * 100)
    if closing:
        rates(d0430=closing)
        revalue(stage.entity, on=PERIOD_END, at=noon(PERIOD_END), by=stage.by("fay"))
        assert balance(stage, "7150", PERIOD_END) + balance(stage, "7250", PERIOD_END) == -unrealised
    collected(stage, invoice)
    assert balance(stage, "7100") + balance(stage, "7200") == -realised
    assert balance(stage, "7150") + balance(stage, "7250") == 0, "taken back: the whole difference is realised"
    assert balance(stage, "1200") == 0
    assert balance(stage, "1000") == hours * 100 * int(Decimal(settled) * 100)


def test_ifric22_what_is_received_in_advance_keeps_its_rate(stage: Stage) -> None:
    line = account("2300", "Contract liability", "liability", "contract_liability")
    set_up_chart(stage.entity, accounts=[line], by=SET_UP)  # type: ignore[list-item]
    rates(d0403="1.50", d0430="1.70")
    advance, worth = money("200", "GBP"), money("300", "EUR")
    draft = EntryDraft(
        legal_entity=stage.entity,
        on=ISSUED,
        description="Received in advance",
        source_kind="receipt",
        source_id="IE16",
        reference="IFRIC 22 example 4",
        rate=UsedRate("GBP", "EUR", Decimal("1.50"), ISSUED, "example"),
        lines=(Line("bank", advance, worth), Line("contract_liability", -advance, -worth)),
    )
    with behind_the_verbs(), acting(SET_UP):
        post_many([draft], load_chart([stage.entity], [ISSUED]))
    revalue(stage.entity, on=PERIOD_END, at=noon(PERIOD_END), by=stage.by("fay"))
    assert balance(stage, "2300", PERIOD_END) == -30000, "not monetary: LC 300 until it is earned"
    assert balance(stage, "1090", PERIOD_END) == 4000, "the bank is monetary: FC 200 at 1.70 is LC 340"


def test_ifric22_the_receivable_of_the_example_is_monetary(stage: Stage) -> None:
    """FC 250 at 1.70 is LC 425; collected at 1.90 it is LC 475, and 50 is exchange gain."""
    rates(d0403="1.70", d0520="1.90")
    line = {"phase": "Delivery", "description": "Build", "role": "developer", "hours": "1", "price": "250"}
    contract = stage.contract("thames", [line])  # type: ignore[list-item]
    stage.approved(stage.task(contract), 60)
    invoice = stage.issue(*stage.approve(stage.draft(contract)))[0]
    assert balance(stage, "1200") == 42500
    collected(stage, invoice)
    assert balance(stage, "7100") == -5000
    assert balance(stage, "1000") == 47500
