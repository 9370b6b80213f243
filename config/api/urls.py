"""Every route under /api/."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from config.api import sessions

urlpatterns = [
    path("", include("sessions_app.api.urls")),
    path("", include(sessions.urlpatterns)),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
]
