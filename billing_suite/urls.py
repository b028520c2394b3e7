"""Every address of the suite, floor by floor."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from crm.quotes.portal import quote_page

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("billing_suite.kernel.web.urls")),
    path("", include("accounting.urls")),
    path("portal/quotes/<str:token>/", quote_page, name="portal-quote"),
    path("api/v1/", include("billing_suite.api")),
    path("admin/", admin.site.urls),
]
