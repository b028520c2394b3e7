"""Tax that a customer deducts: decided with the draft, printed, and settled by the authority's certificate."""

from datetime import date
from decimal import Decimal

import pytest

from accounting.billing.actions import issue_invoices
from accounting.billing.models import OpenItem
from accounting.books.actions import set_up_chart
from accounting.books.reports import trial_balance
from accounting.cash.actions import allocate, record_receipt
from accounting.tax.models import Withholding
from accounting.tax.withholding import WithholdingFact, record_withholding, withheld
from billing_suite.kernel.record.checks import run_checks
from billing_suite.kernel.values.money import money
from billing_suite.kernel.values.refusals import Invalid, Refusal
from tests.builders import SET_UP, Stage, account

LAW = "Tax deducted at source, section 195 Income Tax Act 1961"
SPRING, PAID = date(2026, 1, 1), date(2026, 4, 8)


@pytest.mark.parametrize(
    ("rate", "net", "amount"),
    [("15", "1400.00", "210.00"), ("12.5", "0.04", "0.01"), ("10", "0.05", "0.01"), ("10", "-0.05", "-0.01")],
)
def test_it_is_a_part_of_the_net_rounded_once(rate: str, net: str, amount: str) -> None:
    fact = WithholdingFact(Decimal(rate), LAW, SPRING, date(2026, 6, 30))
    found = withheld([fact], money(net, "EUR"), on=date(2026, 6, 30))
    assert found == (money(amount, "EUR"), {"rate": rate, "reason": LAW})
    assert withheld([fact], money(net, "EUR"), on=date(2026, 7, 1)) is None
    assert withheld([fact], money(net, "EUR"), on=date(2025, 12, 31)) is None


def test_an_invoice_asks_for_less_and_the_certificate_settles_the_rest(stage: Stage) -> None:
    customer = stage.customer("nordlicht")
    record_withholding(customer, rate=Decimal(15), reason=LAW, valid_from=SPRING, by=stage.by("clara"))
    claim = account("1470", "Tax withheld by customers", "asset", "withholding_tax")
    set_up_chart(stage.entity, accounts=[claim], by=SET_UP)
    invoice = stage.issued()
    assert (str(invoice.gross.amount), str(invoice.withheld.amount)) == ("1666.00", "210.00")
    assert invoice.decision["withholding"] == {"rate": "15", "reason": LAW}
    for amount, reference, means in (("1456.00", "B 1", "bank"), ("210.00", "TDS 2026/77", "withholding")):
        receipt = record_receipt(
            stage.entity,
            customer=customer,
            amount=money(amount, "EUR"),
            received_on=PAID,
            bank_reference=reference,
            means=means,
            by=stage.by("fay"),
        )
        allocate(receipt, invoice=invoice, on=PAID, by=stage.by("fay"))
    assert OpenItem.objects.get(invoice=invoice).open.amount == 0
    rows = {row.number: row.debit.amount for row in trial_balance(stage.entity, as_of=PAID).rows}
    assert rows["1470"] == Decimal("210.00")
    assert all(found.holds for found in run_checks())


def test_a_withholding_that_changes_ends_the_one_before(stage: Stage) -> None:
    customer, clara = stage.customer("nordlicht"), stage.by("clara")
    record_withholding(customer, rate=Decimal(15), reason=LAW, valid_from=SPRING, by=clara)
    record_withholding(customer, rate=Decimal(10), reason=LAW, valid_from=date(2026, 3, 1), by=clara)
    assert list(Withholding.objects.values_list("valid_to", flat=True)) == [date(2026, 2, 28), None]
    with pytest.raises(Invalid, match="begins on 2026-03-01 or later"):
        record_withholding(customer, rate=Decimal(10), reason=LAW, valid_from=date(2026, 3, 1), by=clara)
    with pytest.raises(Invalid, match="before it begins"):
        record_withholding(
            customer, rate=Decimal(1), reason=LAW, valid_from=date(2027, 1, 1), valid_to=SPRING, by=clara
        )
    with pytest.raises(Invalid, match="part of the net"):
        record_withholding(customer, rate=Decimal(100), reason=LAW, valid_from=date(2027, 1, 1), by=clara)
    with pytest.raises(Refusal, match="may not"):
        record_withholding(customer, rate=Decimal(1), reason=LAW, valid_from=date(2027, 1, 1), by=stage.by("mia"))


def test_inv28_what_is_withheld_may_not_change_after_approval(stage: Stage) -> None:
    contract = stage.contract()
    stage.approved(stage.task(contract), 600)
    [invoice] = stage.approve(stage.draft(contract))
    nordlicht, clara = stage.customer("nordlicht"), stage.by("clara")
    record_withholding(nordlicht, rate=Decimal(15), reason=LAW, valid_from=SPRING, by=clara)
    outcome = issue_invoices([invoice], on=PAID, by=stage.by("hannah"))
    assert [refusal.code for refusal in outcome.refused] == ["approval-lapsed"]
    assert "what the customer withholds has changed" in str(outcome.refused[0])
