"""What a later version says otherwise: lines by their description, dates, terms line by line, and the sum."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from billing_suite.kernel.values.money import money
from crm.quotes.actions import revise_quote
from crm.quotes.models import QuoteVersion
from crm.quotes.reports import Difference, LineDifference, differences
from tests.builders import LINES, MARCH, Stage, noon

pytestmark = pytest.mark.once
LATER = date(2026, 4, 30)


@pytest.fixture
def pair(stage: Stage) -> tuple[QuoteVersion, QuoteVersion]:
    """40 hours of design and 80 of building; then 32 and 16 of training, with the building left out."""
    quote = stage.quote()
    first = quote.current
    assert first is not None
    lines = [
        {**LINES[0], "hours": "32"},
        {"phase": "Go live", "description": "Training", "role": "designer", "hours": "16"},
    ]
    terms = "Net 30 days.\nTravel is extra."
    revised = revise_quote(
        quote, lines=lines, starts_on=MARCH, valid_until=LATER, terms=terms, at=noon(MARCH), by=stage.by("lena")
    )
    return first, revised


def of(before: QuoteVersion, after: QuoteVersion) -> Difference:
    return differences(before, list(before.lines.all()), after, list(after.lines.all()))


def test_lines_dates_terms_and_the_sum(pair: tuple[QuoteVersion, QuoteVersion]) -> None:
    first, second = pair
    told = of(first, second)
    assert told.lines == [
        LineDifference("changed", "Design", ["hours 40 → 32"], money("4800", "EUR"), money("3840", "EUR")),
        LineDifference("added", "Training", [], None, money("1920", "EUR")),
        LineDifference("removed", "Build", [], money("11200", "EUR"), None),
    ]
    assert told.net == second.net - first.net == money("-10240", "EUR")
    assert told.facts == [("Valid until", first.valid_until, LATER)]
    assert [sign for sign, _ in told.terms].count("+") == 2
    assert of(first, first).is_empty and of(second, second).net == money("0", "EUR")


def test_the_page_holds_it_against_the_one_before_or_another(
    pair: tuple[QuoteVersion, QuoteVersion], browser: Callable[[str], Client]
) -> None:
    first, second = pair
    lena, page = browser("lena"), reverse("quote-version", args=[second.pk])
    shown = lena.get(page).content.decode()
    for words in ("From version 1 to version 2", "hours 40 → 32", "Training", "+ Travel is extra."):
        assert words in shown
    assert (
        "From version 1 to version 2"
        in lena.get(f"{reverse('quote-version', args=[first.pk])}?against=2").content.decode()
    )
    assert "From version" not in lena.get(reverse("quote-version", args=[first.pk])).content.decode()
    assert lena.get(f"{page}?against=9").status_code == 404


def test_the_same_over_the_api(
    pair: tuple[QuoteVersion, QuoteVersion], stage: Stage, browser: Callable[[str], Client]
) -> None:
    first, second = pair
    lena = browser("lena")
    told = lena.get("/api/v1/quote-differences/", {"version": str(first.pk), "against": str(second.pk)}).json()
    assert [line["kind"] for line in told["lines"]] == ["changed", "added", "removed"]
    assert told["net"] == {"amount": "-10240.00", "currency": "EUR"}
    other = stage.quote("lumiere").current
    assert other is not None
    asked = {"version": str(first.pk), "against": str(other.pk)}
    assert lena.get("/api/v1/quote-differences/", asked).status_code == 400
