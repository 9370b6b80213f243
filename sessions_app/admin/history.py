"""The agent history: read, narrowed, never written."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from sessions_app.admin.filters import (
    ActionFilter,
    AgentFilter,
    SessionFilter,
    chosen_session_id,
)
from sessions_app.admin.lists import BoundedListAdmin, json_block, pretty_json, short_time
from sessions_app.models import AgentAction, StudySession

LONGEST_REASONING = 200
LONGEST_DETAILS = 2_000


@admin.register(AgentAction)
class AgentActionAdmin(BoundedListAdmin):
    """Inserted by the write path alone; a database trigger refuses everybody else."""

    list_title = "Agent history"
    list_display = ["seq", "session_link", "when", "agent", "action", "says"]
    list_filter = [SessionFilter, AgentFilter, ActionFilter]
    fields = [
        "session_link",
        "seq",
        "at",
        "agent",
        "action",
        "phase",
        "duration_ms",
        "reasoning",
        "change_json",
        "metadata_json",
    ]
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[AgentAction]:
        """With the session's name, without its metadata and context."""
        entries = super().get_queryset(request).select_related("session")
        return entries.defer("session__metadata", "session__current_context")

    def get_ordering(self, request: HttpRequest) -> list[str]:
        """Newest first, along an index: of one session by ``seq``, of all by key."""
        return ["session_id", "-seq"] if chosen_session_id(request) else ["-pk"]

    def get_sortable_by(self, request: HttpRequest) -> list[str]:
        return ["seq"] if chosen_session_id(request) else []

    def get_list_display(self, request: HttpRequest) -> list[str]:
        hidden = "session_link" if chosen_session_id(request) else None
        return [name for name in self.list_display if name != hidden]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        response = super().changelist_view(request, extra_context)
        if "cl" in (getattr(response, "context_data", None) or {}):
            response.context_data["session"] = _chosen_session(request)
        return response

    @admin.display(description="session")
    def session_link(self, entry: AgentAction) -> SafeString:
        address = reverse("admin:sessions_app_studysession_change", args=[entry.session_id])
        return format_html('<a href="{}">{}</a>', address, entry.session.name)

    @admin.display(description="at")
    def when(self, entry: AgentAction) -> SafeString:
        return short_time(entry.at, seconds=True)

    @admin.display(description="details")
    def says(self, entry: AgentAction) -> SafeString:
        """The JSON is folded and cut; the entry's own page shows all of it."""
        carried = {"change": entry.change, "metadata": entry.metadata}
        carried = {name: value for name, value in carried.items() if value}
        reasoning = Truncator(entry.reasoning).chars(LONGEST_REASONING)
        if not carried:
            return format_html("{}", reasoning)
        return format_html(
            '{}<details class="carried"><summary>{}</summary><pre class="json">{}</pre></details>',
            reasoning,
            " and ".join(carried),
            pretty_json(carried, longest=LONGEST_DETAILS),
        )

    @admin.display(description="change")
    def change_json(self, entry: AgentAction) -> SafeString | str:
        if entry.change is None:
            return "It changed nothing of the session."
        return json_block(entry.change, "Change")

    @admin.display(description="metadata")
    def metadata_json(self, entry: AgentAction) -> SafeString | str:
        return json_block(entry.metadata, "Metadata") if entry.metadata else "None."


def _chosen_session(request: HttpRequest) -> StudySession | None:
    session_id = chosen_session_id(request)
    if session_id is None:
        return None
    return StudySession.objects.filter(pk=session_id).only("name", "history_length").first()
