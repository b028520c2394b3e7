"""Every kind of page that a link leads to: it opens, nothing sticks out at the side, axe finds nothing.

Somebody with every role starts at home and follows each link to a page of a kind not seen yet; each page is looked at
wide and narrow, half of them light, half dark; what a component looks like both ways is asked in `test_look`.
"""

import re
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import resolve
from django.urls.exceptions import Resolver404

from accounting.books.actions import attach_to_journal, close_period, draft_reversal, tick_close_item
from billing_suite.kernel.access.actions import add_user, give_password
from billing_suite.kernel.access.people import ROLES, User
from billing_suite.kernel.values.money import money
from projects.people.actions import add_person
from tests.accounting.books.writing import drafted, line, period, posted, recurring, ticked
from tests.browser.chromium import browsing, fits, inspect, turn
from tests.builders import APRIL, MARCH, SET_UP, TEAM, Stage, noon, set_stage
from tests.crm.correspondence.letters import came, letter
from tests.kernel.record.flush import let_flush_through

let_flush_through()
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EMAIL, PASSWORD = "all@spree.example", "every page of the suite 1"
LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]+)"')
PARTS = 4  # shared out among the workers
NO_PAGES = ("/api/", "/admin/", "/static/", "/sign-out/")
KINDS = 88  # about as many kinds of page as there are; fewer means that links went missing


@pytest.fixture
def agency(transactional_db: None) -> None:
    """Something of everything: a won and an open sale, time in each state, invoices in each state, a receipt."""
    from accounting.cash.actions import record_receipt

    stage = set_stage()
    issued = stage.issued()
    record_receipt(
        stage.entity,
        customer=issued.customer,
        amount=money("100.00", "EUR"),
        received_on=APRIL,
        bank_reference="SPREE 1",
        by=stage.by("fay"),
    )
    stage.sent("lumiere")
    stage.logged(stage.task(issued.contract), 30, MARCH)
    stage.approved(stage.task(issued.contract), 45, MARCH)
    stage.run()
    keep_books(stage)
    user = add_user(EMAIL, name="Al Leskönner", roles=list(ROLES), teams=[TEAM], accept_conflicts=True, by=SET_UP)
    add_person(user, entity=stage.entity, role=stage.people["mia"].role, joined_on=MARCH, by=SET_UP)
    give_password(user, password=PASSWORD, by=SET_UP)
    came(letter(sender=EMAIL, to="nobody@else.example"))


def keep_books(stage: Stage) -> None:
    """Journals in each state, one with a file, one that recurs; a period half looked through, one closed."""
    drafted(stage, [line("6000", debit="100.00", product="Office"), line("2400", credit="100.00")])
    journal = posted(stage, on=MARCH)
    attach_to_journal(journal, name="rent.pdf", data=b"%PDF-1.7", at=noon(APRIL), by=stage.by("fay"))
    draft_reversal(journal, on=APRIL, reason="Booked twice", by=stage.by("fay"))
    recurring(stage)
    close_period(ticked(period(stage, 1), stage), at=noon(APRIL), by=stage.by("clara"))
    tick_close_item(period(stage, 2), item="draft_invoices", at=noon(APRIL), by=stage.by("fay"))
    stage.issued("thames", minutes=600)


def kind_of(path: str) -> str:
    """The name of the page that an address of ours leads to; "" for what is no page."""
    parts = urlsplit(path)
    if parts.netloc or not parts.path.startswith("/") or parts.path.startswith(NO_PAGES):
        return ""
    if "format=" in parts.query or "/exports/" in parts.path or parts.path.endswith((".pdf", ".csv")):
        return ""
    try:
        return resolve(parts.path).view_name
    except Resolver404:
        return ""


def pages() -> dict[str, str]:
    """One address of each kind of page, found by following links to kinds not seen yet until there are none."""
    client = Client()
    client.force_login(User.objects.get(email=EMAIL))
    found: dict[str, str] = {}
    seen: set[str] = set()
    ahead = ["/"]
    while ahead:
        path = unescape(ahead.pop(0))
        kind = kind_of(path)
        if not kind or kind in seen:
            continue
        seen.add(kind)
        answer = client.get(path)
        assert answer.status_code == 200, f"{path} answers {answer.status_code}"
        if "text/html" in answer.headers["content-type"]:
            found[kind] = path
            ahead += [urljoin(path, link) for link in LINK.findall(answer.content.decode())]
    assert len(seen) > KINDS, sorted(seen)
    return found


@pytest.mark.parametrize("part", range(PARTS))
def test_every_kind_of_page_opens_and_reads_well(live_server: Any, agency: None, part: int) -> None:
    mine = sorted(pages().items())[part::PARTS]
    theme = ("light", "dark")[part % 2]
    with browsing("wide", theme, live_server.url) as page:
        page.goto("/sign-in/")
        page.get_by_label("E-mail").fill(EMAIL)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"{live_server.url}/")
        for kind, path in mine:
            answer = page.goto(path)
            assert answer is not None and answer.status == 200, f"{path} answers {answer and answer.status}"
            inspect(page, f"every-wide-{theme}-{kind}")
            turn(page, "phone")
            fits(page, f"every-phone-{theme}-{kind}")
            turn(page, "wide")
