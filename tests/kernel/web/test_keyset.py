"""Keyset pages: every row once, in order, forth and back, whatever is empty or alike."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from billing_suite.kernel.access.models import User
from billing_suite.kernel.values.refusals import Invalid
from billing_suite.kernel.web.pages.keyset import Order as By
from billing_suite.kernel.web.pages.keyset import ordered, page_of

Make = Callable[[int], list[Any]]
ORDERS = ["reference", "-reference", "due_on", "-due_on", "shop__name", "-shop__name", "gross_minor", "pk", "-pk"]


@pytest.mark.parametrize("by", ORDERS)
def test_pages_forth_and_back_hold_every_row_once_in_order(orders: Make, by: str) -> None:
    made = orders(23)
    rows = type(made[0]).objects.select_related("shop")
    order = By.parse(by)
    whole = [row.pk for row in ordered(rows, order)]
    forth, after = [], ""
    while True:
        page = page_of(rows, order, size=4, after=after)
        forth.append([row.pk for row in page.rows])
        if not page.after:
            break
        after = page.after
    assert [pk for one in forth for pk in one] == whole
    back, before = [forth[-1]], page.before
    while before:
        page = page_of(rows, order, size=4, before=before)
        back.insert(0, [row.pk for row in page.rows])
        before = page.before
    assert [pk for one in back for pk in one] == whole
    assert page.after


def test_rows_without_a_value_come_last_both_ways(orders: Make) -> None:
    rows = type(orders(17)[0]).objects.all()
    for by in ("due_on", "-due_on"):
        days = [row.due_on for row in ordered(rows, By.parse(by))]
        assert None in days
        assert days == [day for day in days if day] + [None] * days.count(None)


def test_a_page_costs_one_query_and_no_count(orders: Make, django_assert_num_queries: Any) -> None:
    rows = type(orders(30)[0]).objects.all()
    with django_assert_num_queries(1):
        first = page_of(rows, By.parse("-reference"), size=10)
    with django_assert_num_queries(1) as told:
        page_of(rows, By.parse("-reference"), size=10, after=first.after)
    assert "COUNT(" not in told[0]["sql"]
    assert "OFFSET" not in told[0]["sql"]


@pytest.mark.parametrize("text", ["x", "!!!", "W10", "WzEsMl0", "bnVsbA", "WyJhIiwgIm5vdC1hbi1pZCJd", "é", "A" * 5000])
def test_a_made_up_cursor_is_refused(orders: Make, text: str) -> None:
    rows = type(orders(3)[0]).objects.all()
    with pytest.raises(Invalid, match="does not exist"):
        page_of(rows, By.parse("due_on"), size=2, after=text)


@pytest.mark.urls("tests.kernel.web.urls")
def test_the_list_answers_a_made_up_cursor_with_400(mara: User, signed_in: Callable[[User], Client]) -> None:
    assert signed_in(mara).get("/orders/?after=W10").status_code == 400
