"""Pages about one record: found or not there, verbs that go through or are refused in words."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from billing_suite.kernel.access.models import User
from tests.kernel.web.cast import person

pytestmark = pytest.mark.urls("tests.kernel.web.urls")
Make = Callable[[int], list[Any]]
In = Callable[[User], Client]


def test_the_page_shows_the_record(orders: Make, mara: User, signed_in: In) -> None:
    order = orders(2)[1]
    for url in (f"/orders/{order.pk}/", f"/orders/by/{order.reference}/"):
        text = signed_in(mara).get(url).content.decode()
        assert "<h1>INV-00001</h1>" in text
        assert "Borealis Oy" in text


def test_inv31_what_may_not_be_seen_answers_like_what_is_not_there(
    orders: Make, mara: User, noah: User, signed_in: In
) -> None:
    hidden = signed_in(noah).get(f"/orders/{orders(1)[0].pk}/")
    missing = signed_in(mara).get(f"/orders/{uuid.uuid4()}/")
    assert hidden.status_code == missing.status_code == 404
    assert hidden.content == missing.content
    assert signed_in(noah).get("/orders/by/INV-00000/").content == hidden.content
    assert signed_in(noah).get("/hide/").content == hidden.content


def test_a_verb_that_is_not_for_now_says_why(orders: Make, mara: User, signed_in: In) -> None:
    text = signed_in(mara).get(f"/orders/{orders(1)[0].pk}/").content.decode()
    assert "It was sent already." in text
    assert 'aria-disabled="true"' in text


def test_inv30_without_the_right_there_is_neither_button_nor_form(orders: Make, signed_in: In) -> None:
    order = orders(1)[0]
    reader = person("ida@nordlicht.example", "Ida Holm", "auditor", ["see_orders"])
    assert b"data-opens" not in signed_in(reader).get(f"/orders/{order.pk}/").content
    for ask in (signed_in(reader).get, signed_in(reader).post):
        response = ask(f"/orders/{order.pk}/sending/")
        assert response.status_code == 403
        assert b"right send_toy_order" in response.content


def test_inv30_a_page_asks_for_its_right_or_role(mara: User, signed_in: In) -> None:
    assert signed_in(mara).get("/guarded/").status_code == 403


def test_a_verb_goes_through_and_says_so(orders: Make, mara: User, signed_in: In) -> None:
    order = orders(1)[0]
    response = signed_in(mara).post(f"/orders/{order.pk}/sending/", {"note": "thanks"}, follow=True)
    assert response.redirect_chain == [(f"/orders/{order.pk}/", 302)]
    assert "INV-00000 was sent." in response.content.decode()
    order.refresh_from_db()
    assert (order.status, order.note) == ("sent", "thanks")


def test_a_refusal_comes_back_on_the_form_with_its_status(orders: Make, mara: User, signed_in: In) -> None:
    order = orders(4)[3]
    response = signed_in(mara).post(f"/orders/{order.pk}/sending/", {"note": "again"})
    text = response.content.decode()
    assert response.status_code == 409
    assert "INV-00003 is paid already" in text
    assert "not-a-draft" in text
    assert "TOYS 1" in text
    assert 'value="again"' in text


def test_a_wrong_value_comes_back_on_its_field(orders: Make, mara: User, signed_in: In) -> None:
    order = orders(1)[0]
    response = signed_in(mara).post(f"/orders/{order.pk}/sending/", {"note": "rude"})
    assert response.status_code == 400
    assert response.context["form"].errors == {"note": ["mind your words"]}
    assert 'id="id_note_errors"' in response.content.decode()
    order.refresh_from_db()
    assert order.status == "draft"


def test_a_form_that_is_wrong_never_reaches_the_verb(orders: Make, mara: User, signed_in: In) -> None:
    order = orders(1)[0]
    assert signed_in(mara).post(f"/orders/{order.pk}/sending/", {"note": "x" * 81}).status_code == 400
    order.refresh_from_db()
    assert order.status == "draft"


def test_inv31_a_verb_on_what_may_not_be_seen_is_404(orders: Make, signed_in: In) -> None:
    order = orders(1)[0]
    blind = person("bo@nordlicht.example", "Bo Falk", "delivery", ["send_toy_order"])
    assert signed_in(blind).get(f"/orders/{order.pk}/sending/").status_code == 404
    assert signed_in(blind).post(f"/orders/{order.pk}/sending/").status_code == 404


def test_help_and_errors_are_tied_to_their_control(mara: User, signed_in: In) -> None:
    text = signed_in(mara).post("/fields/", {"price": "1e3"}).content.decode()
    assert 'aria-describedby="id_price_help id_price_errors"' in text
    assert text.count('aria-invalid="true"') >= 3
    assert '<fieldset class="field" aria-describedby="id_way_errors">' in text
    assert text.count('type="radio" name="way"') == text.count('class="check" aria-invalid="true"') == 2
