"""The components and the shell in Chromium: wide and on a phone, light and dark, without an axe finding."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import override_settings
from playwright.sync_api import Page

from billing_suite.kernel.access.models import User
from billing_suite.kernel.web.context import register_bell
from billing_suite.kernel.web.nav import register_nav
from tests.browser.chromium import SIZES, browsing, inspect
from tests.kernel.record.flush import let_flush_through
from tests.kernel.web.cast import PASSWORD, mara, orders, own_registries, shop_tables

__all__ = ["mara", "orders", "own_registries", "shop_tables"]
let_flush_through()

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.kernel.web.urls"), pytest.mark.django_db(transaction=True)]
Make = Callable[[int], list[Any]]


def sign_in(page: Page) -> None:
    page.goto("/sign-in/")
    page.get_by_label("E-mail").fill("mara@nordlicht.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/guide/")


def dress(user: User) -> None:
    from tests.kernel.web.shop import NAV

    register_nav(*NAV)
    register_bell("guide", lambda user: 7)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", list(SIZES))
def test_every_kind_of_page(live_server: Any, mara: User, orders: Make, size: str, theme: str) -> None:
    order = orders(60)[3]
    dress(mara)
    with browsing(size, theme, live_server.url) as page:
        page.goto("/sign-in/")
        inspect(page, f"sign-in-{size}-{theme}")
        sign_in(page)
        for name, url in {
            "guide": "/guide/",
            "list": "/orders/",
            "nothing": "/orders/?q=zzz",
            "record": f"/orders/{order.pk}/",
            "verb": f"/orders/{order.pk}/sending/",
            "form": "/fields/",
            "portal": "/portal/quote/",
            "refusal": "/refuse/",
            "missing": "/no-such-page/",
        }.items():
            page.goto(url)
            inspect(page, f"{name}-{size}-{theme}")


@pytest.mark.parametrize("size", list(SIZES))
def test_what_opens_over_a_page(live_server: Any, mara: User, orders: Make, size: str) -> None:
    order = orders(60)[3]
    dress(mara)
    with browsing(size, "light", live_server.url) as page:
        sign_in(page)
        page.locator("button.why").first.click()
        assert page.get_by_text("3 overdue").is_visible()
        inspect(page, f"why-{size}")
        page.keyboard.press("Escape")
        assert not page.get_by_text("3 overdue").is_visible()
        page.get_by_role("button", name="Mara Keller").click()
        assert page.get_by_role("button", name="Sign out").is_visible()
        inspect(page, f"menu-{size}")
        page.goto(f"/orders/{order.pk}/")
        page.get_by_role("link", name="Send").click()
        assert page.get_by_role("dialog").is_visible()
        inspect(page, f"dialog-{size}")
        page.get_by_role("dialog").get_by_role("button", name="Send").click()
        page.get_by_text("INV-00003 is paid already").wait_for()
        inspect(page, f"refused-{size}")


def test_the_sidebar_slides_in_on_a_phone(live_server: Any, mara: User) -> None:
    dress(mara)
    with browsing("phone", "dark", live_server.url) as page:
        sign_in(page)
        entry = page.get_by_role("link", name="Invoices")
        assert not entry.is_visible()
        page.get_by_role("button", name="Open the menu").click()
        assert entry.is_visible()
        inspect(page, "sidebar-phone")
        page.keyboard.press("Escape")
        assert not entry.is_visible()


def test_a_list_answers_as_one_types_and_keeps_its_address(live_server: Any, mara: User, orders: Make) -> None:
    orders(60)
    dress(mara)
    with browsing("wide", "light", live_server.url) as page:
        sign_in(page)
        page.goto("/orders/")
        words = page.get_by_role("searchbox")
        words.press_sequentially("cobalt", delay=30)
        page.wait_for_url("**/orders/?q=cobalt")
        assert page.locator("tbody tr").count() == 10
        assert words.input_value() == "cobalt"
        assert words.evaluate("it => it === document.activeElement")
        page.get_by_label("Status").select_option("part_paid")
        page.wait_for_url("**/orders/?q=cobalt&status=part_paid")
        page.get_by_role("link", name="Number").click()
        page.wait_for_url("**sort=reference**")
        page.go_back()
        page.wait_for_url("**/orders/?q=cobalt&status=part_paid")
        assert page.locator("tbody tr").count() == 10
        page.goto("/orders/")
        page.locator(".pick-all").check()
        assert page.get_by_text("50 selected").is_visible()
        inspect(page, "bulk")
        page.get_by_role("button", name="Untick all").click()
        assert not page.get_by_text("selected").is_visible()


def test_a_chosen_theme_stays_and_is_there_at_the_first_paint(live_server: Any, mara: User) -> None:
    with browsing("wide", "light", live_server.url) as page:
        sign_in(page)
        page.get_by_role("button", name="Colours of the page").click()
        page.get_by_role("button", name="Dark").click()
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(19, 18, 23)"
        page.add_init_script(
            "new MutationObserver(() => { if (document.body && !window.first)"
            " window.first = getComputedStyle(document.body).colorScheme })"
            ".observe(document, { childList: true, subtree: true })"
        )
        page.goto("/fields/")
        assert page.evaluate("window.first") == "dark"
        page.get_by_role("button", name="Colours of the page").click()
        page.get_by_role("button", name="As the system").click()
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(251, 250, 248)"


def test_the_keyboard_goes_everywhere_and_is_seen(live_server: Any, mara: User, orders: Make) -> None:
    orders(3)
    dress(mara)
    with browsing("wide", "light", live_server.url) as page:
        sign_in(page)
        page.goto("/orders/")
        seen = []
        for _ in range(30):
            page.keyboard.press("Tab")
            seen.append(
                page.evaluate(
                    "(() => { const it = document.activeElement, s = getComputedStyle(it);"
                    " const name = it === document.body ? '' : it.innerText || it.ariaLabel || it.name || '';"
                    " return [name, s.outlineStyle, parseFloat(s.outlineWidth)] })()"
                )
            )
        names = [name.strip() for name, _, _ in seen]
        assert names[0] == "Skip to the page"
        for wanted in ("Overview", "Invoices", "New billing run", "Number or customer", "Customer", "INV-00002"):
            assert any(wanted in name for name in names), (wanted, names)
        unseen = [name for name, style, width in seen if name and (style == "none" or width < 2)]
        assert unseen == []


def test_without_scripts_the_pages_still_work(live_server: Any, mara: User, orders: Make) -> None:
    order = orders(60)[0]
    with browsing("wide", "light", live_server.url, scripts=False) as page:
        sign_in(page)
        page.goto("/orders/")
        page.get_by_role("searchbox").fill("cobalt")
        page.keyboard.press("Enter")
        page.wait_for_url("**q=cobalt**")
        assert page.locator("tbody tr").count() == 10
        page.goto(f"/orders/{order.pk}/")
        page.get_by_role("link", name="Send").click()
        page.wait_for_url("**/sending/")
        page.get_by_role("button", name="Send").click()
        page.get_by_text("INV-00000 was sent.").wait_for()


def test_the_settings_of_the_tests_guard_the_pages_too(live_server: Any, mara: User) -> None:
    """The look above was seen under the real policy: scripts from ourselves only."""
    with browsing("wide", "light", live_server.url) as page, override_settings(DEBUG=False):
        answer = page.goto("/sign-in/")
        assert answer is not None
        assert "script-src 'self'" in answer.headers["content-security-policy"]
