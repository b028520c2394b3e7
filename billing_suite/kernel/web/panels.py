"""Panels: a lower floor's page names a slot, and a higher room hangs what it knows into it (STYLE 20)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from billing_suite.kernel.web.viewer import viewer_of

Read = Callable[[Any, Any], Mapping[str, Any] | None]


@dataclass(frozen=True)
class Panel:
    """What a room shows on another floor's page.

    `read(record, user)` returns the template's context in a constant number of queries, beginning
    with `visible_to(user)`, or None when there is nothing to say. Shown to holders of one of
    `rights` or `roles`, to all when both are empty.
    """

    slot: str
    title: str
    template: str
    read: Read
    icon: str = ""
    rights: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    order: int = 50


@dataclass(frozen=True)
class ShownPanel:
    """A panel as the page shows it."""

    title: str
    icon: str
    html: SafeString


_PANELS: dict[tuple[str, str], Panel] = {}


def register_panel(panel: Panel) -> None:
    """Hang a panel into its slot; called by the room's app when it is ready. Slot and title are the key."""
    _PANELS[panel.slot, panel.title] = panel


def panels_for(slot: str, record: Any, request: HttpRequest) -> list[ShownPanel]:
    """The panels of a slot for this record, as far as the viewer may see them, in order."""
    viewer = viewer_of(request)
    hung = [panel for panel in _PANELS.values() if panel.slot == slot and viewer.may(panel.rights, panel.roles)]
    shown = []
    for panel in sorted(hung, key=lambda panel: (panel.order, panel.title)):
        context = panel.read(record, request.user)
        if context is not None:
            html = render_to_string(panel.template, {"record": record, **context}, request)
            shown.append(ShownPanel(panel.title, panel.icon, html))
    return shown
