"""RULES 21: a rate is used in its direction; turned round or through EUR only where the legal entity says so."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from accounting.cash.actions import rate_for
from billing_suite.kernel.firm.actions import change_rate_rules, found_legal_entity, record_rates
from billing_suite.kernel.firm.models import LegalEntity
from billing_suite.kernel.record.audit import AuditRow
from billing_suite.kernel.values.exchange import (
    ExchangeRate,
    RateAsk,
    RateMissing,
    Stored,
    UsedRate,
    answered,
    rates_for,
)
from billing_suite.kernel.values.money import money
from billing_suite.kernel.values.refusals import Invalid, NotAllowed, NotFound
from tests.builders import SET_UP, TEAM, Stage

DAY = date(2026, 4, 8)
TINY = Decimal("0.0000000001")
THROUGH = "ECB, USD and GBP through EUR"


def stored(*rows: tuple[str, str, int, str], source: str = "ECB") -> Stored:
    """Stored rates: base, quote, so many days before `DAY`, the rate."""
    held: dict[tuple[str, str], dict[date, ExchangeRate]] = {}
    for base, quote, before, rate in rows:
        on = DAY - timedelta(days=before)
        held.setdefault((base, quote), {})[on] = ExchangeRate(
            base=base, quote=quote, on=on, rate=Decimal(rate), source=source
        )
    return held


def asked(base: str, quote: str, held: Stored, *, stale_after: int = 7, through_eur: bool = True) -> UsedRate | None:
    return answered(RateAsk(base, quote, stale_after, through_eur), held, on=DAY)


# --- what is derived, and from what -----------------------------------------------------------------------


@pytest.mark.once
@pytest.mark.parametrize(
    ("base", "quote", "rows", "rate", "before", "source"),
    [
        ("USD", "EUR", [("EUR", "USD", 0, "1.1172")], "0.8950948801", 0, "ECB, EUR to USD turned round"),
        ("EUR", "USD", [("USD", "EUR", 0, "0.8")], "1.25", 0, "ECB, USD to EUR turned round"),
        (
            "USD",
            "GBP",
            [("EUR", "USD", 0, "1.25"), ("EUR", "GBP", 0, "0.8")],
            "0.64",
            0,
            "ECB, USD and GBP through EUR",
        ),
        ("USD", "GBP", [("USD", "EUR", 0, "0.8"), ("EUR", "GBP", 0, "0.8")], "0.64", 0, THROUGH),
        # the youngest day that both have, though one leg is younger by itself
        (
            "USD",
            "GBP",
            [("EUR", "USD", 0, "9"), ("EUR", "USD", 3, "1.25"), ("EUR", "GBP", 3, "0.8"), ("EUR", "GBP", 5, "9")],
            "0.64",
            3,
            THROUGH,
        ),
        # a stored rate in the asked direction wins when it is at least as young, and only then
        ("USD", "EUR", [("EUR", "USD", 0, "1.25"), ("USD", "EUR", 0, "0.9")], "0.9", 0, "ECB"),
        ("USD", "EUR", [("EUR", "USD", 2, "1.25"), ("USD", "EUR", 1, "0.9")], "0.9", 1, "ECB"),
        ("USD", "EUR", [("EUR", "USD", 1, "1.25"), ("USD", "EUR", 2, "0.9")], "0.8", 1, "ECB, EUR to USD turned round"),
        # half up at the tenth place: 0.16666666666..., and exactly half of the smallest step
        ("USD", "EUR", [("EUR", "USD", 0, "6")], "0.1666666667", 0, "ECB, EUR to USD turned round"),
        ("USD", "EUR", [("EUR", "USD", 0, "20000000000")], "0.0000000001", 0, "ECB, EUR to USD turned round"),
    ],
)
def test_rules21_a_rate_is_derived_from_the_euros_of_one_day(base, quote, rows, rate, before, source):
    used = asked(base, quote, stored(*rows))
    assert used is not None
    assert (used.base, used.quote, used.rate.normalize()) == (base, quote, Decimal(rate).normalize())
    assert (used.on, used.source) == (DAY - timedelta(days=before), source)


@pytest.mark.once
@pytest.mark.parametrize(
    ("base", "quote", "rows"),
    [
        ("USD", "GBP", [("EUR", "USD", 0, "1.25")]),  # a leg is missing
        ("USD", "GBP", [("EUR", "USD", 0, "1.25"), ("EUR", "GBP", 1, "0.8")]),  # legs of two days
        ("USD", "GBP", [("EUR", "USD", 8, "1.25"), ("EUR", "GBP", 8, "0.8")]),  # both stale
        ("USD", "GBP", [("GBP", "USD", 0, "1.25")]),  # only what names the euro is turned round
        ("USD", "GBP", [("USD", "CHF", 0, "1.1"), ("CHF", "GBP", 0, "0.8")]),  # and nothing goes through another
        ("USD", "EUR", [("EUR", "USD", -1, "1.25")]),  # tomorrow's
        ("USD", "EUR", [("EUR", "USD", 0, "20000000001")]),  # would round to 0
    ],
)
def test_rules21_nothing_is_guessed(base, quote, rows):
    assert asked(base, quote, stored(*rows)) is None


@pytest.mark.once
def test_rules21_without_the_entitys_word_a_direction_is_a_direction():
    held = stored(("EUR", "USD", 0, "1.25"), ("EUR", "GBP", 0, "0.8"))
    assert asked("USD", "EUR", held, through_eur=False) is None
    assert asked("USD", "GBP", held, through_eur=False) is None
    direct = asked("EUR", "USD", held, through_eur=False)
    assert direct is not None and direct.rate == Decimal("1.25")


@pytest.mark.once
def test_two_publishers_are_both_named_within_the_letters_of_a_source():
    held = {**stored(("EUR", "USD", 0, "1.25")), **stored(("EUR", "GBP", 0, "0.8"), source="B" * 80)}
    used = asked("USD", "GBP", held)
    assert used is not None
    assert used.source.startswith("ECB and BBB") and used.source.endswith(", USD and GBP through EUR")
    assert len(used.source) == 80


# --- properties -------------------------------------------------------------------------------------------

PRICES = st.integers(10**8, 10**14).map(lambda n: Decimal(n).scaleb(-10))  # what a euro costs: 0.01 to 10,000


def rate_of(base: str, quote: str, held: Stored) -> Fraction:
    used = asked(base, quote, held)
    assert used is not None
    assert used.rate > 0 and used.rate == used.rate.quantize(TINY)
    return Fraction(used.rate)


@pytest.mark.once
@given(usd=PRICES, gbp=PRICES, turned=st.booleans())
def test_there_and_back_is_one_within_the_rounding_of_both_rates(usd: Decimal, gbp: Decimal, turned: bool):
    legs = [("EUR", "USD", 0, str(usd)), ("GBP", "EUR", 0, str(gbp)) if turned else ("EUR", "GBP", 0, str(gbp))]
    held = stored(*legs)
    for one, other in (("USD", "EUR"), ("USD", "GBP")):
        there, back = rate_of(one, other, held), rate_of(other, one, held)
        half = Fraction(TINY) / 2
        assert abs(there * back - 1) <= half * (there + back) + half**2


@pytest.mark.once
@given(usd=PRICES, gbp=PRICES)
def test_the_triangle_closes_within_the_rounding_of_its_sides(usd: Decimal, gbp: Decimal):
    held = stored(("EUR", "USD", 0, str(usd)), ("EUR", "GBP", 0, str(gbp)))
    through, first, second = (rate_of(*pair, held) for pair in (("USD", "GBP"), ("USD", "EUR"), ("EUR", "GBP")))
    half = Fraction(TINY) / 2
    assert second == Fraction(gbp)
    assert abs(through - first * second) <= half * (1 + second)


# --- the legal entity's word ------------------------------------------------------------------------------


def publish(on: date = DAY, **rates: str) -> None:
    """Rates per euro, as the European Central Bank gives them."""
    for code, rate in rates.items():
        record_rates(code, on=on, rates={"EUR": rate}, source="ECB", by=SET_UP)


def london(team: str = TEAM, **rules: object) -> LegalEntity:
    """A company that keeps its books in pounds."""
    details = {
        "name": "Spree London",
        "legal_name": "Spree London Ltd",
        "street": "1 Wharf Road",
        "postcode": "N1 7GR",
        "city": "London",
        "country": "GB",
        "email": "billing@spree-london.example",
    }
    return found_legal_entity(
        "gb", details={**details, **rules}, currency="GBP", time_zone="Europe/London", teams=[team], by=SET_UP
    )


def test_an_entity_is_founded_with_its_word_or_without(stage: Stage) -> None:
    publish(USD="1.25", GBP="0.8")
    assert stage.entity.rates_through_eur is False
    with pytest.raises(RateMissing, match=rf"USD to EUR on {DAY} or in the 7 days before \(RULES") as refused:
        rate_for(stage.entity, "USD", on=DAY, record="B-1")
    assert (refused.value.rule, refused.value.record) == ("RULES 21", "B-1")
    used = rate_for(london(rates_through_eur=True, rate_stale_after=3), "USD", on=DAY, record="B-1")
    assert (used.rate, used.source) == (Decimal("0.64"), "ECB, USD and GBP through EUR")
    assert used.convert(money("100.00", "USD")) == money("64.00", "GBP")


def test_its_word_is_changed_by_who_may_and_leaves_history(stage: Stage) -> None:
    publish(USD="1.25")
    clara = stage.by("clara")
    changed = change_rate_rules(stage.entity, through_eur=True, stale_after=2, by=clara)
    assert (changed.rates_through_eur, changed.rate_stale_after) == (True, 2)
    assert rate_for(changed, "USD", on=DAY + timedelta(days=2), record="").rate == Decimal("0.8")
    with pytest.raises(RateMissing, match="USD to EUR on 2026-04-11 or in the 2 days before, nor both of one day"):
        rate_for(changed, "USD", on=DAY + timedelta(days=3), record="")
    assert [row.rates_through_eur for row in stage.entity.history.order_by("history_id")] == [False, True]
    assert AuditRow.objects.filter(table="kernel_legalentity").latest("pk").actor == clara.tag
    again = change_rate_rules(stage.entity, through_eur=False, stale_after=2, by=clara)
    with pytest.raises(RateMissing):
        rate_for(again, "USD", on=DAY, record="")


@pytest.mark.parametrize("days", [-1, 367])
def test_a_limit_that_is_none_is_refused(days: int, stage: Stage) -> None:
    with pytest.raises(Invalid) as refused:
        change_rate_rules(stage.entity, through_eur=True, stale_after=days, by=stage.by("clara"))
    assert (refused.value.record, list(refused.value.fields)) == ("de", ["stale_after"])
    assert not LegalEntity.objects.filter(rates_through_eur=True).exists()


def test_whoever_lacks_the_right_or_the_entity_changes_nothing(stage: Stage) -> None:
    with pytest.raises(NotAllowed):
        change_rate_rules(stage.entity, through_eur=True, stale_after=7, by=stage.by("fay"))
    with pytest.raises(NotFound):
        change_rate_rules(london(team="London"), through_eur=True, stale_after=7, by=stage.by("clara"))
    assert not LegalEntity.objects.filter(rates_through_eur=True).exists()


def test_each_entity_of_a_set_is_asked_by_its_own_rules(stage: Stage) -> None:
    publish(DAY - timedelta(days=5), USD="1.25")
    strict, wide, loose = (RateAsk("USD", "EUR", days, through) for days, through in ((4, True), (5, True), (9, False)))
    found = rates_for([strict, wide, loose], on=DAY)
    assert list(found) == [wide]
    record_rates("EUR", on=DAY - timedelta(days=8), rates={"USD": "0.7"}, source="bank", by=SET_UP)
    found = rates_for([strict, wide, loose], on=DAY)
    assert {ask: used.rate for ask, used in found.items()} == {wide: Decimal("0.8"), loose: Decimal("0.7")}


def test_one_query_whatever_the_number_of_pairs(stage: Stage) -> None:
    codes = ["USD", "GBP", "CHF", "JPY", "SEK", "NOK", "DKK", "PLN"]
    publish(**{code: f"1.{n}" for n, code in enumerate(codes, start=1)})
    asks = {RateAsk(a, b, 7, through_eur=True) for a in codes for b in codes if a != b}
    with CaptureQueriesContext(connection) as held:
        found = rates_for(asks, on=DAY)
    assert (len(held), set(found)) == (1, asks)
    same = RateAsk("EUR", "EUR", 0)
    with CaptureQueriesContext(connection) as held:
        assert rates_for([same], on=DAY)[same].rate == 1
    assert len(held) == 0
