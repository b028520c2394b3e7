"""The sidebar: each room registers its own entries, and a person sees those their role has a use for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from billing_suite.kernel.web.viewer import Viewer, viewer_of

Group = Literal["", "Sales", "Delivery", "Finance", "Tax", "Operations", "Admin"]
GROUPS: tuple[Group, ...] = ("", "Sales", "Delivery", "Finance", "Tax", "Operations", "Admin")


@dataclass(frozen=True)
class Badge:
    """A count beside an entry: what it counts in words, and whether it cannot wait."""

    count: int
    words: str
    urgent: bool = False


@dataclass(frozen=True)
class NavItem:
    """An entry of the sidebar.

    Shown to whoever holds one of `rights` or `roles` (to every colleague when both are empty).
    `badge` takes the viewer as a reader and returns a Badge or None; it may cost one query. `beneath`
    names further pages of the same subject, so that the entry stays marked on them; pages whose
    address begins with the entry's own are beneath it anyway.
    """

    label: str
    url_name: str
    icon: str
    group: Group = ""
    rights: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    badge: Callable[[Any], Badge | None] | None = None
    order: int = 50
    beneath: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class NavEntry:
    """An entry as one viewer sees it on one page."""

    label: str
    url: str
    icon: str
    current: bool
    badge: Badge | None


@dataclass(frozen=True)
class NavGroup:
    """A titled part of the sidebar."""

    title: str
    entries: list[NavEntry]


_ITEMS: dict[str, NavItem] = {}


def register_nav(*items: NavItem) -> None:
    """Put entries into the sidebar; called by a room's app when it is ready. The URL name is the key."""
    for item in items:
        if item.group not in GROUPS:
            raise ValueError(f"{item.label}: no group {item.group!r} in the sidebar")
        _ITEMS[item.url_name] = item


def nav_for(request: HttpRequest) -> list[NavGroup]:
    """The sidebar of this viewer, the entry of the page they are on marked; groups without entries left out."""
    viewer = viewer_of(request)
    shown = [item for item in _ITEMS.values() if viewer.user and viewer.may(item.rights, item.roles)]
    shown = [item for item in shown if is_there(item.url_name)]
    shown.sort(key=lambda item: (item.order, item.label))
    here = current_item(request, shown)
    return [
        NavGroup(group, entries)
        for group in GROUPS
        if (entries := [_entry(item, viewer, item is here) for item in shown if item.group == group])
    ]


def is_there(url_name: str) -> bool:
    """Whether the site in force has the page: a part of the suite may be served alone."""
    try:
        return bool(reverse(url_name))
    except NoReverseMatch:
        return False


def current_item(request: HttpRequest, items: list[NavItem]) -> NavItem | None:
    """The entry the page belongs to: by name, else the longest address that the page's begins with."""
    match = request.resolver_match
    name = match.view_name if match else ""
    for item in items:
        if name == item.url_name or name in item.beneath:
            return item
    addresses = [(reverse(item.url_name), item) for item in items]
    above = [(len(url), item) for url, item in addresses if url != "/" and request.path.startswith(url)]
    return max(above, key=lambda pair: pair[0], default=(0, None))[1]


def _entry(item: NavItem, viewer: Viewer, current: bool) -> NavEntry:
    badge = item.badge(viewer.reader) if item.badge else None
    return NavEntry(item.label, reverse(item.url_name), item.icon, current, badge if badge and badge.count else None)
