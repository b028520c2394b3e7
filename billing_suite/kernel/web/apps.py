"""Django's admin, as the suite has it."""

from django.contrib.admin.apps import AdminConfig


class AdminWindow(AdminConfig):
    """A window on the records."""

    default_site = "billing_suite.kernel.web.window.Window"
