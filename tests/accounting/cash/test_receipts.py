"""Receipts and what they are set against: never twice, never too much, the exchange difference to the cent."""

from datetime import date
from decimal import Decimal

import pytest

from accounting.billing.models import Invoice, OpenItem
from accounting.books.actions import PeriodNotOpen
from accounting.books.models import Period
from accounting.books.reports import trial_balance
from accounting.cash.actions import ReceiptRepeated, TooMuch, allocate, record_receipt
from accounting.cash.models import Allocation, Receipt
from billing_suite.kernel.firm.actions import record_rates
from billing_suite.kernel.record.checks import run_checks
from billing_suite.kernel.values.money import money
from billing_suite.kernel.values.refusals import Invalid, Refusal
from tests.builders import SET_UP, Stage, closed

PAID = date(2026, 4, 8)
LATER = date(2026, 4, 9)


def received(
    stage: Stage, amount: str, currency: str = "EUR", who: str = "nordlicht", on: date = PAID, reference: str = "B 1"
) -> Receipt:
    return record_receipt(
        stage.entity,
        customer=stage.customer(who),
        amount=money(amount, currency),
        received_on=on,
        bank_reference=reference,
        by=stage.by("fay"),
    )


def balances(stage: Stage) -> dict[str, Decimal]:
    """What stands on each account, debit positive, where anything does."""
    rows = trial_balance(stage.entity, as_of=date(2026, 12, 31)).rows
    return {row.number: row.debit.amount - row.credit.amount for row in rows if row.debit or row.credit}


def left(invoice: Invoice) -> str:
    return str(OpenItem.objects.get(invoice=invoice).open.amount)


def broken() -> list[str]:
    return [found.check.invariant for found in run_checks() if not found.holds]


@pytest.fixture
def invoice(stage: Stage) -> Invoice:
    """1,666.00 EUR: ten hours at 140 and 19 per cent."""
    return stage.issued()


def test_money_is_the_customers_until_it_is_allocated(stage: Stage, invoice: Invoice) -> None:
    receipt = received(stage, "1666.00")
    assert balances(stage)["2100"] == Decimal("-1666.00") and left(invoice) == "1666.00"
    allocate(receipt, invoice=invoice, on=PAID, by=stage.by("fay"))
    assert left(invoice) == "0.00"
    assert balances(stage) == {"1000": Decimal(1666), "2200": Decimal(-266), "4000": Decimal(-1400)}
    assert broken() == []


def test_inv14_parts_add_up_and_never_exceed_either_side(stage: Stage, invoice: Invoice) -> None:
    small, big = received(stage, "600.00"), received(stage, "2000.00", reference="B 2")
    allocate(small, invoice=invoice, amount=money("100.00", "EUR"), on=PAID, by=stage.by("fay"))
    with pytest.raises(TooMuch) as refused:
        allocate(small, invoice=invoice, amount=money("500.01", "EUR"), on=PAID, by=stage.by("fay"))
    assert refused.value.record == invoice.number and "500.00" in str(refused.value)
    allocate(small, invoice=invoice, on=PAID, by=stage.by("fay"))  # all that it still holds
    with pytest.raises(TooMuch):
        allocate(big, invoice=invoice, amount=money("1066.01", "EUR"), on=PAID, by=stage.by("fay"))
    last = allocate(big, invoice=invoice, on=PAID, by=stage.by("fay"))
    assert str(last.amount.amount) == "1066.00" and left(invoice) == "0.00"
    with pytest.raises(TooMuch):
        allocate(big, invoice=invoice, on=PAID, by=stage.by("fay"))
    big.refresh_from_db()
    assert big.amount_minor - big.allocated_minor == 934_00
    assert broken() == []


def test_rules26_a_bank_reference_is_recorded_once(stage: Stage, invoice: Invoice) -> None:
    received(stage, "5.00")
    with pytest.raises(ReceiptRepeated, match="B 1"):
        received(stage, "5.00")
    assert Receipt.objects.count() == 1


