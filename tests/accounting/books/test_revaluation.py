"""Exchange differences: monetary items at the closing rate, taken back the next day; the rest keeps its rate.

The figures of the first two tests are those of published worked examples, named there.
"""

from datetime import date

import pytest

from accounting.books.actions import map_role, revalue, set_up_chart
from accounting.books.actions.posting import APPROVED_AS
from accounting.books.models import JournalEntry
from accounting.books.reports import trial_balance
from accounting.books.reports.revaluation import revaluation
from accounting.cash.actions import allocate, record_receipt
from billing_suite.kernel.access.approvals import Approval
from billing_suite.kernel.firm.actions import record_rates
from billing_suite.kernel.record.checks import run_checks
from billing_suite.kernel.values.money import money
from billing_suite.kernel.values.refusals import Refusal
from tests.accounting.books.writing import balance, period
from tests.builders import SET_UP, Stage, account, closed, noon

APRIL_END, MAY_END = date(2026, 4, 30), date(2026, 5, 31)


def rate(on: date, gbp: str) -> None:
    record_rates("EUR", on=on, rates={"GBP": gbp}, source="test", by=SET_UP)


def differences(stage: Stage, as_of: date) -> dict[str, int]:
    """Revaluation and unrealised exchange, in minor units, where they are not nothing."""
    numbers = ("1090", "1290", "2190", "2290", "7150", "7250")
    return {number: held for number in numbers if (held := balance(stage, number, as_of))}


def test_rules24_an_open_invoice_is_revalued_and_taken_back(stage: Stage) -> None:
    invoice = stage.issued("thames")  # 1,155.00 GBP at 1.15
    assert (invoice.gross, invoice.open_item.base) == (money("1155.00", "GBP"), money("1328.25", "EUR"))
    rate(APRIL_END, "1.20")
    entries = revalue(stage.entity, on=APRIL_END, at=noon(APRIL_END), by=stage.by("fay"))
    assert [(entry.currency, entry.reference) for entry in entries] == [("GBP", "REV-de-2026-04-30-GBP")]
    assert [p.amount_minor for p in entries[0].postings.all()] == [0, 0]
    assert differences(stage, APRIL_END) == {"1290": 5775, "7150": -5775}  # 1,155.00 x 1.20 less 1,328.25
    assert differences(stage, date(2026, 5, 1)) == {}
    assert balance(stage, "1200", APRIL_END) == 132825, "never among the open items"
    mirror = JournalEntry.objects.get(reverses=entries[0])
    assert (mirror.on, mirror.source_kind) == (date(2026, 5, 1), "revaluation")
    assert revalue(stage.entity, on=APRIL_END, at=noon(APRIL_END), by=stage.by("fay")) == []
    assert all(finding.holds for finding in run_checks())


def test_a_later_fact_is_revalued_by_what_changed(stage: Stage) -> None:
    stage.issued("thames")
    rate(APRIL_END, "1.20")
    revalue(stage.entity, on=APRIL_END, at=noon(APRIL_END), by=stage.by("fay"))
    receipt = record_receipt(
        stage.entity,
        customer=stage.customers["thames"],
        amount=money("155.00", "GBP"),
        received_on=date(2026, 4, 30),
        bank_reference="late",
        by=stage.by("fay"),
    )
    assert [str(item.exposure.label) for item in revaluation(stage.entity, on=APRIL_END).items] == [
        "1000 Bank",
        "DE-INV-2026-00001",
        receipt.reference,
    ]
    assert revalue(stage.entity, on=APRIL_END, at=noon(APRIL_END), by=stage.by("fay")) == [], "at the closing rate"
    assert [group.accounts for group in revaluation(stage.entity, on=APRIL_END).by_currency()] == [0]
    rate(MAY_END, "1.10")
    [group] = revaluation(stage.entity, on=MAY_END).by_currency()
    assert (group.still, group.accounts) == (money("-57.75", "EUR"), 3), "bank and credit are each other's opposite"
    revalue(stage.entity, on=MAY_END, at=noon(MAY_END), by=stage.by("fay"))
    # bank 155.00 x 1.10 less 186.00; receivable 1,155.00 x 1.10 less 1,328.25; credit the other way
    assert differences(stage, MAY_END) == {"1090": -1550, "1290": -5775, "2190": 1550, "7250": 5775}
    assert differences(stage, date(2026, 6, 1)) == {}


