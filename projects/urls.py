"""Addresses of the floor where we deliver, and the customer's signature, which opens a project."""

from django.urls import path

from projects.plan import portal

urlpatterns = [
    path("portal/quotes/<str:token>/acceptance/", portal.AcceptDoor.as_view(), name="portal-quote-acceptance"),
]
