"""Every address of the suite, floor by floor."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("billing_suite.home.urls")),
    path("", include("billing_suite.kernel.web.urls")),
    path("", include("crm.urls")),
    path("", include("projects.urls")),
    path("", include("accounting.urls")),
    path("api/v1/", include("billing_suite.api")),
    path("admin/", admin.site.urls),
]
