"""What is done with a plan: opened by acceptance, kicked off, planned, handed over, closed."""

from projects.plan.actions.kickoff import KickoffWaits, begin_if_ready, override_kickoff, start_project
from projects.plan.actions.milestones import (
    MilestoneRefused,
    accept_milestone,
    deliver_milestone,
    plan_milestone,
    return_milestone,
    withdraw_milestone,
)
from projects.plan.actions.opening import (
    ProjectNotOpen,
    accept_quote,
    close_project,
    reopen_project,
    staff_project,
    write_milestones,
)
from projects.plan.actions.planning import (
    PlanRefused,
    add_phase,
    add_task,
    assign_task,
    change_task,
    close_phase,
    link_tasks,
    move_task,
    remove_task,
    reopen_phase,
    unlink_tasks,
)
from projects.plan.actions.templates import Part, apply_template, make_template, template_of

__all__ = [
    "KickoffWaits",
    "MilestoneRefused",
    "Part",
    "PlanRefused",
    "ProjectNotOpen",
    "accept_milestone",
    "accept_quote",
    "add_phase",
    "add_task",
    "apply_template",
    "assign_task",
    "begin_if_ready",
    "change_task",
    "close_phase",
    "close_project",
    "deliver_milestone",
    "link_tasks",
    "make_template",
    "move_task",
    "override_kickoff",
    "plan_milestone",
    "remove_task",
    "reopen_phase",
    "reopen_project",
    "return_milestone",
    "staff_project",
    "start_project",
    "template_of",
    "unlink_tasks",
    "withdraw_milestone",
    "write_milestones",
]
