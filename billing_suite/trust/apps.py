"""The room as a Django app."""

from django.apps import AppConfig


class TrustConfig(AppConfig):
    """A room of the roof."""

    name = "billing_suite.trust"
    label = "trust"
