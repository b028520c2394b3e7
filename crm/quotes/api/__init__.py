"""Quotes in the API."""

from crm.quotes.api import setup, versions
from crm.quotes.api.versions import QUOTES, VERSIONS

DOORS = (*versions.DOORS, *setup.DOORS)

__all__ = ["DOORS", "QUOTES", "VERSIONS"]
