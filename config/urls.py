"""Every address of the product."""

from django.contrib import admin
from django.urls import include, path, re_path

from config import error_views, health

handler400 = error_views.bad_request
handler403 = error_views.forbidden
handler404 = error_views.not_found
handler500 = error_views.server_error

urlpatterns = [
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("api/", include("config.api.urls")),
    path("admin/", admin.site.urls),
    path("account/", include("accounts.urls")),
    path("", include("tutoring.urls")),
    path("", include("sessions_app.urls")),
    path("", include("autopilot.urls")),
    re_path(r"^api/(?P<path>.*)$", error_views.api_not_found),
]
