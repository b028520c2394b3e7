"""The room as a Django app."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """A room of the roof."""

    name = "billing_suite.exchange"
    label = "exchange"
