"""Played timelines in the admin, to be read."""

from billing_suite.kernel.web.window import look_up, tables_of

look_up(*tables_of("exchange"))
