"""The pages of a quote with every way of billing: edited, shown, rehearsed, and the contract and project it makes."""

from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from billing_suite.kernel.values.money import money
from crm.quotes.actions import send_quote
from crm.quotes.models import Quote
from projects.plan.actions import accept_quote
from tests.builders import Stage, noon

pytestmark = pytest.mark.once
Browser = Callable[[str], Client]


def words(response: Any) -> str:
    """What a page says, without its marks and with its blanks plain."""
    text = unescape(strip_tags(response.content.decode()))
    return " ".join(text.split())


def typed(lines: list[dict[str, str]], milestones: list[dict[str, str]], **more: str) -> dict[str, Any]:
    """The editor as a browser sends it."""
    sent = {"name": "Shop", "starts_on": "2026-03-02", "valid_until": "2026-03-31", "terms": "Net 30."} | more
    for prefix, rows in (("lines", lines), ("milestones", milestones)):
        sent |= {f"{prefix}-TOTAL_FORMS": str(len(rows)), f"{prefix}-INITIAL_FORMS": "0"}
        sent |= {f"{prefix}-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}
    return sent


USUAL = {"phase": "Build", "supply": "services"}
LINES = [
    USUAL | {"description": "Design", "billed_by": "time", "role": "designer", "hours": "40", "discount": "5"},
    USUAL | {"description": "Shop", "billed_by": "fixed", "price": "9000", "hours": "60"},
    USUAL | {"description": "Care", "billed_by": "retainer", "price": "500", "span": "month", "periods": "6"},
    USUAL | {"description": "Training", "billed_by": "fixed", "price": "800", "optional": "on", "supply": "training"},
]
MILESTONES = [
    {"name": "Kick-off", "percent": "30", "lines": "2", "due_on": "2026-03-09"},
    {"name": "Launch", "percent": "70", "lines": "2"},
]


def test_a_whole_quote_is_drafted_shown_revised_rehearsed_and_accepted(stage: Stage, browser: Browser) -> None:
    seller, sale = browser("lena"), stage.opportunity()
    new = reverse("quote-new", args=[sale.pk])
    wrong = seller.post(new, typed([LINES[1] | {"price": ""}, USUAL | {"description": "X", "billed_by": "time"}], []))
    assert wrong.status_code == 400
    assert all(told in words(wrong) for told in ("Name a price", "Choose a role", "More than 0"))
    assert seller.post(new, typed(LINES, MILESTONES, discount="10")).status_code == 302
    quote = Quote.objects.select_related("current").get(opportunity=sale)
    assert quote.current is not None and quote.current.net == money("14904.00", "EUR")  # (4560 + 9000 + 3000) x 0.9
    page = words(seller.get(reverse("quote", args=[quote.pk])))
    shown = ("40 hours", "− 5 %", "6 months", "a month", "Optional", "Discount, 10 %", "30 % of Shop", "1,656.00")
    assert [told for told in shown if told not in page] == []

    again = seller.get(reverse("quote-revision", args=[quote.pk]))
    form = again.context["form"]
    assert [row.initial["description"] for row in form.lines.initial_forms] == [line["description"] for line in LINES]
    assert [(row.initial["name"], row.initial["lines"]) for row in form.milestones.initial_forms] == [
        ("Kick-off", "2"),
        ("Launch", "2"),
    ]
    more = seller.post(reverse("quote-revision", args=[quote.pk]), typed(LINES, MILESTONES, more="yes"))
    assert len(more.context["form"].milestones.forms) == 4
    revised = seller.post(reverse("quote-revision", args=[quote.pk]), typed(LINES, MILESTONES, discount="10"))
    assert revised.status_code == 302
    quote.refresh_from_db()
    assert quote.current is not None and quote.current.number == 2
    version = reverse("quote-version", args=[quote.current.pk])
    assert "Both say the same" in words(seller.get(version))

    rehearsal = reverse("acceptance-rehearsal", args=[quote.current.pk])
    told = words(seller.get(rehearsal, {"taken": ["4", "x"]}))
    assert "€15,624.00" in told and "Training" in told and "Once it is accepted" in told
    assert browser("ada").get(rehearsal).status_code in (403, 404)
    sent = send_quote(quote.current, to=stage.contacts["nordlicht"], at=noon(date(2026, 2, 10)), by=stage.by("lena"))
    contract = accept_quote(sent, signed_by="Kim", at=noon(date(2026, 2, 12)), by=stage.signatory("nordlicht"))
    page = words(browser("fay").get(reverse("contract", args=[contract.pk])))
    assert "Billing plan" in page and "Month 6" in page and "Kick-off" in page and "As the work is approved" in page
    project = words(browser("jonas").get(reverse("project", args=[contract.project.pk])))
    assert "Milestones" in project and "Launch" in project
