"""Activities in the sidebar."""

from billing_suite.kernel.web.nav import NavItem, register_nav
from crm.activities.panels import late

register_nav(
    NavItem("Activities", "activities", "calendar-due", "Sales", rights=("log_activity",), badge=late, order=14)
)
