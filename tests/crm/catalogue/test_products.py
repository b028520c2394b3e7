"""What is sold again and again: products and bundles, and what their way of billing allows."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from billing_suite.kernel.values.refusals import Invalid, NotAllowed, Refusal
from crm.catalogue.actions import add_bundle, add_product, add_products, change_product, retire_product
from crm.catalogue.models import Bundle, Product
from tests.builders import Stage

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("told", "unit", "earned"),
    [
        ({"billed_by": "fixed"}, "piece", "milestones"),
        ({"billed_by": "time", "role": "developer"}, "hour", "as-invoiced"),
        ({"billed_by": "retainer", "span": "month", "hours": "10"}, "month", "straight-line"),
        ({"billed_by": "recurring", "span": "year", "unit": "piece"}, "piece", "straight-line"),
        ({"billed_by": "fixed", "recognised_by": "point-in-time"}, "piece", "point-in-time"),
    ],
)
def test_what_is_left_open_is_usual_for_its_way_of_billing(
    stage: Stage, told: dict[str, Any], unit: str, earned: str
) -> None:
    made = add_product("web-01", told={"name": "Web site"} | told, by=stage.by("clara"))
    made.refresh_from_db()
    assert (made.code, made.unit, made.recognised_by) == ("WEB-01", unit, earned)
    assert made.history.get().history_user_id == stage.by("clara").tag


@pytest.mark.parametrize(
    ("code", "told", "why"),
    [
        ("WEB 01", {"billed_by": "fixed"}, "is no code"),
        ("", {"billed_by": "fixed"}, "is no code"),
        ("A", {"billed_by": "time"}, "has a role"),
        ("A", {"billed_by": "time", "role": "developer", "unit": "day"}, "its unit is the hour"),
        ("A", {"billed_by": "retainer"}, "by month, quarter or year"),
        ("A", {"billed_by": "fixed", "span": "month"}, "has no periods"),
        ("A", {"billed_by": "fixed", "periods": 3}, "has no periods"),
        ("A", {"billed_by": "time", "role": "developer", "recognised_by": "milestones"}, "is earned by one of"),
        ("A", {"billed_by": "barter"}, "billed_by"),
        ("A", {"billed_by": "fixed", "supply": "wine"}, "supply"),
        ("A", {"billed_by": "fixed", "hours": "-1"}, "plans no negative hours"),
        ("A", {"billed_by": "fixed", "colour": "red"}, "has no colour"),
        ("TAKEN", {"billed_by": "fixed"}, "there is a TAKEN already"),
    ],
)
def test_what_is_no_product(stage: Stage, code: str, told: dict[str, Any], why: str) -> None:
    add_product("taken", told={"name": "Taken", "billed_by": "fixed"}, by=stage.by("clara"))
    with pytest.raises(Refusal, match=why):
        add_product(code, told={"name": "Web site"} | told, by=stage.by("clara"))
    assert Product.objects.count() == 1


def test_many_are_added_at_once_and_the_refused_do_not_stop_the_others(stage: Stage) -> None:
    told = {f"P-{n}": {"name": f"Product {n}", "billed_by": "fixed"} for n in range(30)}
    outcome = add_products(told | {"P 99": {"name": "x", "billed_by": "fixed"}}, by=stage.by("clara"))
    assert len(outcome.done) == Product.objects.count() == 30
    assert [refusal.record for refusal in outcome.refused] == ["P 99"]
    assert Product.history.count() == 30


def test_sales_may_look_and_not_write(stage: Stage) -> None:
    with pytest.raises(NotAllowed):
        add_product("A", told={"name": "A", "billed_by": "fixed"}, by=stage.by("lena"))


def test_a_change_is_held_against_the_whole(stage: Stage) -> None:
    made = add_product("A", told={"name": "A", "billed_by": "fixed"}, by=stage.by("clara"))
    with pytest.raises(Invalid, match="by month, quarter or year"):
        change_product(made, changes={"billed_by": "recurring"}, by=stage.by("clara"))
    change_product(made, changes={"billed_by": "recurring", "span": "month", "recognised_by": ""}, by=stage.by("clara"))
    made.refresh_from_db()
    assert (made.billed_by, made.recognised_by) == ("recurring", "straight-line")


def test_a_bundle_holds_each_product_once_and_some_of_it(stage: Stage) -> None:
    by = stage.by("clara")
    site = add_product("SITE", told={"name": "Web site", "billed_by": "fixed"}, by=by)
    for parts, why in (
        ([], "at least one product"),
        ([{"product": site}, {"product": site}], "twice"),
        ([{"product": site, "quantity": Decimal(0)}], "some of each part"),
    ):
        with pytest.raises(Invalid, match=why):
            add_bundle("START", name="Start", parts=parts, by=by)  # type: ignore[arg-type]
    with pytest.raises(Invalid, match="there is a SITE already"):
        add_bundle("site", name="Start", parts=[{"product": site}], by=by)
    assert not Bundle.objects.exists()


def test_products_and_bundles_by_page(stage: Stage, browser: Callable[[str], Client]) -> None:
    clara, lena = browser("clara"), browser("lena")
    told = {"code": "site", "name": "Web site", "billed_by": "fixed", "supply": "services"}
    assert lena.post(reverse("product-new"), told).status_code == 403
    made = clara.post(reverse("product-new"), told, follow=True)
    assert "SITE can be picked in quotes" in made.content.decode()
    wrong = clara.post(reverse("product-new"), told | {"code": "x y"})
    assert wrong.status_code == 400 and "is no code" in wrong.content.decode()
    add_product("CARE", told={"name": "Care", "billed_by": "retainer", "span": "month"}, by=stage.by("clara"))
    bundle = {"code": "START", "name": "Start", "discount": "5", "parts": "SITE 1\nCARE 1", "optional": "care"}
    assert (
        "There is no product NONE" in clara.post(reverse("bundle-new"), bundle | {"parts": "NONE 1"}).content.decode()
    )
    assert clara.post(reverse("bundle-new"), bundle).status_code == 302
    held = Bundle.objects.get()
    shown = lena.get(reverse("bundle", args=[held.pk])).content.decode()
    assert "Web site" in shown and "5 % on each part" in shown and "Optional" in shown
    form = clara.get(reverse("bundle-changes", args=[held.pk])).content.decode()
    assert "SITE 1" in form and "CARE" in form
    assert clara.post(reverse("bundle-changes", args=[held.pk]), bundle | {"parts": "SITE 2"}).status_code == 400
    assert (
        clara.post(reverse("bundle-changes", args=[held.pk]), bundle | {"parts": "SITE 2", "optional": ""}).status_code
        == 302
    )
    assert [str(part) for part in held.parts.all()] == ["2 x SITE"]
    site = Product.objects.get(code="SITE")
    assert clara.post(reverse("product-retirement", args=[site.pk]), {"on": "2026-01-01"}).status_code == 302
    assert "Web site" not in lena.get(reverse("products")).content.decode()
    assert "Web site" in lena.get(reverse("products"), {"view": "all"}).content.decode()
    assert "Offer again" in clara.get(reverse("product", args=[site.pk])).content.decode()
    retire_product(site, on=None, by=stage.by("clara"))
    assert "Web site" in lena.get(reverse("products")).content.decode()


def test_the_same_over_the_api(stage: Stage, browser: Callable[[str], Client]) -> None:
    clara = browser("clara")
    made = clara.post(
        "/api/v1/products/",
        {"code": "SITE", "name": "Web site", "billed_by": "fixed", "hours": "40"},
        content_type="application/json",
    )
    assert made.status_code == 201, made.content
    key = made.json()["id"]
    assert made.json() | {"hours": "40", "recognised_by": "milestones", "span": ""} == made.json()
    assert browser("lena").get("/api/v1/products/", {"code": "SITE"}).json()["results"][0]["id"] == key
    part = {"product": key, "quantity": "2"}
    bundle = clara.post(
        "/api/v1/bundles/", {"code": "B", "name": "Both", "parts": [part]}, content_type="application/json"
    ).json()
    assert bundle["parts"] == [{"product": "SITE", "quantity": "2", "optional": False}]
    where = f"/api/v1/products/{key}/retirement/"
    gone = clara.post(where, {"on": "2026-05-01"}, content_type="application/json").json()
    assert gone["retired_on"] == date(2026, 5, 1).isoformat()
    assert clara.post(where, {"on": None}, content_type="application/json").json()["retired_on"] is None
