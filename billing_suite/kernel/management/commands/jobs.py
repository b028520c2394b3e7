"""The job runner of one machine: takes what is due and does it, without a broker."""

import signal
import threading
from typing import Any

from django.core.management.base import CommandParser
from django.db import close_old_connections

from billing_suite.kernel.web.commands import Door
from billing_suite.kernel.work import jobs, schedules


class Command(Door):
    """Run due jobs until stopped (or with --until-empty, until none is due) and plan what the calendar asks for."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """How long to run."""
        super().add_arguments(parser)
        parser.add_argument("--until-empty", action="store_true", help="end when nothing is due")
        parser.add_argument("--pause", type=float, default=0.5, help="seconds between looks at an empty queue")

    def run(self, **options: Any) -> None:
        """Loop: plan, run, rest."""
        stop = threading.Event()
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: stop.set())
        total = 0
        while not stop.is_set():
            close_old_connections()
            schedules.plan_due()
            ran = jobs.run_due(20)
            total += ran
            if not ran:
                if options["until_empty"]:
                    break
                stop.wait(options["pause"])
        self.answer({"jobs": total}, f"{total} jobs done")
