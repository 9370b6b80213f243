"""Runs: where each stands, who holds it, and what its steps did."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import BooleanField, Case, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from accounts.clock import ClockNow
from autopilot.admin.deeds import Deed, DeedsAdmin, page_of
from autopilot.admin.filters import LeaseFilter, WaitingFilter
from autopilot.admin.timeline import timeline
from autopilot.models import AutopilotRun
from autopilot.selectors.elapsed import elapsed_seconds
from autopilot.services.mending import pause_as_staff, retry_run, stop_as_staff
from autopilot.states import RUN_VERBS
from sessions_app.admin.lists import json_block, short_time
from sessions_app.admin.sessions import session_url

LONGEST_FAILURE = 120


def _in_table(verb: str):
    return lambda run: run.status in RUN_VERBS[verb].sources


@admin.register(AutopilotRun)
class AutopilotRunAdmin(DeedsAdmin):
    list_title = "Autopilot runs"
    list_display = [
        "started",
        "status",
        "learner",
        "session_link",
        "current_step",
        "lease",
        "lease_attempts",
        "waiting",
        "elapsed",
        "why_failed",
    ]
    list_filter = ["status", WaitingFilter, LeaseFilter]
    search_fields = ["session__user__email"]
    search_help_text = "Part of an e-mail address, or the id of a run or session"
    ordering = ["-pk"]
    sortable_by: list[str] = []
    fieldsets = [
        (None, {"fields": ["id", "status", "learner", "session_link", "mission_link"]}),
        (
            "Where it is",
            {
                "fields": [
                    *("current_phase", "hop_link", "current_step", "waiting", "wait_since"),
                    *("wait_until", "pause_reason", "elapsed_now", "target_minutes"),
                ]
            },
        ),
        (
            "Who holds it",
            {"fields": ["lease", "lease_attempts", "not_before", "failure", "ended_reason"]},
        ),
        ("Made of", {"fields": ["seed", "answer_seconds", "wishes", "started_at", "ended_at"]}),
    ]
    deeds = {
        "pause": Deed(
            RUN_VERBS["pause"].label,
            "It pauses at once, whatever a worker is doing; the learner can resume it.",
            "Paused.",
            lambda pk, by: pause_as_staff(run_id=pk, by=by),
            _in_table("pause"),
        ),
        "stop": Deed(
            RUN_VERBS["stop"].label,
            "It ends for good, and its report tells what was done until here.",
            "Stopped.",
            lambda pk, by: stop_as_staff(run_id=pk, by=by),
            _in_table("stop"),
        ),
        "retry": Deed(
            RUN_VERBS["retry"].label,
            "The step that failed is tried again, and the run goes on from there.",
            "The failed step is tried again.",
            lambda pk, by: retry_run(run_id=pk, by=by),
            _in_table("retry"),
        ),
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet[AutopilotRun]:
        """With session, learner and step; nothing encrypted is read."""
        runs = super().get_queryset(request)
        is_over = Case(
            When(lease_until__lt=ClockNow(), then=Value(True)),
            default=Value(False),
            output_field=BooleanField(),
        )
        runs = runs.select_related("session__user", "mission", "hop", "step")
        runs = runs.defer("session__metadata", "session__current_context", "content")
        return runs.annotate(lease_is_over=is_over)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [name for _, options in self.fieldsets for name in options["fields"]]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[AutopilotRun], search_term: str
    ) -> tuple[QuerySet[AutopilotRun], bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        wanted = Q(session__user__email__icontains=term)
        with suppress(ValueError):  # it is part of an address
            wanted |= Q(pk=UUID(term)) | Q(session_id=UUID(term))
        return queryset.filter(wanted), False

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        run = kwargs["obj"]
        context["timeline"] = timeline(run, request.GET.get("steps", ""))
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description="started")
    def started(self, run: AutopilotRun) -> SafeString:
        return short_time(run.started_at)

    @admin.display(description="learner")
    def learner(self, run: AutopilotRun) -> str:
        return run.session.user.email or str(run.session.user)

    @admin.display(description="session")
    def session_link(self, run: AutopilotRun) -> SafeString:
        return format_html(
            '<a href="{}">{}</a>', session_url(run.session_id), run.session.name or "session"
        )

    @admin.display(description="mission")
    def mission_link(self, run: AutopilotRun) -> SafeString:
        address = page_of("mission", run.mission_id)
        return format_html('<a href="{}">{}</a>', address, run.mission)

    @admin.display(description="hop", empty_value="none")
    def hop_link(self, run: AutopilotRun) -> SafeString | None:
        if run.hop is None:
            return None
        return format_html('<a href="{}">{}</a>', page_of("hop", run.hop.pk), run.hop)

    @admin.display(description="step", empty_value="none")
    def current_step(self, run: AutopilotRun) -> str | None:
        return None if run.step is None else f"{run.step}, {run.step.get_status_display()}"

    @admin.display(description="lease")
    def lease(self, run: AutopilotRun) -> str | SafeString:
        if run.lease_until is None:
            return "free"
        word = "expired" if getattr(run, "lease_is_over", False) else "held until"
        return format_html("{} {}", word, short_time(run.lease_until, seconds=True))

    @admin.display(description="waiting for")
    def waiting(self, run: AutopilotRun) -> str:
        return run.get_waiting_for_display()

    @admin.display(description="elapsed")
    def elapsed(self, run: AutopilotRun) -> str:
        """Work and waits that ended; a wait under way is counted on the run's own page."""
        return _clock(run.active_ms // 1000)

    @admin.display(description="elapsed")
    def elapsed_now(self, run: AutopilotRun) -> str:
        return _clock(elapsed_seconds(run))

    @admin.display(description="failure")
    def why_failed(self, run: AutopilotRun) -> str:
        return Truncator(run.failure).chars(LONGEST_FAILURE)

    @admin.display(description="wishes and vetoes")
    def wishes(self, run: AutopilotRun) -> SafeString:
        return json_block(run.choices, "Wishes and vetoes")


def _clock(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02}"
