"""The floor where we account."""

from billing_suite.kernel.apps import Floor


class AccountingConfig(Floor):
    """We account."""

    name = "accounting"
    default = True
    rooms = ("books", "tax", "billing", "cash", "returns")
