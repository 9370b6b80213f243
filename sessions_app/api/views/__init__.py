"""Views of the session API: they parse, call a service, answer."""

from sessions_app.api.views.history import HistoryMixin
from sessions_app.api.views.messages import MessagesMixin
from sessions_app.api.views.state import SaveSessionView, SessionStateView, StartSessionView
from sessions_app.api.views.workspace import SessionViewSet

__all__ = [
    "HistoryMixin",
    "MessagesMixin",
    "SaveSessionView",
    "SessionStateView",
    "SessionViewSet",
    "StartSessionView",
]
