"""Routes of the session core that no other app adds to."""

from django.urls import path

from sessions_app.api.views import SaveSessionView, SessionStateView, StartSessionView
from sessions_app.api.views.events import EventTicketView, SessionEventsView

urlpatterns = [
    path("session/start/", StartSessionView.as_view(), name="session-start"),
    path("session/<uuid:session_id>/state/", SessionStateView.as_view(), name="session-state"),
    path("session/<uuid:session_id>/save/", SaveSessionView.as_view(), name="session-save"),
    path("sessions/<uuid:session_id>/events/", SessionEventsView.as_view(), name="session-events"),
    path(
        "sessions/<uuid:session_id>/events/ticket/",
        EventTicketView.as_view(),
        name="session-events-ticket",
    ),
]
