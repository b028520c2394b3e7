"""The cellar as a Django app, and what every floor's app does at start-up."""

from importlib import import_module
from importlib.util import find_spec
from typing import ClassVar

from django.apps import AppConfig
from django.conf import settings

SPEAKING = (
    "actions",
    "weeks",
    "timers",
    "correcting",
    "runs",
    "documents",
    "e_invoices",
    "exporting",
    "voiding",
    "withholding",
    "importing",
    "checking",
    "exemptions",
    "reminding",
    "offered",
    "merging",
    "checks",
    "guards",
    "hops",
    "panels",
    "moments",
    "nav",
    "exposures",
    "closing",
    "standing",
)


class Floor(AppConfig):
    """A floor: at start-up the modules of its rooms that register verbs, checks and screens are read."""

    rooms: ClassVar[tuple[str, ...]] = ()

    def ready(self) -> None:
        """Read what registers itself."""
        for room in self.rooms:
            for module in SPEAKING:
                name = f"{self.name}.{room}.{module}"
                if find_spec(name) is not None:
                    import_module(name)


class KernelConfig(Floor):
    """What every floor stands on."""

    name = "billing_suite.kernel"
    label = "kernel"
    default = True
    rooms = ("record", "access", "firm", "work")

    def ready(self) -> None:
        """Read what registers itself, and set up the logs."""
        super().ready()
        import_module("billing_suite.kernel.work.tasks")
        import_module("billing_suite.kernel.work.logs").set_up_logs(
            as_json=not settings.LOCAL, level=settings.LOG_LEVEL
        )
