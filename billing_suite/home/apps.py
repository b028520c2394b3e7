"""The room as a Django app."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """A room of the roof."""

    name = "billing_suite.home"
    label = "home"
