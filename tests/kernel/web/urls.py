"""Addresses of the toy shop."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.generic import RedirectView

from billing_suite.kernel.values.refusals import NotFound, Refusal
from tests.kernel.web import shop


def refuse(request: HttpRequest) -> HttpResponse:
    raise Refusal("PRJ-00007 is closed", code="project-closed", record="PRJ-00007", rule="RULES 14")


def hide(request: HttpRequest) -> HttpResponse:
    raise NotFound("no such project")


def burst(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a fault, not a refusal")


urlpatterns = [
    path("", RedirectView.as_view(pattern_name="guide"), name="home"),
    path("", include("billing_suite.kernel.web.urls")),
    path("guide/", shop.Guide.as_view(), name="guide"),
    path("portal/quote/", shop.PortalPage.as_view(), name="portal"),
    path("fields/", shop.EveryFieldPage.as_view(), name="field-page"),
    path("guarded/", shop.Guarded.as_view(), name="guarded"),
    path("orders/", shop.OrderList.as_view(), name="orders"),
    path("orders/sending/", shop.SendOrders.as_view(), name="orders-send"),
    path("orders/<uuid:pk>/", shop.OrderPage.as_view(), name="order"),
    path("orders/by/<str:reference>/", shop.OrderPage.as_view(), name="order-by-reference"),
    path("orders/<uuid:pk>/sending/", shop.SendOrder.as_view(), name="order-send"),
    path("refuse/", refuse),
    path("hide/", hide),
    path("burst/", burst),
    path("parcels/<uuid:pk>/", shop.OrderPage.as_view(), name="parcel"),
    path("slips/<uuid:pk>/", shop.OrderPage.as_view(), name="slip"),
]
