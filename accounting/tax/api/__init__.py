"""Tax in the API: its set-up, and previews that store nothing."""

from accounting.tax.api import previews, setup

DOORS = (*setup.DOORS, *previews.DOORS)
