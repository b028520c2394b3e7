"""Tax in the API: its set-up, and previews that store nothing."""

from accounting.tax.api import previews, setup
from accounting.tax.api.setup import REGISTRATIONS

DOORS = (*setup.DOORS, *previews.DOORS)

__all__ = ["DOORS", "REGISTRATIONS"]
