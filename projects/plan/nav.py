"""Projects and tasks in the sidebar."""

from billing_suite.kernel.web.nav import NavItem, register_nav

register_nav(
    NavItem("Projects", "projects", "briefcase", "Delivery", rights=("see_projects",), order=20),
    NavItem("Tasks", "tasks", "subtask", "Delivery", rights=("staff_project", "log_time"), order=22),
)
