"""Say how to sign in to the demo as which role."""

from typing import Any

from billing_suite.exchange.demo import demo_file, demo_people
from billing_suite.kernel.web.commands import Door


class Command(Door):
    """List the demo's people with role, e-mail and password."""

    help = __doc__ or ""

    def run(self, **options: Any) -> None:
        """One line a person."""
        people = demo_people(demo_file())
        self.answer(
            people, "\n".join(f"  {p['role']:<11} {p['name']:<16} {p['email']:<28} {p['password']}" for p in people)
        )
