"""Number series without a hole by entity and year (INV-18, INV-19); exchange rates, or a refusal (RULES 21)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounting.cash.actions import record_receipt
from accounting.cash.models import Receipt
from billing_suite.kernel.firm.actions import DateBeforeSeries, record_rates, series_for, take_numbers
from billing_suite.kernel.firm.models import LegalEntity, NumberSeries
from billing_suite.kernel.record.acting import acting
from billing_suite.kernel.values.exchange import ExchangeRate, RateAsk, RateMissing, rates_for
from billing_suite.kernel.values.money import money
from billing_suite.kernel.values.refusals import Invalid
from tests.builders import APRIL, SET_UP, Stage

RATED = date(2026, 4, 1)


def taken(entity: LegalEntity, on: date, count: int = 1) -> list[str]:
    with transaction.atomic(), acting(SET_UP):
        series = series_for(entity, "invoice", on=on)
        return [series.text(number) for number in take_numbers(series, count, on=on)]


def test_inv18_numbers_follow_each_other_by_entity_and_year(stage: Stage) -> None:
    entity = stage.entity
    other = LegalEntity(**{f.attname: getattr(entity, f.attname) for f in LegalEntity._meta.fields[1:]})
    other.code = "us"
    with transaction.atomic(), acting(SET_UP):
        other.save(force_insert=True)
    assert taken(entity, date(2026, 4, 3), 2) == ["DE-INV-2026-00001", "DE-INV-2026-00002"]
    assert taken(other, date(2026, 4, 1)) == ["US-INV-2026-00001"]
    assert taken(entity, date(2026, 4, 3)) == ["DE-INV-2026-00003"]
    assert taken(entity, date(2027, 1, 1)) == ["DE-INV-2027-00001"]
    assert taken(entity, date(2026, 12, 31)) == ["DE-INV-2026-00004"]
    assert NumberSeries.objects.filter(kind="invoice").count() == 3


def test_inv18_what_is_rolled_back_leaves_no_hole(stage: Stage) -> None:
    taken(stage.entity, APRIL)
    with transaction.atomic():
        assert taken(stage.entity, APRIL, 5)[-1] == "DE-INV-2026-00006"
        transaction.set_rollback(True)
    assert taken(stage.entity, APRIL) == ["DE-INV-2026-00002"]


def test_inv19_a_date_before_the_last_one_takes_no_number(stage: Stage) -> None:
    taken(stage.entity, APRIL)
    with pytest.raises(DateBeforeSeries) as refused:
        taken(stage.entity, APRIL - timedelta(days=1))
    assert (refused.value.record, refused.value.rule) == ("invoice de 2026", "INV-19")
    assert taken(stage.entity, APRIL) == ["DE-INV-2026-00002"]


@pytest.mark.parametrize(
    "change", [{"last": 1}, {"last_on": date(2026, 1, 1)}, {"pattern": "X{number}"}, {"year": 2025}]
)
def test_inv18_the_database_never_counts_back(change: dict[str, object], stage: Stage) -> None:
    taken(stage.entity, APRIL, 3)
    with pytest.raises(IntegrityError), transaction.atomic(), acting(SET_UP):
        NumberSeries.objects.filter(kind="invoice").update(**change)
    assert taken(stage.entity, APRIL) == ["DE-INV-2026-00004"]


def arrived(stage: Stage, on: date, currency: str = "GBP") -> Receipt:
    return record_receipt(
        stage.entity,
        customer=stage.customer("thames"),
        amount=money("100.00", currency),
        received_on=on,
        bank_reference=f"B-{on}-{currency}",
        by=stage.by("fay"),
    )


def test_the_latest_rate_that_is_not_stale_is_used(stage: Stage) -> None:
    record_rates("EUR", on=date(2026, 4, 3), rates={"GBP": "1.2000"}, source="test", by=SET_UP)
    bases = [arrived(stage, date(2026, 4, day)).base for day in (1, 2, 3, 10)]
    assert bases == [money(amount, "EUR") for amount in ("115.00", "115.00", "120.00", "120.00")]


@pytest.mark.parametrize(
    ("on", "currency"),
    [(RATED - timedelta(days=1), "GBP"), (RATED + timedelta(days=8), "GBP"), (RATED, "USD")],
)
def test_a_rate_that_is_missing_or_stale_is_a_refusal(on: date, currency: str, stage: Stage) -> None:
    with pytest.raises(RateMissing, match=f"{currency} to EUR on {on}") as refused:
        arrived(stage, on, currency)
    assert (refused.value.code, refused.value.rule) == ("exchange-rate-missing", "RULES 21")
    assert not Receipt.objects.exists()


def test_a_currency_is_one_of_itself_and_never_turned_round(stage: Stage) -> None:
    asks = [RateAsk(base, quote, 7) for base, quote in (("EUR", "EUR"), ("GBP", "EUR"), ("EUR", "GBP"))]
    found = rates_for(asks, on=RATED)
    assert {ask.pair: str(used.rate.normalize()) for ask, used in found.items()} == {
        ("EUR", "EUR"): "1",
        ("GBP", "EUR"): "1.15",
    }


def test_a_published_rate_stays(stage: Stage) -> None:
    stored = record_rates("EUR", on=RATED, rates={"GBP": "9", "USD": "0.9"}, source="later", by=SET_UP)
    assert [(row.base, str(row.rate.normalize()), row.source) for row in stored] == [
        ("GBP", "1.15", "test"),
        ("USD", "0.9", "later"),
    ]
    with pytest.raises(Invalid):
        record_rates("EUR", on=RATED, rates={"EUR": "1"}, source="test", by=SET_UP)
    assert ExchangeRate.objects.count() == 2
