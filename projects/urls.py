"""Addresses of the floor where we deliver, and the customer's signature, which opens a project."""

from django.urls import path

from projects.contracts import views as contracts
from projects.people import views as people
from projects.plan import portal
from projects.plan import views as plan

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
    path("portal/quotes/<str:token>/acceptance/", portal.AcceptDoor.as_view(), name="portal-quote-acceptance"),
]
