"""Study sessions: found, looked at, steered; never edited."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from sessions_app.admin.filters import LastActivityFilter, PhaseFilter
from sessions_app.admin.lists import BoundedListAdmin, json_block, pretty_json, short_time
from sessions_app.admin.paths import phase_path, status_path
from sessions_app.admin.private import (
    CHAT_READ,
    METADATA_VIEWED,
    chat_length,
    may_read_chat,
    newest_messages,
    note_reading,
    opened_metadata,
)
from sessions_app.admin.steering import DEEDS, MOST_AT_ONCE, deeds_for, may_steer, steer_all
from sessions_app.models import StudySession, StudySessionQuerySet
from sessions_app.states import SessionKind

HEX_DIGITS_OF_ID = 32
SHORTEST_PART_OF_ID = 4


def _deed_action(name: str):
    @admin.action(description=f"{DEEDS[name][0]} the chosen sessions", permissions=["steer"])
    def deed(self: "StudySessionAdmin", request: HttpRequest, chosen: StudySessionQuerySet) -> None:
        self.steer_chosen(request, name, chosen)

    deed.__name__ = name
    return deed


@admin.register(StudySession)
class StudySessionAdmin(BoundedListAdmin):
    list_title = "Study sessions"
    list_display = [
        "name",
        "whose",
        "status",
        "phase",
        "exam",
        "last_activity",
    ]
    list_filter = [
        "status",
        ("current_state", PhaseFilter),
        "exam_type",
        "kind",
        LastActivityFilter,
    ]
    list_select_related = ["user"]
    search_fields = ["user__email"]
    search_help_text = "Part of an e-mail address, or a session's id (whole, or how it begins)"
    # The primary key is ordered by time: the newest come without sorting the table.
    ordering = ["-pk"]
    sortable_by = ["last_activity"]
    fieldsets = [
        (None, {"fields": ["id", "learner", "kind", "exam_type", "subject_and_topic"]}),
        (
            "Times",
            {"fields": ["started_at", "last_activity_at", "paused_at", "ended_at", "ended_reason"]},
        ),
        ("Saved state", {"fields": ["version", "context"]}),
    ]
    actions = [_deed_action(name) for name in DEEDS]

    def get_queryset(self, request: HttpRequest) -> StudySessionQuerySet:
        """Without the metadata: nothing decrypts it but the page that was asked for it."""
        return super().get_queryset(request).select_related("user").defer("metadata")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [name for _, options in self.fieldsets for name in options["fields"]]

    def has_steer_permission(self, request: HttpRequest) -> bool:
        return may_steer(request.user)

    def get_search_results(
        self, request: HttpRequest, queryset: StudySessionQuerySet, search_term: str
    ) -> tuple[StudySessionQuerySet, bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        return queryset.filter(Q(user__email__icontains=term) | _id_begins_with(term)), False

    @admin.display(description="learner")
    def learner(self, session: StudySession) -> str:
        user = session.user
        return f"{user.name} ({user.email})" if user.name and user.email else str(user)

    @admin.display(description="learner")
    def whose(self, session: StudySession) -> str:
        return session.user.email or session.user.name

    @admin.display(description="exam")
    def exam(self, session: StudySession) -> str:
        is_practice = session.kind == SessionKind.PRACTICE
        return f"{session.exam_type}, practice" if is_practice else session.exam_type

    @admin.display(description="last activity", ordering="last_activity_at")
    def last_activity(self, session: StudySession) -> SafeString:
        return short_time(session.last_activity_at)

    @admin.display(description="phase")
    def phase(self, session: StudySession) -> str:
        return session.get_current_state_display()

    @admin.display(description="subject and topic")
    def subject_and_topic(self, session: StudySession) -> str:
        parts = [session.subject, session.topic, session.subtopic]
        return " › ".join(part for part in parts if part) or "none chosen yet"

    @admin.display(description="context")
    def context(self, session: StudySession) -> SafeString:
        if session.current_context == {}:
            return format_html('<span class="quiet">{}</span>', "Nothing was saved yet.")
        return json_block(session.current_context, "Context")

    def steer_chosen(self, request: HttpRequest, deed: str, chosen: StudySessionQuerySet) -> None:
        """Steer what was ticked in the list, at most ``MOST_AT_ONCE``."""
        sessions = list(chosen.defer("metadata", "current_context")[: MOST_AT_ONCE + 1])
        if len(sessions) > MOST_AT_ONCE:
            sentence = f"Choose at most {MOST_AT_ONCE} sessions at a time; nothing was changed."
            self.message_user(request, sentence, messages.ERROR)
            return
        steer_all(request, deed, sessions)

    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        own = [
            ("steer/<slug:deed>/", self.steer_view, "steer"),
            ("metadata/", self.metadata_view, "metadata"),
            ("chat/", self.chat_view, "chat"),
        ]
        prefix = "sessions_app_studysession"
        return [
            path(f"<uuid:session_id>/{route}", wrap(view), name=f"{prefix}_{name}")
            for route, view, name in own
        ] + super().get_urls()

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        session = kwargs["obj"]
        context |= {
            "title": session.name,
            "subtitle": None,
            "paths": [
                ("Phase", phase_path(session)),
                ("Status", status_path(session)),
            ],
            "deeds": deeds_for(session) if may_steer(request.user) else [],
            "history_url": history_url(session),
            "may_see_history": request.user.has_perm("sessions_app.view_agentaction"),
            "chat_length": chat_length(session),
            "may_read_chat": may_read_chat(request.user),
        }
        return super().render_change_form(request, context, *args, **kwargs)

    @method_decorator(require_POST)
    def steer_view(self, request: HttpRequest, session_id: UUID, deed: str) -> HttpResponse:
        """A button of the session page."""
        if not may_steer(request.user):
            raise PermissionDenied
        if deed not in DEEDS:
            raise Http404
        steer_all(request, deed, [self._session(request, session_id)])
        return redirect(session_url(session_id))

    @method_decorator(require_POST)
    def metadata_view(self, request: HttpRequest, session_id: UUID) -> HttpResponse:
        """Show the decrypted metadata once, after writing down who asked."""
        session = self._session(request, session_id)
        note_reading(session, METADATA_VIEWED, by=request.user.pk, what="Looked at the metadata.")
        metadata, is_readable = opened_metadata(session)
        shown = pretty_json(metadata) if is_readable else ""
        context = {"metadata": shown, "is_readable": is_readable, "title": "Metadata"}
        return self._private_page(request, session, "metadata", context)

    @method_decorator(require_POST)
    def chat_view(self, request: HttpRequest, session_id: UUID) -> HttpResponse:
        """Show a page of the chat, after writing down who asked and for which messages."""
        if not may_read_chat(request.user):
            raise PermissionDenied
        session = self._session(request, session_id)
        before = request.POST.get("before", "")
        before_seq = int(before) if before.isdecimal() and len(before) < 10 else None
        found = newest_messages(session, before_seq=before_seq)
        shown = {"first": found[0].seq, "last": found[-1].seq} if found else {}
        note_reading(session, CHAT_READ, by=request.user.pk, what="Read the chat.", **shown)
        context = {
            "chat": found,
            "earlier": found[0].seq if found and found[0].seq > 1 else None,
            "title": "Chat",
        }
        return self._private_page(request, session, "chat", context)

    def _session(self, request: HttpRequest, session_id: UUID) -> StudySession:
        """Return a session that this member of staff may see, without its metadata."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        session = self.get_object(request, str(session_id))
        if session is None:
            raise Http404
        return session

    def _private_page(
        self, request: HttpRequest, session: StudySession, name: str, context: dict[str, Any]
    ) -> HttpResponse:
        context |= {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "session": session,
            "media": self.media,
        }
        template = f"admin/sessions_app/studysession/{name}.html"
        return TemplateResponse(request, template, context)


def session_url(session_id: UUID) -> str:
    """Return the address of a session's page."""
    return reverse("admin:sessions_app_studysession_change", args=[quote(session_id)])


def history_url(session: StudySession) -> str:
    """Return the address of the session's own history list."""
    return f"{reverse('admin:sessions_app_agentaction_changelist')}?session={session.pk}"


def _id_begins_with(term: str) -> Q:
    """Match ids by their first digits as a range of the index; nothing if it is no id."""
    digits = term.replace("-", "").lower()
    is_part = SHORTEST_PART_OF_ID <= len(digits) <= HEX_DIGITS_OF_ID
    if not is_part or not set(digits) <= set("0123456789abcdef"):
        return Q(pk__in=[])
    first, last = digits.ljust(HEX_DIGITS_OF_ID, "0"), digits.ljust(HEX_DIGITS_OF_ID, "f")
    return Q(pk__gte=UUID(first), pk__lte=UUID(last))
