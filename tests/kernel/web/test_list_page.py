"""A list page: only what may be seen, what was asked for, at a constant price."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from billing_suite.kernel.access.models import User
from billing_suite.kernel.web.pages.columns import Column, safe_cell

pytestmark = pytest.mark.urls("tests.kernel.web.urls")
Make = Callable[[int], list[Any]]
In = Callable[[User], Client]


def references(response: Any) -> list[str]:
    return [row.label for row in response.context["rows"]]


def test_a_stranger_is_sent_to_the_sign_in_page(shop_tables: None, client: Client) -> None:
    assert client.get("/orders/").headers["Location"] == "/sign-in/?next=/orders/"


def test_inv29_the_list_holds_what_the_person_may_see(orders: Make, mara: User, noah: User, signed_in: In) -> None:
    orders(3)
    assert len(references(signed_in(mara).get("/orders/"))) == 3
    page = signed_in(noah).get("/orders/")
    assert references(page) == []
    assert "INV-" not in page.content.decode()
    assert list(signed_in(noah).get("/orders/?format=csv"))[1:] == []


def test_the_price_of_a_page_does_not_grow_with_its_rows(
    orders: Make, mara: User, signed_in: In, django_assert_max_num_queries: Any
) -> None:
    orders(60)
    browser = signed_in(mara)
    with django_assert_max_num_queries(8):  # session, user, roles, rights, grants; keys, rows; the badge
        assert len(references(browser.get("/orders/"))) == 50


def test_search_wants_every_word_somewhere(orders: Make, mara: User, signed_in: In) -> None:
    orders(12)
    assert references(signed_in(mara).get("/orders/?q=delta INV-00009")) == ["INV-00009"]
    assert references(signed_in(mara).get("/orders/?q=delta INV-00008")) == []
    assert signed_in(mara).get("/orders/", {"q": "\0%_'\""}).status_code == 200


def test_choices_and_views_narrow(orders: Make, mara: User, signed_in: In) -> None:
    orders(12)
    browser = signed_in(mara)
    assert references(browser.get("/orders/?status=paid")) == ["INV-00009", "INV-00003"]
    assert references(browser.get("/orders/?view=late")) == ["INV-00010", "INV-00004"]
    assert references(browser.get("/orders/?view=late&status=paid")) == []


@pytest.mark.parametrize("asked", ["sort=shop__secret", "sort=password", "status=secret", "view=everything"])
def test_inv31_what_is_not_on_offer_is_refused(mara: User, signed_in: In, asked: str) -> None:
    response = signed_in(mara).get(f"/orders/?{asked}")
    assert response.status_code == 400
    assert "INV-31" in response.content.decode()


def test_sorting_turns_round(orders: Make, mara: User, signed_in: In) -> None:
    orders(5)
    page = signed_in(mara).get("/orders/?sort=reference")
    assert references(page) == sorted(references(page))
    number = page.context["heads"][0]
    assert (number.direction, number.sort_query) == ("ascending", "?sort=-reference")
    assert 'aria-sort="ascending"' in page.content.decode()


def test_htmx_gets_the_region_alone(orders: Make, mara: User, signed_in: In) -> None:
    orders(2)
    page = signed_in(mara).get("/orders/", headers={"HX-Request": "true", "HX-Target": "list"})
    text = page.content.decode()
    assert text.lstrip().startswith('<section class="list" id="list"')
    assert "<html" not in text
    assert "HX-Request" in page.headers["Vary"]


def test_everything_that_swaps_says_where_and_how(orders: Make, mara: User, signed_in: In) -> None:
    orders(60)
    text = signed_in(mara).get("/orders/").content.decode()
    assert text.count("hx-get=") == text.count("hx-target=") == text.count("hx-swap=") > 4


def test_the_export_holds_all_rows_of_the_filtered_list(orders: Make, mara: User, signed_in: In) -> None:
    orders(130)
    response = signed_in(mara).get("/orders/?format=csv&status=paid&sort=reference")
    text = b"".join(response).decode("utf-8-sig")  # type: ignore[arg-type]
    heads, *lines = list(csv.reader(io.StringIO(text)))
    assert heads == ["Number", "Customer", "Status", "Due", "Gross", "Gross currency"]
    assert len(lines) == 22
    assert lines[0] == ["INV-00003", "Delta & Sons", "Paid", "2026-11-04", "220.53", "NOK"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_no_exported_text_is_a_formula(text: str) -> None:
    assert safe_cell(text) == f"'{text}"
    assert Column("Name", "name").export(type("Row", (), {"name": text}))[0].startswith("'")


def test_hostile_text_in_a_cell_is_escaped(orders: Make, mara: User, signed_in: In) -> None:
    order = orders(1)[0]
    order.shop.name = "<script>alert(1)</script>"
    order.shop.save()
    text = signed_in(mara).get("/orders/").content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


def test_bulk_sends_the_drafts_and_names_the_refused(orders: Make, mara: User, signed_in: In) -> None:
    made = orders(8)
    back = {"Referer": "http://testserver/orders/?status=draft"}
    response = signed_in(mara).post(
        "/orders/sending/", {"ids": [made[0].pk, made[6].pk, made[3].pk]}, follow=True, headers=back
    )
    assert response.request["QUERY_STRING"] == "status=draft"
    told = [str(message) for message in response.context["messages"]]
    assert told == ["2 sent.", "INV-00003 is paid already (TOYS 1)"]


@pytest.mark.parametrize("ids", [[], ["no-id"], ["0" * 32] * 10_001])
def test_inv50_a_bulk_of_nothing_nonsense_or_too_much_is_refused(mara: User, signed_in: In, ids: list[str]) -> None:
    assert signed_in(mara).post("/orders/sending/", {"ids": ids}).status_code == 400


def test_inv31_bulk_ignores_rows_that_may_not_be_seen(orders: Make, noah: User, signed_in: In) -> None:
    made = orders(1)
    response = signed_in(noah).post("/orders/sending/", {"ids": [made[0].pk]})
    assert response.status_code == 403
    made[0].refresh_from_db()
    assert made[0].status == "draft"


def test_ticks_are_only_for_those_who_may(orders: Make, mara: User, signed_in: In) -> None:
    from tests.kernel.web.cast import person

    orders(1)
    reader = person("ida@nordlicht.example", "Ida Holm", "auditor", ["see_orders"])
    assert b"pick-all" in signed_in(mara).get("/orders/").content
    page = signed_in(reader).get("/orders/")
    assert references(page) == ["INV-00000"]
    assert b"pick-all" not in page.content
    assert b"New billing run" not in page.content


def test_an_empty_list_says_what_belongs_there(mara: User, signed_in: In) -> None:
    assert "Invoices come from a billing run" in signed_in(mara).get("/orders/").content.decode()
    assert "Nothing matches" in signed_in(mara).get("/orders/?q=zzz").content.decode()
