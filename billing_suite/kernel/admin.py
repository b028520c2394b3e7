"""The cellar in the admin, to be read."""

from django.contrib.auth.models import Group

from billing_suite.kernel.web.window import look_up, tables_of

look_up(*tables_of("kernel"), Group)
