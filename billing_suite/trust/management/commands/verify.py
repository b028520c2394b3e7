"""Count the invariants again."""

from typing import Any

from django.core.management.base import CommandError

from billing_suite.kernel.record.checks import run_checks
from billing_suite.kernel.web.commands import Door


class Command(Door):
    """One line an invariant: it holds, or how many rows break it and the first ten; exit code 1 on any."""

    help = __doc__ or ""

    def run(self, **options: Any) -> None:
        """Check everything, print everything, then fail if anything is broken."""
        findings = run_checks()
        data = [
            {
                "invariant": f.check.invariant,
                "says": f.check.says,
                "holds": f.holds,
                "violations": f.count,
                "first": f.first,
            }
            for f in findings
        ]
        words = [
            f"{f.check.invariant}  {'holds' if f.holds else f'{f.count} VIOLATIONS'}  {f.check.says}"
            + ("" if f.holds else f"\n        {', '.join(f.first)}")
            for f in findings
        ]
        self.answer(data, "\n".join(words))
        broken = sum(not f.holds for f in findings)
        if broken:
            raise CommandError(f"{broken} of {len(findings)} invariants do not hold")
