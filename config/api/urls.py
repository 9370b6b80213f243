"""Every route under /api/."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from config.api import accounts, comparison, sessions

urlpatterns = [
    path("", include("sessions_app.api.urls")),  # the hottest first
    path("", include(accounts.urlpatterns)),
    path("", include(sessions.urlpatterns)),
    path(
        "progress/<uuid:child_id>/compare/",
        comparison.CompareView.as_view(),
        name="progress-compare",
    ),
    path("", include("tutoring.api.practice.urls")),
    path("", include("tutoring.api.agents.urls")),
    path("", include("tutoring.api.material.urls")),
    path("", include("tutoring.api.flags.urls")),
    path("", include("autopilot.api.urls")),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),
]
