"""The reports of the suite: each room says which it has, what it answers and who may read it."""

from dataclasses import dataclass

from django.urls import reverse

from billing_suite.kernel.web.nav import is_there
from billing_suite.kernel.web.viewer import Viewer


@dataclass(frozen=True)
class ReportCard:
    """A report on the page of reports: its name, its address, and the question it answers."""

    title: str
    url_name: str
    icon: str
    answers: str
    group: str
    rights: tuple[str, ...]
    order: int = 50

    @property
    def url(self) -> str:
        """Where it stands."""
        return reverse(self.url_name)


@dataclass(frozen=True)
class ReportGroup:
    """Reports of one subject."""

    title: str
    cards: list[ReportCard]


_CARDS: dict[str, ReportCard] = {}


def register_report(*cards: ReportCard) -> None:
    """Put reports on the page of reports; called by a room's app when it is ready. The URL name is the key."""
    for card in cards:
        _CARDS[card.url_name] = card


def reports_for(viewer: Viewer) -> list[ReportGroup]:
    """The reports this viewer may read, by subject."""
    shown = [card for card in _CARDS.values() if viewer.may(card.rights) and is_there(card.url_name)]
    shown.sort(key=lambda card: (card.order, card.title))
    groups = dict.fromkeys(card.group for card in shown)
    return [ReportGroup(group, [card for card in shown if card.group == group]) for group in groups]
