"""Projects and tasks in the sidebar."""

from billing_suite.kernel.web.nav import NavItem, register_nav
from billing_suite.kernel.web.tones import register_tones

register_nav(
    NavItem("Projects", "projects", "briefcase", "Delivery", rights=("see_projects",), order=20),
    NavItem("Tasks", "tasks", "subtask", "Delivery", rights=("staff_project", "log_time"), order=22),
    NavItem("Milestones", "milestones", "flag", "Delivery", rights=("plan_work",), order=23),
)
register_tones("neutral", "todo")
register_tones("active", "doing", "handed_over")
register_tones("warning", "returned")
