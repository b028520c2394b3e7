"""Give the shipped roles their rights."""

from typing import Any

from billing_suite.kernel.access.roles import set_up_roles
from billing_suite.kernel.web.commands import Door


class Command(Door):
    """Give roles that hold no right yet the rights of fixtures/roles.json; edited roles stay."""

    help = __doc__ or ""

    def run(self, **options: Any) -> None:
        """Set up, and say how many."""
        made = set_up_roles()
        self.answer({"roles": made}, f"{made} roles set up")