def test_as_of_a_past_date_what_was_paid_since_was_open_then(stage: Stage) -> None:
    invoice = stage.issued("thames")
    rate(APRIL_END, "1.20")
    rate(date(2026, 5, 4), "1.30")
    receipt = record_receipt(
        stage.entity,
        customer=stage.customers["thames"],
        amount=money("1155.00", "GBP"),
        received_on=date(2026, 5, 4),
        bank_reference="1",
        by=stage.by("fay"),
    )
    allocate(receipt, invoice=invoice, on=date(2026, 5, 5), by=stage.by("fay"))
    report = revaluation(stage.entity, on=APRIL_END)
    assert [(item.amount, item.base, item.value, item.difference) for item in report.items] == [
        (money("1155.00", "GBP"), money("1328.25", "EUR"), money("1386.00", "EUR"), money("57.75", "EUR"))
    ]
    rate(MAY_END, "1.30")
    assert [item.exposure.label for item in revaluation(stage.entity, on=MAY_END).items] == ["1000 Bank"]


def test_rules21_a_missing_rate_or_a_closed_period_stops_it_whole(stage: Stage) -> None:
    stage.issued("thames")
    with pytest.raises(Refusal, match="no exchange rate GBP to EUR on 2026-04-30"):
        revalue(stage.entity, on=APRIL_END, at=noon(APRIL_END), by=stage.by("fay"))
    assert revaluation(stage.entity, on=APRIL_END).missing == ["GBP"]
    rate(APRIL_END, "1.20")
    with pytest.raises(Refusal, match="not the last day of a period"):
        revalue(stage.entity, on=date(2026, 4, 29), at=noon(date(2026, 4, 29)), by=stage.by("fay"))
    closed(period(stage, 5))
    with pytest.raises(Refusal, match="INV-05"):
        revalue(stage.entity, on=APRIL_END, at=noon(APRIL_END), by=stage.by("fay"))
    assert not JournalEntry.objects.filter(source_kind="revaluation").exists()
    assert not trial_balance(stage.entity, as_of=MAY_END).difference


def test_a_part_that_moves_takes_its_revaluation_along(stage: Stage) -> None:
    stage.issued("thames")
    rate(APRIL_END, "1.20")
    revalue(stage.entity, on=APRIL_END, at=noon(APRIL_END), by=stage.by("fay"))
    other = set_up_chart(stage.entity, accounts=[account("1291", "Revaluation, new", "asset")], by=SET_UP)[0]  # type: ignore[list-item]
    map_role(other, role="receivable_revaluation", by=stage.by("clara"))
    moved = revalue(stage.entity, on=APRIL_END, at=noon(APRIL_END), by=stage.by("fay"))
    assert [len(entry.postings.all()) for entry in moved] == [2], "from the one account to the other, nothing else"
    assert [entry.reference for entry in moved] == ["REV-de-2026-04-30-GBP-2"]
    assert balance(stage, "1291", APRIL_END) == 5775 and differences(stage, APRIL_END) == {"7150": -5775}
    assert revalue(stage.entity, on=APRIL_END, at=noon(APRIL_END), by=stage.by("fay")) == []


def test_inv05_the_controller_revalues_a_soft_closed_period(stage: Stage) -> None:
    stage.issued("thames")
    rate(APRIL_END, "1.20")
    for month in (4, 5):
        closed(period(stage, month), "soft_closed")
    with pytest.raises(Refusal, match="soft-closed"):
        revalue(stage.entity, on=APRIL_END, at=noon(APRIL_END), by=stage.by("fay"))
    entry = revalue(stage.entity, on=APRIL_END, at=noon(APRIL_END), by=stage.by("clara"))[0]
    mirror = JournalEntry.objects.get(reverses=entry)
    for each in (entry, mirror):
        approval = Approval.objects.get(subject=APPROVED_AS, subject_id=str(each.pk))
        assert each.is_controllers and approval.approver == stage.by("clara").tag
        assert approval.makers == "system:revaluation|", "nobody wrote it"
    assert all(finding.holds for finding in run_checks())
