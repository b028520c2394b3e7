"""The shell: sidebar by role, panels by right, doors, sign-in."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from billing_suite.kernel.access.models import User
from billing_suite.kernel.record.acting import Actor, acting
from billing_suite.kernel.web.context import Band, register_band, register_bell
from billing_suite.kernel.web.middleware import Doorway
from billing_suite.kernel.web.nav import NavItem, register_nav
from billing_suite.kernel.web.panels import Panel, register_panel
from tests.kernel.web import urls as shop_urls
from tests.kernel.web.cast import PASSWORD

pytestmark = pytest.mark.urls("tests.kernel.web.urls")
Make = Callable[[int], list[Any]]
In = Callable[[User], Client]


def sidebar(response: Any) -> dict[str, list[str]]:
    return {group.title: [entry.label for entry in group.entries] for group in response.context["nav"]}


# --- sidebar ----------------------------------------------------------------------------------------


def test_the_sidebar_is_by_right_and_role(mara: User, noah: User, signed_in: In) -> None:
    from tests.kernel.web.shop import NAV

    register_nav(*NAV)
    assert sidebar(signed_in(mara).get("/fields/")) == {
        "": ["Overview"],
        "Sales": ["Customers", "Opportunities"],
        "Delivery": ["Projects"],
        "Finance": ["Invoices"],
    }
    assert sidebar(signed_in(noah).get("/fields/")) == {"": ["Overview"], "Sales": ["Customers", "Opportunities"]}


def test_the_entry_of_the_page_is_marked(orders: Make, mara: User, signed_in: In) -> None:
    from tests.kernel.web.shop import NAV, late_orders

    register_nav(*NAV, NavItem("Late", "orders", "flag", "Finance", badge=late_orders))
    text = signed_in(mara).get(f"/orders/{orders(5)[0].pk}/").content.decode()
    assert re.findall(r'class="nav-entry" href="([^"]+)" aria-current="page"', text) == ["/orders/"]
    assert re.search(r'nav-count is-urgent">1<span class="hush"> overdue', text)


def test_a_group_that_is_not_in_the_sidebar_is_noticed() -> None:
    with pytest.raises(ValueError, match="no group"):
        register_nav(NavItem("Odd", "orders", "flag", "Odds"))  # type: ignore[arg-type]


def test_the_bell_counts_what_is_unread(mara: User, signed_in: In) -> None:
    assert b"Inbox" not in signed_in(mara).get("/fields/").content
    register_bell("guide", lambda user: 120 if user == mara else 0)
    text = signed_in(mara).get("/fields/").content.decode()
    assert "Inbox, 120 unread" in text
    assert "99+" in text


def test_a_band_stands_on_every_page(mara: User, signed_in: In) -> None:
    assert b'class="band"' not in signed_in(mara).get("/fields/").content
    register_band("test", lambda request: Band("Rehearsal database", "of autumn"))
    for url in ("/fields/", "/portal/quote/", "/refuse/", "/nothing/"):
        assert b"Rehearsal database" in signed_in(mara).get(url).content
    assert b"Rehearsal database" in Client().get("/sign-in/").content


# --- panels -----------------------------------------------------------------------------------------


def test_a_higher_room_hangs_a_panel_into_a_slot(orders: Make, mara: User, signed_in: In) -> None:
    order = orders(1)[0]
    seen: list[Any] = []

    def read(record: Any, user: Any) -> dict[str, Any]:
        seen.append((record, user))
        return {"error": "told by the panel"}

    template = "components/flash.html"
    register_panel(Panel("order", "Second", template, read, order=60))
    register_panel(Panel("order", "First", template, read, rights=("see_orders",)))
    register_panel(Panel("order", "Not yours", template, read, rights=("nobody_holds_this",)))
    register_panel(Panel("order", "Nothing to say", template, lambda record, user: None))
    register_panel(Panel("customer", "Elsewhere", template, read))
    text = signed_in(mara).get(f"/orders/{order.pk}/").content.decode()
    assert re.findall(r'aria-label="(First|Second|Not yours|Nothing to say|Elsewhere)"', text) == ["First", "Second"]
    assert seen == [(order, mara), (order, mara)]


# --- doors ------------------------------------------------------------------------------------------


def whoami(request: HttpRequest) -> HttpResponse:
    with transaction.atomic(), acting(Actor.system("test")) as now:
        return HttpResponse(f"{now.door} {now.request_id} {request.request_id}")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("url", "door"), [("/who/", "page"), ("/api/v1/who/", "api"), ("/portal/who/", "portal"), ("/admin/who/", "admin")]
)
def test_inv43_every_request_comes_through_a_named_door(
    db: None, client: Client, monkeypatch: pytest.MonkeyPatch, url: str, door: str
) -> None:
    monkeypatch.setattr(shop_urls, "urlpatterns", [*shop_urls.urlpatterns, path(url[1:], whoami)])
    from django.urls import clear_url_caches

    clear_url_caches()
    response = client.get(url, headers={"X-Request-ID": "abc-12345"})
    assert response.content.decode() == f"{door} abc-12345 abc-12345"
    assert response.headers["X-Request-ID"] == "abc-12345"


@pytest.mark.parametrize("sent", ["", "short", "x" * 65, "a b c d e f", "evil\tid-12345", "<script>1234</script>"])
def test_an_odd_request_id_is_replaced(sent: str) -> None:
    request = RequestFactory().get("/", headers={"X-Request-ID": sent})
    response = Doorway(lambda request: HttpResponse(request.request_id))(request)  # type: ignore[attr-defined]
    assert re.fullmatch(r"[0-9a-f]{32}", response.headers["X-Request-ID"])
    assert response.content.decode() == response.headers["X-Request-ID"]


def test_an_uncaught_refusal_becomes_its_page(db: None, client: Client) -> None:
    response = client.get("/refuse/")
    text = response.content.decode()
    assert response.status_code == 409
    for words in ("PRJ-00007 is closed", "project-closed", "RULES 14", response.headers["X-Request-ID"]):
        assert words in text


def test_a_fault_is_no_refusal(db: None) -> None:
    with pytest.raises(RuntimeError):
        Client().get("/burst/")
    response = Client(raise_request_exception=False).get("/burst/")
    assert response.status_code == 500
    assert b"Something broke on our side" in response.content


# --- signing in ---------------------------------------------------------------------------------------


def test_signing_in_and_out(mara: User) -> None:
    browser = Client()
    answer = browser.post("/sign-in/?next=/orders/", {"username": "MARA@nordlicht.example", "password": PASSWORD})
    assert answer.headers["Location"] == "/orders/"
    assert browser.get("/orders/").status_code == 200
    assert browser.get("/sign-out/").status_code == 405
    browser.post("/sign-out/")
    assert browser.get("/orders/").status_code == 302


def test_inv31_a_wrong_pair_is_told_in_the_same_words(mara: User, noah: User) -> None:
    noah.is_active = False
    from billing_suite.kernel.access.models import User as Users

    with transaction.atomic(), acting(Actor.system("test")):
        Users.objects.filter(pk=noah.pk).update(is_active=False)
    told = set()
    for email, password in ((mara.email, "wrong"), ("nobody@x.example", "wrong"), (noah.email, PASSWORD)):
        response = Client().post("/sign-in/", {"username": email, "password": password})
        told.add(str(response.context["form"].non_field_errors()))
    assert len(told) == 1


def test_signing_in_leads_nowhere_else(mara: User) -> None:
    form = {"username": mara.email, "password": PASSWORD}
    answer = Client().post("/sign-in/?next=https://evil.example/", form)
    assert not answer.headers["Location"].startswith("https://evil")


def test_a_form_from_elsewhere_is_refused(mara: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    response = browser.post("/sign-in/", {"username": mara.email, "password": PASSWORD})
    assert response.status_code == 403
    assert b"This form has grown old" in response.content
