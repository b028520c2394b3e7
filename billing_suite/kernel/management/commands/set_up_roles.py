"""Give the shipped roles their rights, and a new installation its first admin."""

from typing import Any

from django.core.management.base import CommandParser

from billing_suite.kernel.access.actions import add_user
from billing_suite.kernel.access.people import User
from billing_suite.kernel.access.roles import set_up_roles
from billing_suite.kernel.record.acting import Actor
from billing_suite.kernel.values.refusals import Refusal
from billing_suite.kernel.web.commands import Door


class Command(Door):
    """Give roles that hold no right yet the rights of fixtures/roles.json; edited roles stay."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """The first person, if wanted."""
        super().add_arguments(parser)
        parser.add_argument("--admin", help="e-mail of the first admin; refused once there is one")

    def run(self, **options: Any) -> None:
        """Set up, and say how many."""
        made = set_up_roles()
        told = f"{made} roles set up"
        if options["admin"]:
            told += f"; {first_admin(options['admin']).email} is admin, and has no password yet"
        self.answer({"roles": made, "admin": options["admin"]}, told)


def first_admin(email: str) -> User:
    """Nobody grants themselves a role; so the first admin comes from whoever runs the machine, once."""
    if User.objects.filter(groups__name="admin", is_active=True).exists():
        raise Refusal("there is an admin already, who adds the others", record=email, code="admin-exists")
    return add_user(email, name=email.partition("@")[0], roles=["admin"], is_staff=True, by=Actor.system("set-up"))
