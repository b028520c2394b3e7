"""Addresses of the floor where we deliver, and the customer's signature, which opens a project."""

from django.urls import path

from projects.capacity.views import bookings, capacity
from projects.contracts import views as contracts
from projects.people.views import calendar, leave, people, terms
from projects.plan import portal
from projects.plan.views import rehearsal
from projects.plan.views import work as plan
from projects.time.views import approvals, entries, sheets, week

urlpatterns = [
    path("people/", people.PersonList.as_view(), name="people"),
    path("people/new/", people.AddPerson.as_view(), name="person-new"),
    path("people/roles/", people.NameRole.as_view(), name="delivery-roles"),
    path("people/calendar/", calendar.OfficeCalendar.as_view(), name="office-calendar"),
    path("people/calendar/days/new/", calendar.SetOfficeDay.as_view(), name="office-day-new"),
    path("people/calendar/weeks/new/", calendar.SetWorkingWeek.as_view(), name="working-week-new"),
    path("people/<uuid:pk>/", people.PersonPage.as_view(), name="person"),
    path("people/<uuid:pk>/capacities/", terms.AgreeHours.as_view(), name="person-hours"),
    path("people/<uuid:pk>/roles/", terms.ChangeRole.as_view(), name="person-role"),
    path("people/<uuid:pk>/costs/", terms.SetCost.as_view(), name="person-cost"),
    path("people/<uuid:pk>/departure/", terms.RecordDeparture.as_view(), name="person-departure"),
    path("leave/", leave.LeaveList.as_view(), name="leave-list"),
    path("leave/new/", leave.RequestLeave.as_view(), name="leave-new"),
    path("leave/approvals/", leave.ApproveMany.as_view(), name="leave-approvals"),
    path("leave/<uuid:pk>/", leave.LeavePage.as_view(), name="leave"),
    path("leave/<uuid:pk>/approval/", leave.ApproveOne.as_view(), name="leave-approval"),
    path("leave/<uuid:pk>/withdrawal/", leave.Withdraw.as_view(), name="leave-withdrawal"),
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
    path("capacity/", capacity.CapacityPage.as_view(), name="capacity"),
    path("capacity/people/<uuid:pk>/", capacity.PersonCapacity.as_view(), name="person-capacity"),
    path("utilisation/", capacity.UtilisationPage.as_view(), name="utilisation"),
    path("bookings/", bookings.BookingList.as_view(), name="bookings"),
    path("bookings/new/", bookings.Book.as_view(), name="booking-new"),
    path("bookings/confirmations/", bookings.ConfirmMany.as_view(), name="booking-confirmations"),
    path("bookings/releases/", bookings.ReleaseMany.as_view(), name="booking-releases"),
    path("bookings/<uuid:pk>/", bookings.BookingPage.as_view(), name="booking"),
    path("bookings/<uuid:pk>/changes/", bookings.ChangeBooking.as_view(), name="booking-changes"),
    path("bookings/<uuid:pk>/confirmation/", bookings.ConfirmBooking.as_view(), name="booking-confirmation"),
    path("bookings/<uuid:pk>/release/", bookings.ReleaseBooking.as_view(), name="booking-release"),
    path("quotes/versions/<uuid:pk>/rehearsal/", rehearsal.RehearsalPage.as_view(), name="acceptance-rehearsal"),
    path("portal/quotes/<str:token>/acceptance/", portal.AcceptDoor.as_view(), name="portal-quote-acceptance"),
]
