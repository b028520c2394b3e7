"""The contracts of a customer, on its page."""

from collections.abc import Mapping
from typing import Any

from billing_suite.kernel.web.panels import Panel, register_panel
from projects.contracts.models import Contract

SHOWN = 8


def contracts_with(customer: Any, user: Any) -> Mapping[str, Any] | None:
    """The latest contracts with a customer; nothing until there is one."""
    seen = list(Contract.objects.visible_to(user).filter(customer=customer)[:SHOWN])
    return {"contracts": seen} if seen else None


register_panel(
    Panel(
        "customer-wide",
        "Contracts",
        "projects/contracts/contracts_panel.html",
        contracts_with,
        "signature",
        ("see_contracts",),
        order=20,
    )
)
