"""Forget the folded period balances and fold all posted entries again."""

from typing import Any

from accounting.books.actions import rebuild_balances
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.web.commands import Door


class Command(Door):
    """For an operator whom `manage.py verify` told of period balances that differ from their postings (INV-12)."""

    help = __doc__ or ""

    def run(self, **options: Any) -> None:
        """Rebuild and say of how many entries."""
        count = rebuild_balances(by=Actor.system("rebuild_balances"))
        self.answer({"entries": count}, f"The period balances of {count:,} posted entries are folded anew.")
