"""Addresses of the floor where we deliver, and the customer's signature, which opens a project."""

from django.urls import path

from projects.contracts import views as contracts
from projects.people import views as people
from projects.plan import portal
from projects.plan.views import rehearsal
from projects.plan.views import work as plan
from projects.time.views import approvals, corrections, entries, sheets, timers, timesheets, week

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
    path("tasks/", plan.TaskList.as_view(), name="tasks"),
    path("tasks/<uuid:pk>/", plan.TaskPage.as_view(), name="task"),
    path("time/", week.MyWeek.as_view(), name="my-time"),
    path("time/timer/", timers.StartTimer.as_view(), name="timer-new"),
    path("time/timer/<uuid:pk>/stop/", timers.StopTimer.as_view(), name="timer-stop"),
    path("time/timer/<uuid:pk>/discarding/", timers.DiscardTimer.as_view(), name="timer-discarding"),
    path("time/sheets/", timesheets.Timesheets.as_view(), name="timesheets"),
    path("time/sheets/approval/", timesheets.ApproveSheets.as_view(), name="timesheet-approval"),
    path("time/sheets/return/", timesheets.ReturnSheets.as_view(), name="timesheet-return"),
    path("time/copy/", week.CopyWeek.as_view(), name="time-copy"),
    path("time/entries/new/", week.LogTime.as_view(), name="time-entry-new"),
    path("time/approvals/", approvals.ApprovalQueue.as_view(), name="time-approvals"),
    path("time/import/", sheets.ImportTime.as_view(), name="time-import"),
    path("time/import/confirmation/", sheets.ConfirmImport.as_view(), name="time-import-confirmation"),
    path("time/entries/", entries.EntryList.as_view(), name="time-entries"),
    path("time/entries/submission/", week.SubmitTime.as_view(), name="time-submission"),
    path("time/entries/approval/", approvals.ApproveTime.as_view(), name="time-approval"),
    path("time/entries/return/", approvals.ReturnTime.as_view(), name="time-return"),
    path("time/entries/<uuid:pk>/", entries.EntryPage.as_view(), name="time-entry"),
    path("time/entries/<uuid:pk>/changes/", week.ChangeTime.as_view(), name="time-entry-changes"),
    path("time/entries/<uuid:pk>/correction/", corrections.CorrectTime.as_view(), name="time-entry-correction"),
    path("time/entries/<uuid:pk>/discarding/", approvals.DiscardEntry.as_view(), name="time-entry-discarding"),
    path("time/entries/<uuid:pk>/submission/", approvals.SubmitEntry.as_view(), name="time-entry-submission"),
    path("time/entries/<uuid:pk>/approval/", approvals.ApproveEntry.as_view(), name="time-entry-approval"),
    path("time/entries/<uuid:pk>/return/", approvals.ReturnEntry.as_view(), name="time-entry-return"),
    path("quotes/versions/<uuid:pk>/rehearsal/", rehearsal.RehearsalPage.as_view(), name="acceptance-rehearsal"),
    path("portal/quotes/<str:token>/acceptance/", portal.AcceptDoor.as_view(), name="portal-quote-acceptance"),
]
