"""A browser for a test: wide or a phone, light or dark, and an inspection of what it shows.

`SHOTS=FOLDER` keeps the pictures.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

SIZES = {"wide": (1440, 900), "phone": (390, 844)}
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # what passed is a long list that nobody reads
    "preload": False,
}
AT_REST = """() => Promise.all(document.getAnimations()
    .filter((each) => Number.isFinite(each.effect.getComputedTiming().endTime))
    .map((each) => each.finished.catch(() => null))).then(() => null)"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or "/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


def window(browser: Browser, base_url: str, *, size: str = "wide", theme: str = "light", scripts: bool = True) -> Page:
    """A page of somebody's own browser; what it complains about is kept in `complaints_of`."""
    width, height = SIZES[size]
    phone = size == "phone"
    context: BrowserContext = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=theme,  # type: ignore[arg-type]
        is_mobile=phone,
        has_touch=phone,
        base_url=base_url,
        java_script_enabled=scripts,
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda told: complaints.append(told.text) if "Content Security" in told.text else None)
    COMPLAINTS[page] = complaints
    return page


COMPLAINTS: dict[Page, list[str]] = {}


@contextmanager
def browsing(size: str, theme: str, base_url: str, *, scripts: bool = True) -> Iterator[Page]:
    """A page in Chromium; what it complains about in the console fails the test."""
    with chromium() as browser:
        page = window(browser, base_url, size=size, theme=theme, scripts=scripts)
        yield page
        assert COMPLAINTS.pop(page) == []


def shoot(page: Page, name: str) -> None:
    """Keep a picture of the whole page, where pictures are wanted."""
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def turn(page: Page, size: str) -> None:
    """The page that is open, at another width, without loading it anew."""
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})


def fits(page: Page, name: str) -> None:
    """Nothing sticks out at the side."""
    shoot(page, name)
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0, f"{name} scrolls sideways by {wider} pixels"


def inspect(page: Page, name: str) -> None:
    """Nothing sticks out at the side, and axe finds nothing, once what moves has come to rest."""
    page.evaluate(AT_REST)
    fits(page, name)
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(rule["id"], [node["html"][:200] for node in rule["nodes"]]) for rule in found] == [], name
