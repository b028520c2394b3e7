"""A product is picked, not typed: the line takes its words, its billing and its price from the catalogue."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from billing_suite.kernel.values.money import money
from billing_suite.kernel.values.refusals import Invalid
from crm.catalogue.actions import add_bundle, add_product, publish_price_list, retire_product
from crm.catalogue.models import Bundle, Product
from crm.quotes.actions import extend_quote, revise_quote
from crm.quotes.models import Quote, QuoteLine, QuoteVersion
from crm.quotes.pricing import price_version
from projects.contracts.models import ContractLine
from tests.builders import MARCH, Stage, noon

pytestmark = pytest.mark.once
LAST_DAY = date(2026, 3, 31)


@pytest.fixture
def catalogue(stage: Stage) -> Bundle:
    by = stage.by("clara")
    site = add_product(
        "SITE", told={"name": "Web site", "billed_by": "fixed", "hours": "40", "role": "designer"}, by=by
    )
    care = {"name": "Care plan", "billed_by": "retainer", "span": "month", "periods": 12, "hours": "3"}
    held = add_product("CARE", told=care, by=by)
    add_product("DEV", told={"name": "Development", "billed_by": "time", "role": "developer", "hours": "10"}, by=by)
    publish_price_list(
        "2026",
        region="DE",
        currency="EUR",
        valid_from=date(2026, 1, 1),
        prices={"SITE": Decimal(4800), "CARE": Decimal("250.50")},
        stand_alone={"SITE": Decimal(5200)},
        by=by,
    )
    parts: Any = [{"product": site, "quantity": Decimal(1)}, {"product": held, "optional": True}]
    return add_bundle("START", name="Start", parts=parts, discount=Decimal(10), by=by)


def lines_of(quote: Quote) -> list[QuoteLine]:
    return list(QuoteVersion.objects.get(current_of=quote).lines.select_related("product"))


def test_a_line_that_names_a_product_says_no_more(stage: Stage, catalogue: Bundle) -> None:
    quote = stage.quote(lines=[{"product": "SITE"}, {"product": "CARE"}, {"product": "DEV"}])
    site, care, dev = lines_of(quote)
    assert (site.description, site.net, site.hours, site.role) == ("Web site", money("4800.00", "EUR"), 40, "designer")
    assert (site.list_price, site.stand_alone, site.recognised_by) == (4800, 5200, "milestones")
    assert (care.span, care.periods, care.net) == ("month", 12, money("3006.00", "EUR"))
    assert (dev.price, dev.stand_alone, dev.agreed, dev.recognised_by) == (140, 140, False, "as-invoiced")


def test_its_words_quantity_and_price_are_the_quotes_own(stage: Stage, catalogue: Bundle) -> None:
    own = {"product": "SITE", "description": "Two sites", "quantity": "2", "price": "4500", "phase": "Build"}
    [line] = lines_of(stage.quote(lines=[own]))
    assert (line.description, line.hours, line.net, line.list_price) == ("Two sites", 80, money("9000.00", "EUR"), 4800)


def test_below_the_list_is_a_discount(stage: Stage, catalogue: Bundle) -> None:
    quote = stage.quote(lines=[{"product": "SITE", "price": "2400"}])
    version = QuoteVersion.objects.get(current_of=quote)
    assert price_version(version, lines_of(quote)).discount_percent == 50


@pytest.mark.parametrize(
    ("offer", "why"),
    [
        ({"product": "NONE"}, "line 1: there is no product NONE"),
        ({"product": "SITE", "billed_by": "recurring", "span": "month"}, "the way of billing of SITE is fixed"),
        ({"product": "SITE", "supply": "goods"}, "the kind of supply of SITE is services"),
        ({"product": "CARE", "span": "year"}, "the span of a period of CARE is month"),
        ({"product": "GONE"}, "GONE is not sold since 2026-02-01"),
        ({"product": "NEW"}, "no list has a price for NEW in EUR"),
        ({"hours": "3", "role": "developer"}, "say what it is"),
    ],
)
def test_what_is_refused_names_the_line(stage: Stage, catalogue: Bundle, offer: dict[str, Any], why: str) -> None:
    by = stage.by("clara")
    for code in ("GONE", "NEW"):
        made = add_product(code, told={"name": code, "billed_by": "fixed"}, by=by)
        if code == "GONE":
            retire_product(made, on=date(2026, 2, 1), by=by)
    with pytest.raises(Invalid, match=why):
        stage.quote(lines=[offer])


def test_what_has_no_price_is_sold_at_one_that_is_named(stage: Stage, catalogue: Bundle) -> None:
    add_product("NEW", told={"name": "New", "billed_by": "fixed"}, by=stage.by("clara"))
    [line] = lines_of(stage.quote(lines=[{"product": "NEW", "price": "99"}]))
    assert (line.price, line.list_price, line.stand_alone) == (99, None, None)


def test_a_version_keeps_its_prices_and_an_extension_copies_them(stage: Stage, catalogue: Bundle) -> None:
    quote = stage.sent(lines=[{"product": "SITE"}]).quote
    publish_price_list(
        "Dearer",
        region="DE",
        currency="EUR",
        valid_from=date(2026, 2, 1),
        prices={"SITE": Decimal(6000)},
        by=stage.by("clara"),
    )
    extend_quote(quote, valid_until=date(2026, 5, 1), at=noon(date(2026, 2, 15)), by=stage.by("lena"))
    [line] = lines_of(quote)
    assert (line.price, line.product and line.product.code, line.stand_alone) == (4800, "SITE", 5200)
    revise_quote(
        quote,
        lines=[{"product": "SITE"}],
        starts_on=MARCH,
        valid_until=LAST_DAY,
        at=noon(date(2026, 2, 15)),
        by=stage.by("lena"),
    )
    assert lines_of(quote)[0].price == 6000


def test_the_accepted_line_knows_its_product(stage: Stage, catalogue: Bundle) -> None:
    contract = stage.contract(lines=[{"product": "SITE"}, {"product": "DEV"}])
    held = ContractLine.objects.filter(contract=contract).select_related("quote_line__product")
    assert [(line.quote_line.product.code, line.quote_line.stand_alone) for line in held] == [
        ("SITE", 5200),
        ("DEV", 140),
    ]


def test_a_bundle_is_picked_in_the_editor_and_priced_when_it_is_saved(
    stage: Stage, catalogue: Bundle, browser: Callable[[str], Client]
) -> None:
    lena = browser("lena")
    sale = stage.opportunity()
    page = reverse("quote-new", args=[sale.pk])
    shown = lena.get(page).content.decode()
    assert "Start (START)" in shown and "Development (DEV)" in shown
    typed = {
        "name": "Relaunch",
        "starts_on": "2026-03-01",
        "valid_until": "2026-03-31",
        "more": "pick",
        "pick": "START",
        "lines-TOTAL_FORMS": "1",
        "lines-INITIAL_FORMS": "0",
        "lines-0-description": "Kept",
        "milestones-TOTAL_FORMS": "0",
        "milestones-INITIAL_FORMS": "0",
    }
    picked = lena.post(page, typed)
    form = picked.context["form"]
    rows = [line.initial for line in form.lines.forms if line.initial.get("description")]
    assert [row["description"] for row in rows] == ["Kept", "Web site", "Care plan"]
    assert rows[1]["phase"] == "Start" and rows[1]["discount"] == "10" and rows[2]["optional"] is True
    sent = {k: v for k, v in typed.items() if k not in ("more", "pick", "lines-0-description")}
    sent["lines-TOTAL_FORMS"] = "2"
    for number, row in enumerate(rows[1:]):
        sent |= {f"lines-{number}-{name}": value for name, value in row.items() if value not in ("", None)}
    saved = lena.post(page, sent)
    assert saved.status_code == 302, saved.content.decode()[-3000:]
    site, care = lines_of(Quote.objects.get())
    assert (site.price, site.discount, site.net) == (4800, 10, money("4320.00", "EUR"))
    assert (care.optional, care.price, care.product and care.product.code) == (True, Decimal("250.5"), "CARE")
    revise = lena.get(reverse("quote-revision", args=[Quote.objects.get().pk])).content.decode()
    assert 'value="SITE"' in revise and "4800" not in revise.split('id="rates"')[0].split("Lines")[1]
    assert "SITE ·" in lena.get(reverse("quote", args=[Quote.objects.get().pk])).content.decode()


def test_nothing_picked_adds_nothing(stage: Stage, catalogue: Bundle, browser: Callable[[str], Client]) -> None:
    page = reverse("quote-new", args=[stage.opportunity().pk])
    told = {"more": "pick", "pick": "'; drop", "lines-TOTAL_FORMS": "x"}
    assert browser("lena").post(page, told).status_code == 200
    assert Product.objects.count() == 3
