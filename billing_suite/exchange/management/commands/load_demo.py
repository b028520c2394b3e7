"""Play the demo agency; it bills nothing."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from billing_suite.exchange.demo import demo_file, demo_people
from billing_suite.exchange.management.commands.play import summary, told
from billing_suite.exchange.playing import play
from billing_suite.kernel.values.clock import today
from billing_suite.kernel.values.refusals import Refusal
from billing_suite.kernel.web.commands import Door, day


class Command(Door):
    """Play the demo agency's timeline through today; its passwords are for this machine only."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """The day to anchor on."""
        super().add_arguments(parser)
        parser.add_argument("--today", type=day, help="the day to anchor the demo on")

    def run(self, **options: Any) -> None:
        """Play, unless these are production settings."""
        if not (settings.LOCAL or settings.TESTING):
            raise Refusal("the demo has known passwords; production settings do not load it", code="demo-refused")
        file = demo_file()
        played = play(file, today=options["today"] or today("UTC"), tell=self.progress)
        words = f"{told(played)}\n`manage.py demo_people` says who can sign in as what"
        self.answer(summary(played) | {"people": demo_people(file)}, words)