@pytest.mark.parametrize("amount", ["0.00", "-5.00"])
def test_a_receipt_is_more_than_nothing(stage: Stage, amount: str) -> None:
    with pytest.raises(Invalid, match="more than nothing"):
        received(stage, amount)


def test_money_goes_to_its_own_customers_invoice_in_its_own_currency(stage: Stage, invoice: Invoice) -> None:
    foreign = received(stage, "100.00", who="lumiere")
    with pytest.raises(Invalid, match="is not from Nordlicht"):
        allocate(foreign, invoice=invoice, on=PAID, by=stage.by("fay"))
    record_rates("EUR", on=PAID, rates={"GBP": "1.1000"}, source="test", by=SET_UP)
    pounds = received(stage, "100.00", "GBP", reference="B 2")
    with pytest.raises(Invalid, match="is in GBP"):
        allocate(pounds, invoice=invoice, on=PAID, by=stage.by("fay"))
    assert not Allocation.objects.exists()


def test_nothing_is_allocated_to_a_draft_or_before_its_time(stage: Stage, invoice: Invoice) -> None:
    receipt = received(stage, "100.00")
    with pytest.raises(Invalid, match="came on"):
        allocate(receipt, invoice=invoice, on=date(2026, 4, 7), by=stage.by("fay"))
    early = received(stage, "100.00", on=date(2026, 4, 1), reference="B 2")
    with pytest.raises(Invalid, match="issued on 2026-04-03"):
        allocate(early, invoice=invoice, on=date(2026, 4, 2), by=stage.by("fay"))
    contract = stage.contract("lumiere")
    stage.approved(stage.task(contract), 60)
    with pytest.raises(Refusal, match="is not issued"):
        allocate(receipt, invoice=stage.draft(contract), on=PAID, by=stage.by("fay"))


def test_inv05_a_closed_period_takes_no_money(stage: Stage, invoice: Invoice) -> None:
    receipt = received(stage, "100.00")
    closed(Period.objects.get(legal_entity=stage.entity, starts_on=date(2026, 4, 1)))
    with pytest.raises(PeriodNotOpen):
        received(stage, "5.00", reference="B 2")
    with pytest.raises(PeriodNotOpen):
        allocate(receipt, invoice=invoice, on=PAID, by=stage.by("fay"))
    assert Receipt.objects.count() == 1 and not Allocation.objects.exists()


def test_rules21_a_missing_rate_stops_the_receipt(stage: Stage) -> None:
    stage.customer("thames")
    with pytest.raises(Refusal) as refused:
        received(stage, "5.00", "GBP", who="thames", on=date(2026, 4, 20))  # the last rate is of 1 April
    assert refused.value.record == "B 1" and "GBP" in str(refused.value)
    assert not Receipt.objects.exists()


def test_rules23_loss_and_gain_to_the_cent_and_the_last_part_takes_the_rest(stage: Stage) -> None:
    invoice = stage.issued("thames", minutes=601)  # 10.02 h x 115.50 = 1,157.31 GBP, at 1.15 = 1,330.91 EUR
    assert (str(invoice.gross.amount), balances(stage)["1200"]) == ("1157.31", Decimal("1330.91"))
    record_rates("EUR", on=PAID, rates={"GBP": "1.1000"}, source="test", by=SET_UP)
    record_rates("EUR", on=LATER, rates={"GBP": "1.2000"}, source="test", by=SET_UP)
    first = received(stage, "500.01", "GBP", who="thames")  # 550.01 EUR
    allocate(first, invoice=invoice, on=PAID, by=stage.by("fay"))
    assert balances(stage)["7200"] == Decimal("25.00")  # relieved 575.01, received 550.01
    assert balances(stage)["1200"] == Decimal("755.90")
    last = received(stage, "657.30", "GBP", who="thames", on=LATER, reference="B 2")  # 788.76 EUR
    allocate(last, invoice=invoice, on=LATER, by=stage.by("fay"))
    held = balances(stage)
    assert "1200" not in held and "2100" not in held
    assert held["7100"] == Decimal("-32.86")  # 788.76 received, 755.90 remained
    assert held["1000"] == Decimal("1338.77")
    assert broken() == []
