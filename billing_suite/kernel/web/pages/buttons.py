"""Buttons: where an action leads, and when it may not be taken, why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from billing_suite.kernel.web.viewer import Viewer

Look = Literal["plain", "primary", "danger", "quiet"]


@dataclass(frozen=True)
class Button:
    """A link that looks like a button; shown to holders of `right` ("" for everybody)."""

    label: str
    url: str
    icon: str = ""
    right: str = ""
    look: Look = "plain"
    posts: bool = False  # does at once what it says, where nothing needs to be asked


@dataclass(frozen=True)
class VerbButton(Button):
    """A verb on a record's page.

    Leads to the verb's page, which asks what it needs. `enabled` says whether the record is in a
    state for it, `why_not` says in words why it is not: the button is then shown greyed with its
    reason, for the verb exists but not now. `confirm` is a question asked on the spot; its yes
    posts to the verb's page without showing it, for verbs that need nothing else.
    """

    enabled: bool = True
    why_not: str = ""
    confirm: str = ""


B = TypeVar("B", bound=Button)


def shown_to(viewer: Viewer, buttons: Sequence[B]) -> list[B]:
    """The buttons this person holds the right for, in their order."""
    return [button for button in buttons if not button.right or button.right in viewer.rights]
