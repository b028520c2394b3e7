"""Dated prices of products: published, imported, copied and raised; none overlap, none is edited."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from billing_suite.kernel.record.acting import acting
from billing_suite.kernel.record.sheets import RowsRefused
from billing_suite.kernel.values.refusals import Invalid, Refusal
from crm.catalogue.actions import (
    add_product,
    copy_price_list,
    import_prices,
    load_prices,
    publish_price_list,
    retire_product,
    set_cost_rates,
)
from crm.catalogue.models import CostRate, Price, PriceList, Product, RateCard
from tests.builders import Stage

pytestmark = pytest.mark.once
NEW_YEAR, NEXT_YEAR = date(2026, 1, 1), date(2027, 1, 1)
HERE = {"region": "DE", "currency": "EUR"}


@pytest.fixture
def site(stage: Stage) -> Product:
    return add_product("SITE", told={"name": "Web site", "billed_by": "fixed"}, by=stage.by("clara"))


def publish(stage: Stage, **other: Any) -> PriceList:
    told = {"valid_from": NEW_YEAR, "prices": {"SITE": Decimal("4800")}} | HERE | other
    return publish_price_list(told.pop("name", "2026"), **told, by=stage.by("clara"))


def test_a_later_list_takes_over_and_each_day_has_one_price(stage: Stage, site: Product) -> None:
    first = publish(stage)
    publish(
        stage, name="2027", valid_from=NEXT_YEAR, prices={"SITE": Decimal(5000)}, stand_alone={"SITE": Decimal(5500)}
    )
    first.refresh_from_db()
    assert first.valid_to == date(2026, 12, 31)
    for day, price, alone in ((date(2026, 12, 31), 4800, 4800), (NEXT_YEAR, 5000, 5500)):
        held = load_prices("DE", "EUR", on=day)[site.pk]
        assert (held.price, held.stand_alone) == (price, alone)
    assert not load_prices("DE", "GBP", on=NEXT_YEAR) and not load_prices("DE", "EUR", on=date(2025, 12, 31))
    with pytest.raises(Refusal, match="starts on or after"):
        publish(stage, valid_from=NEXT_YEAR)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"prices": {"NONE": Decimal(1)}}, "there is no product NONE"),
        ({"prices": {"DEV": Decimal(1)}}, "is billed by time"),
        ({"prices": {}}, "has no prices"),
        ({"region": ""}, "for no region"),
        ({"prices": {"SITE": Decimal(-1)}}, "is no price"),
        ({"prices": {"SITE": Decimal("1000000000.01")}}, "is no price"),
        ({"stand_alone": {"SITE": Decimal(10) ** 12}}, "is no price"),
        ({"currency": "XXQ"}, "XXQ"),
    ],
)
def test_what_is_no_price_list(stage: Stage, site: Product, other: dict[str, Any], why: str) -> None:
    add_product("DEV", told={"name": "Hours", "billed_by": "time", "role": "developer"}, by=stage.by("clara"))
    with pytest.raises(Refusal, match=why):
        publish(stage, **other)
    assert not PriceList.objects.exists()


def test_a_price_of_a_role_is_limited_too(stage: Stage) -> None:
    with pytest.raises(Invalid, match="is no price"):
        set_cost_rates(**HERE, valid_from=NEW_YEAR, costs={"developer": Decimal(10) ** 10}, by=stage.by("clara"))


def test_published_prices_stay_what_they_are(stage: Stage, site: Product) -> None:
    publish(stage)
    with pytest.raises(IntegrityError, match="INV-26"):
        Price.objects.update(price=Decimal(1))


@pytest.mark.parametrize(("kind", "more"), [(RateCard, {}), (PriceList, {}), (CostRate, {"role": "dev", "cost": 1})])
def test_the_database_knows_one_list_without_end(stage: Stage, site: Product, kind: Any, more: dict[str, Any]) -> None:
    told = {"region": "FR", "currency": "EUR"} | more | ({} if kind is CostRate else {"name": "x"})
    with acting(stage.by("clara")):
        kind.objects.create(**told, valid_from=NEW_YEAR)
        with pytest.raises(IntegrityError, match="UNIQUE"):
            kind.objects.create(**told, valid_from=NEXT_YEAR)


def test_a_copy_is_raised_and_leaves_out_what_is_not_sold(stage: Stage, site: Product) -> None:
    add_product("OLD", told={"name": "Old", "billed_by": "fixed"}, by=stage.by("clara"))
    held = publish(stage, prices={"SITE": Decimal("4800"), "OLD": Decimal(9)}, stand_alone={"SITE": Decimal(5001)})
    retire_product(Product.objects.get(code="OLD"), on=date(2026, 6, 1), by=stage.by("clara"))
    copy = copy_price_list(
        held, name="2027", valid_from=NEXT_YEAR, raise_by=Decimal(3), step=Decimal(10), by=stage.by("clara")
    )
    assert [(str(price), price.stand_alone) for price in copy.prices.all()] == [("SITE 4940 EUR", 5150)]


def test_by_page(stage: Stage, site: Product, browser: Callable[[str], Client]) -> None:
    clara, lena = browser("clara"), browser("lena")
    told = {"name": "2026", **HERE, "valid_from": "2026-01-01", "prices": "site 4800.50", "stand_alone": ""}
    assert lena.post(reverse("price-list-new"), told).status_code == 403
    assert "Line 1" in clara.post(reverse("price-list-new"), told | {"prices": "site dear"}).content.decode()
    made = clara.post(reverse("price-list-new"), told, follow=True).content.decode()
    assert "4,800.50" in made and "Web site" in made
    held = PriceList.objects.get()
    shown = clara.get(
        reverse("price-list-copy", args=[held.pk]), {"raise_by": "10", "step": "1"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert "5,281.00" in shown
    copied = {"name": "2027", "valid_from": "2027-01-01", "raise_by": "10", "step": "1", "region": "DE"}
    assert clara.post(reverse("price-list-copy", args=[held.pk]), copied).status_code == 302
    assert "5,281.00" in lena.get(reverse("product", args=[site.pk])).content.decode()
    assert "2027" in lena.get(reverse("price-lists")).content.decode()


SHEET = """Code;Price;Stand alone;Name;Billed by;Span;Role
SITE;4800;;;;;
SEO;1200.50;1500;Search engine work;fixed;;
CARE;250;;Care plan;retainer;month;
DEV;;;Development;time;;developer
"""


def test_a_file_makes_a_list_and_the_products_that_are_new(stage: Stage, site: Product) -> None:
    done = import_prices(SHEET, name="2026", **HERE, valid_from=NEW_YEAR, by=stage.by("clara"))
    assert (done.prices, done.added) == (3, 3)
    assert {p.product.code: (p.price, p.stand_alone) for p in done.price_list.prices.select_related("product")} == {
        "SITE": (4800, 4800),
        "SEO": (Decimal("1200.5"), 1500),
        "CARE": (250, 250),
    }
    assert Product.objects.get(code="DEV").role == "developer"


def test_every_wrong_row_is_named_and_nothing_is_written(stage: Stage, site: Product) -> None:
    wrong = (
        "code,price,name,billed by,role\nSITE,48OO,,,\nSEO,12,,,\nDEV,9,Dev,time,developer\nSITE,5,,,\n"
        "X Y,1,X,fixed,\nNEW,,New,fixed,\n,4,Nameless,fixed,\n"
    )
    with pytest.raises(RowsRefused) as refused:
        import_prices(wrong, name="2026", **HERE, valid_from=NEW_YEAR, by=stage.by("clara"))
    assert [(bad.line, bad.column) for bad in refused.value.bad] == [
        (2, "price"),
        (3, "code"),
        (4, "price"),
        (5, "code"),
        (6, "product"),
        (7, "price"),
        (8, "code"),
    ]
    assert Product.objects.count() == 1 and not PriceList.objects.exists()


def test_a_thousand_rows_take_a_constant_number_of_queries(
    stage: Stage, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    rows = "".join(f"P-{n},{n}.50,Product {n},fixed\n" for n in range(1000))
    with django_assert_max_num_queries(90):  # SQLite cuts a bulk insert into pieces
        done = import_prices(
            "code,price,name,billed by\n" + rows, name="All", **HERE, valid_from=NEW_YEAR, by=stage.by("clara")
        )
    assert (done.prices, done.added) == (1000, 1000)


def test_the_file_by_page_and_command(
    stage: Stage, site: Product, browser: Callable[[str], Client], tmp_path: Path, capsys: Any
) -> None:
    told = {"name": "2026", **HERE, "valid_from": "2026-01-01"}
    bad = SimpleUploadedFile("prices.csv", b"code,price\nNONE,4\n")
    answer = browser("clara").post(reverse("price-import"), told | {"sheet": bad})
    assert answer.status_code == 400 and "line 2" in answer.content.decode()
    file = tmp_path / "prices.csv"
    file.write_text(SHEET)
    asked = [str(file), "--name", "2026", "--region", "DE", "--currency", "EUR", "--from", "2026-01-01", "--json"]
    call_command("import_prices", *asked, "--as", stage.users["clara"].email, "--dry-run")
    assert json.loads(capsys.readouterr().out) | {"added": 3, "prices": 3, "written": False}
    assert not PriceList.objects.exists()
    with pytest.raises(CommandError, match="may not"):
        call_command("import_prices", *asked, "--as", stage.users["lena"].email)
    call_command("import_prices", *asked, "--as", stage.users["clara"].email)
    assert PriceList.objects.get().prices.count() == 3
    good = SimpleUploadedFile("prices.csv", b"code,price\nSITE,4\n")
    made = browser("clara").post(
        reverse("price-import"), told | {"sheet": good, "name": "Next", "valid_from": "2026-02-01"}
    )
    assert made.status_code == 302


def test_over_the_api(stage: Stage, site: Product, browser: Callable[[str], Client]) -> None:
    body = {"name": "2026", **HERE, "valid_from": "2026-01-01", "prices": [{"product": "SITE", "price": "4800"}]}
    assert browser("lena").post("/api/v1/price-lists/", body, content_type="application/json").status_code == 403
    made = browser("clara").post("/api/v1/price-lists/", body, content_type="application/json")
    assert made.json()["prices"] == [{"product": "SITE", "price": "4800", "stand_alone": "4800"}]
    sheet = {"name": "2027", **HERE, "valid_from": "2027-01-01", "sheet": "code,price\nSITE,5000\n"}
    done = browser("clara").post("/api/v1/price-imports/", sheet, content_type="application/json")
    assert done.status_code == 201 and done.json()["prices"] == 1
    twice = browser("clara").post(
        "/api/v1/price-lists/", body | {"prices": body["prices"] * 2}, content_type="application/json"
    )
    assert twice.status_code == 400
