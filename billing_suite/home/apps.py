"""The room as a Django app."""

from importlib import import_module

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """A room of the roof."""

    name = "billing_suite.home"
    label = "home"

    def ready(self) -> None:
        """Read what registers itself."""
        import_module("billing_suite.home.nav")
