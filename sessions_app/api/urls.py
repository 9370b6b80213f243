"""Routes of the session core that no other app adds to."""

from django.urls import path

from sessions_app.api.views import SaveSessionView, SessionStateView, StartSessionView

urlpatterns = [
    path("session/start/", StartSessionView.as_view(), name="session-start"),
    path("session/<uuid:session_id>/state/", SessionStateView.as_view(), name="session-state"),
    path("session/<uuid:session_id>/save/", SaveSessionView.as_view(), name="session-save"),
]
