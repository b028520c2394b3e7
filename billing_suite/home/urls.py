"""Addresses of the roof's home room."""

from django.urls import path

from billing_suite.home.views.duties import ConflictPage, Conflicts, DeclareConflict, WithdrawConflict
from billing_suite.home.views.events import Events
from billing_suite.home.views.firm import LegalEntities, LegalEntityPage, LogoPicture, SetLogo
from billing_suite.home.views.handouts import HandoutFile, HandoutPage
from billing_suite.home.views.inbox import Inbox, ReadAll, ReadNotifications
from billing_suite.home.views.jobs import JobPage, ParkJob, RetryJob, TakeJob
from billing_suite.home.views.pipeline import Pipeline, RetryJobs
from billing_suite.home.views.rates import ExchangeRates, LoadRates, RecordRate
from billing_suite.home.views.roles import ChangeRole, RolePage, Roles
from billing_suite.home.views.series import GapReportPage
from billing_suite.home.views.start import HomePage
from billing_suite.home.views.user_verbs import AddUser, ChangeRoles, DeactivateUser, GivePassword, ReactivateUser
from billing_suite.home.views.users import UserPage, Users

urlpatterns = [
    path("", HomePage.as_view(), name="home"),
    path("handouts/<uuid:pk>/", HandoutPage.as_view(), name="handout"),
    path("handouts/<uuid:pk>/file", HandoutFile.as_view(), name="handout-file"),
    path("inbox/", Inbox.as_view(), name="inbox"),
    path("inbox/readings/", ReadNotifications.as_view(), name="inbox-reading"),
    path("inbox/clearing/", ReadAll.as_view(), name="inbox-clearing"),
    path("pipeline/", Pipeline.as_view(), name="pipeline"),
    path("pipeline/events/", Events.as_view(), name="events"),
    path("pipeline/retries/", RetryJobs.as_view(), name="jobs-retry"),
    path("pipeline/jobs/<int:pk>/", JobPage.as_view(), name="job"),
    path("pipeline/jobs/<int:pk>/retry/", RetryJob.as_view(), name="job-retry"),
    path("pipeline/jobs/<int:pk>/parking/", ParkJob.as_view(), name="job-parking"),
    path("pipeline/jobs/<int:pk>/takeover/", TakeJob.as_view(), name="job-takeover"),
    path("exchange-rates/", ExchangeRates.as_view(), name="exchange-rates"),
    path("exchange-rates/new/", RecordRate.as_view(), name="exchange-rate-new"),
    path("exchange-rates/loading/", LoadRates.as_view(), name="exchange-rates-loading"),
    path("legal-entities/", LegalEntities.as_view(), name="legal-entities"),
    path("legal-entities/<uuid:pk>/", LegalEntityPage.as_view(), name="legal-entity"),
    path("legal-entities/<uuid:pk>/logo/", SetLogo.as_view(), name="legal-entity-logo"),
    path("legal-entities/<uuid:pk>/logo/picture", LogoPicture.as_view(), name="legal-entity-picture"),
    path("gap-report/", GapReportPage.as_view(), name="gap-report"),
    path("users/", Users.as_view(), name="users"),
    path("users/new/", AddUser.as_view(), name="user-new"),
    path("users/<uuid:pk>/", UserPage.as_view(), name="user"),
    path("users/<uuid:pk>/roles/", ChangeRoles.as_view(), name="user-roles"),
    path("users/<uuid:pk>/password/", GivePassword.as_view(), name="user-password"),
    path("users/<uuid:pk>/deactivation/", DeactivateUser.as_view(), name="user-deactivation"),
    path("users/<uuid:pk>/reactivation/", ReactivateUser.as_view(), name="user-reactivation"),
    path("roles/", Roles.as_view(), name="roles"),
    path("roles/<int:pk>/", RolePage.as_view(), name="role"),
    path("roles/<int:pk>/rights/", ChangeRole.as_view(), name="role-rights"),
    path("duty-conflicts/", Conflicts.as_view(), name="duty-conflicts"),
    path("duty-conflicts/new/", DeclareConflict.as_view(), name="duty-conflict-new"),
    path("duty-conflicts/<uuid:pk>/", ConflictPage.as_view(), name="duty-conflict"),
    path("duty-conflicts/<uuid:pk>/withdrawal/", WithdrawConflict.as_view(), name="duty-conflict-withdrawal"),
]
