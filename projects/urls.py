"""Addresses of the floor where we deliver, and the customer's signature, which opens a project."""

from django.urls import path

from projects.budgets import views as budgets
from projects.contracts import views as contracts
from projects.people import views as people
from projects.plan.portal import milestones as handed_over
from projects.plan.portal import quotes as portal
from projects.plan.views import boards, kickoff, milestones, planning, rehearsal, templates
from projects.plan.views import work as plan
from projects.time.views import approvals, entries, sheets, week

urlpatterns = [
    path("people/", people.PersonList.as_view(), name="people"),
    path("people/new/", people.AddPerson.as_view(), name="person-new"),
    path("people/roles/", people.NameRole.as_view(), name="delivery-roles"),
    path("people/<uuid:pk>/", people.PersonPage.as_view(), name="person"),
    path("contracts/", contracts.ContractList.as_view(), name="contracts"),
    path("contracts/<uuid:pk>/", contracts.ContractPage.as_view(), name="contract"),
    path("projects/", plan.ProjectList.as_view(), name="projects"),
    path("projects/<uuid:pk>/", plan.ProjectPage.as_view(), name="project"),
    path("projects/<uuid:pk>/staffing/", plan.StaffProject.as_view(), name="project-staffing"),
    path("projects/<uuid:pk>/closing/", plan.CloseProject.as_view(), name="project-closing"),
    path("projects/<uuid:pk>/reopening/", plan.ReopenProject.as_view(), name="project-reopening"),
    path("projects/budget-alerts/", budgets.BudgetThresholds.as_view(), name="budget-thresholds"),
    path("projects/budget-alerts/<uuid:pk>/end/", budgets.EndThreshold.as_view(), name="budget-threshold-end"),
    path("projects/<uuid:pk>/budget/", budgets.BudgetPage.as_view(), name="project-budget"),
    path("projects/<uuid:pk>/estimates/", budgets.EstimateProject.as_view(), name="project-estimate"),
    path("projects/templates/", templates.PlanTemplates.as_view(), name="plan-templates"),
    path("projects/<uuid:pk>/plan/", boards.PlanPage.as_view(), name="project-plan"),
    path("projects/<uuid:pk>/board/", boards.TaskBoard.as_view(), name="project-board"),
    path("projects/<uuid:pk>/start/", kickoff.StartProject.as_view(), name="project-start"),
    path("projects/<uuid:pk>/override/", kickoff.OverrideKickoff.as_view(), name="project-override"),
    path("projects/<uuid:pk>/phases/", planning.AddPhase.as_view(), name="phase-new"),
    path("projects/<uuid:pk>/tasks/", planning.AddTask.as_view(), name="task-new"),
    path("phases/<int:pk>/closing/", planning.ClosePhase.as_view(), name="phase-closing"),
    path("phases/<int:pk>/reopening/", planning.ReopenPhase.as_view(), name="phase-reopening"),
    path("milestones/", milestones.MilestoneList.as_view(), name="milestones"),
    path("milestones/<uuid:pk>/", milestones.MilestoneDetail.as_view(), name="milestone"),
    path("milestones/<uuid:pk>/plan/", milestones.PlanMilestone.as_view(), name="milestone-plan"),
    path("milestones/<uuid:pk>/delivery/", milestones.DeliverMilestone.as_view(), name="milestone-delivery"),
    path("milestones/<uuid:pk>/withdrawal/", milestones.WithdrawMilestone.as_view(), name="milestone-withdrawal"),
    path("milestones/<uuid:pk>/acceptance/", milestones.RecordAcceptance.as_view(), name="milestone-acceptance"),
    path("milestones/<uuid:pk>/return/", milestones.RecordReturn.as_view(), name="milestone-return"),
    path("tasks/", plan.TaskList.as_view(), name="tasks"),
    path("tasks/<uuid:pk>/", plan.TaskPage.as_view(), name="task"),
    path("tasks/<uuid:pk>/changes/", planning.ChangeTask.as_view(), name="task-changes"),
    path("tasks/<uuid:pk>/removal/", planning.RemoveTask.as_view(), name="task-removal"),
    path("tasks/<uuid:pk>/moves/", boards.TaskMove.as_view(), name="task-move"),
    path("tasks/<uuid:pk>/assignments/", planning.AssignTask.as_view(), name="task-assignments"),
    path("tasks/<uuid:pk>/needs/", planning.LinkTask.as_view(), name="task-needs"),
    path("tasks/<uuid:pk>/needs/removal/", planning.UnlinkTask.as_view(), name="task-needs-removal"),
    path("tasks/<uuid:pk>/parts/", planning.PartTask.as_view(), name="task-parts"),
    path("tasks/<uuid:pk>/template/", planning.KeepTemplate.as_view(), name="task-template"),
    path("time/", week.MyWeek.as_view(), name="my-time"),
    path("time/approvals/", approvals.ApprovalQueue.as_view(), name="time-approvals"),
    path("time/import/", sheets.ImportTime.as_view(), name="time-import"),
    path("time/import/confirmation/", sheets.ConfirmImport.as_view(), name="time-import-confirmation"),
    path("time/entries/", entries.EntryList.as_view(), name="time-entries"),
    path("time/entries/submission/", week.SubmitTime.as_view(), name="time-submission"),
    path("time/entries/approval/", approvals.ApproveTime.as_view(), name="time-approval"),
    path("time/entries/return/", approvals.ReturnTime.as_view(), name="time-return"),
    path("time/entries/<uuid:pk>/", entries.EntryPage.as_view(), name="time-entry"),
    path("time/entries/<uuid:pk>/changes/", week.ChangeTime.as_view(), name="time-entry-changes"),
    path("time/entries/<uuid:pk>/submission/", approvals.SubmitEntry.as_view(), name="time-entry-submission"),
    path("time/entries/<uuid:pk>/approval/", approvals.ApproveEntry.as_view(), name="time-entry-approval"),
    path("time/entries/<uuid:pk>/return/", approvals.ReturnEntry.as_view(), name="time-entry-return"),
    path("quotes/versions/<uuid:pk>/rehearsal/", rehearsal.RehearsalPage.as_view(), name="acceptance-rehearsal"),
    path("portal/quotes/<str:token>/acceptance/", portal.AcceptDoor.as_view(), name="portal-quote-acceptance"),
    path("portal/milestones/<str:token>/", handed_over.MilestonePage.as_view(), name="portal-milestone"),
    path(
        "portal/milestones/<str:token>/acceptance/",
        handed_over.AcceptMilestone.as_view(),
        name="portal-milestone-acceptance",
    ),
    path(
        "portal/milestones/<str:token>/return/", handed_over.ReturnMilestone.as_view(), name="portal-milestone-return"
    ),
]
