"""What every page knows besides its own subject: sidebar, inbox count, and bands over the whole database.

The rooms that know these facts register a provider; the shell asks. Add
`billing_suite.kernel.web.context.shell` to the template context processors.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

from billing_suite.kernel.record.rehearsal import is_rehearsal
from billing_suite.kernel.web.nav import is_there, nav_for
from billing_suite.kernel.web.viewer import viewer_of


@dataclass(frozen=True)
class Band:
    """A strip over every page: a fact about the whole database that nobody may overlook, like a rehearsal."""

    title: str
    words: str = ""
    icon: str = "flag"


@dataclass(frozen=True)
class Bell:
    """The inbox of a person: where it is and how much in it is unread."""

    url: str
    unread: int


BandProvider = Callable[[HttpRequest], Band | None]
BellProvider = Callable[[Any], int]

_BANDS: dict[str, BandProvider] = {}
_BELL: dict[str, BellProvider] = {}


def register_band(name: str, provider: BandProvider) -> None:
    """Have a strip shown on every page whenever the provider returns one; the name is its key."""
    _BANDS[name] = provider


def register_bell(url_name: str, unread: BellProvider) -> None:
    """Have the bell lead to this page and show how many notifications of a user are unread."""
    _BELL.clear()
    _BELL[url_name] = unread


def rehearsal_band(request: HttpRequest) -> Band | None:
    """The mark of a rehearsal database: shown on every page, never removed."""
    if not is_rehearsal():
        return None
    return Band("Rehearsal database", "Nothing here is real business; no document of it may leave the house.")


register_band("rehearsal", rehearsal_band)


def bands_of(request: HttpRequest) -> list[Band]:
    """The strips in force, in the order they were registered."""
    return [band for provider in _BANDS.values() if (band := provider(request))]


def bell_of(request: HttpRequest) -> Bell | None:
    """The viewer's bell, or None while nobody registered one."""
    viewer = viewer_of(request)
    url_name, unread = next(iter(_BELL.items()), ("", None))
    if unread is None or viewer.user is None or not is_there(url_name):
        return None
    return Bell(reverse(url_name), unread(viewer.user))


def home_url() -> str:
    """Where the brand leads: the page named `home`, or the root of the site."""
    try:
        return reverse("home")
    except NoReverseMatch:
        return "/"


def shell(request: HttpRequest) -> dict[str, Any]:
    """The shell's names for templates; each is looked up only when the page shows it."""
    return {
        "nav": SimpleLazyObject(lambda: nav_for(request)),
        "bell": SimpleLazyObject(lambda: bell_of(request)),
        "bands": SimpleLazyObject(lambda: bands_of(request)),
        "viewer": SimpleLazyObject(lambda: viewer_of(request)),
        "home_url": home_url,
        "request_id": getattr(request, "request_id", ""),
    }
