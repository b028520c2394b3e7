"""Replay a timeline."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from billing_suite.exchange.playing import Played, play
from billing_suite.exchange.timelines import read_timeline
from billing_suite.kernel.values.clock import today
from billing_suite.kernel.web.commands import Door, day


class Command(Door):
    """Replay a timeline's lines through the verbs; lines already played are remembered."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and how far."""
        super().add_arguments(parser)
        parser.add_argument("file", type=Path)
        parser.add_argument("--through", type=day, help="play lines through this day (default: today)")
        parser.add_argument("--today", type=day, help="the day to anchor relative dates on")

    def run(self, **options: Any) -> None:
        """Play, and say how far it came."""
        day = options["today"] or today("UTC")
        played = play(read_timeline(options["file"]), today=day, through=options["through"], tell=self.progress)
        self.answer(summary(played), told(played))


def summary(played: Played) -> dict[str, Any]:
    """A play as JSON."""
    return {
        "name": played.name,
        "anchor": played.anchor.isoformat(),
        "played": played.played,
        "before": played.before,
        "waiting": played.waiting,
    }


def told(played: Played) -> str:
    """A play in words."""
    return (
        f"{played.name}: {played.played} lines played, {played.before} before, {played.waiting} still to come "
        f"(anchored on {played.anchor})"
    )
