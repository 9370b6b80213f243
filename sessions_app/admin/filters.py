"""How staff narrow the lists of sessions and history entries."""

from datetime import timedelta
from uuid import UUID

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from sessions_app.models import AgentAction, StudySession

ENTRIES_LOOKED_AT = 20_000


class PhaseFilter(admin.ChoicesFieldListFilter):
    """The choices of ``current_state`` under the word that is used everywhere else."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.title = "phase"


class LastActivityFilter(admin.SimpleListFilter):
    """Today, the past seven days, or older, by the days of who looks."""

    title = "last activity"
    parameter_name = "activity"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        return [("today", "Today"), ("week", "Past 7 days"), ("older", "Older than 7 days")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        week = today - timedelta(days=7)
        match self.value():
            case "today":
                return queryset.filter(last_activity_at__gte=today)
            case "week":
                return queryset.filter(last_activity_at__gte=week)
            case "older":
                return queryset.filter(last_activity_at__lt=week)
        return queryset


def chosen_session_id(request: HttpRequest) -> UUID | None:
    """Return the session a history list is narrowed to. Raises IncorrectLookupParameters."""
    value = request.GET.get(SessionFilter.parameter_name)
    if not value:
        return None
    try:
        return UUID(value)
    except ValueError as error:
        raise IncorrectLookupParameters(f"No session id: {value!r}") from error


class SessionFilter(admin.SimpleListFilter):
    """One session, chosen by a link from its page."""

    title = "session"
    parameter_name = "session"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        session_id = chosen_session_id(request)
        if session_id is None:
            return []
        names = StudySession.objects.filter(pk=session_id).values_list("name", flat=True)
        return [(self.value() or "", names.first() or "no such session")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(session_id=chosen_session_id(request))


class _WordFilter(admin.SimpleListFilter):
    """The words that occur in the newest entries of the list; a word typed by hand works too."""

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        entries = AgentAction.objects.order_by("-pk")
        if session_id := chosen_session_id(request):
            entries = AgentAction.objects.filter(session_id=session_id).order_by("-seq")
        looked_at = entries.values("pk")[:ENTRIES_LOOKED_AT]
        words = AgentAction.objects.filter(pk__in=looked_at).values_list(
            self.parameter_name, flat=True
        )
        found = set(words.distinct()) | ({self.value()} - {None})
        return [(word, word) for word in sorted(found)]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        word = self.value()
        return queryset if word is None else queryset.filter(**{self.parameter_name: word})


class AgentFilter(_WordFilter):
    title = parameter_name = "agent"


class ActionFilter(_WordFilter):
    title = parameter_name = "action"
