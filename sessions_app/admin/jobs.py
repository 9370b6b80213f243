"""The jobs: when they last ran and what they did."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import admin
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString

from sessions_app.admin.lists import BoundedListAdmin, short_time
from sessions_app.models import JobRun
from sessions_app.selectors import BEAT_JOB


class FinishedFilter(admin.SimpleListFilter):
    """Runs that ended, or those that are running or were cut off."""

    title = parameter_name = "finished"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        return [("yes", "Yes"), ("no", "No")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() not in {"yes", "no"}:
            return queryset
        return queryset.filter(finished_at__isnull=self.value() == "no")


@admin.register(JobRun)
class JobRunAdmin(BoundedListAdmin):
    list_title = "Job runs"
    list_display = ["job_name", "window_words", "effects_words", "beat", "finished"]
    list_filter = ["job", FinishedFilter]
    fields = ["job", "window_words", "window", "effects_words", "last_beat", "finished_at"]
    readonly_fields = fields
    ordering = ["-pk"]
    sortable_by = []

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        latest = [(run, window_in_words(run), effects_in_words(run)) for run in latest_runs()]
        return super().changelist_view(request, {"latest": latest, **(extra_context or {})})

    @admin.display(description="job")
    def job_name(self, run: JobRun) -> str:
        return run.job

    @admin.display(description="window")
    def window_words(self, run: JobRun) -> str:
        return window_in_words(run)

    @admin.display(description="effects")
    def effects_words(self, run: JobRun) -> str:
        return effects_in_words(run)

    @admin.display(description="last beat")
    def beat(self, run: JobRun) -> SafeString:
        return short_time(run.last_beat)

    @admin.display(description="finished", empty_value="no")
    def finished(self, run: JobRun) -> SafeString | None:
        return short_time(run.finished_at) if run.finished_at else None


def latest_runs() -> QuerySet[JobRun]:
    """Return the last run of every job, by name."""
    newest = JobRun.objects.values("job").annotate(newest=Max("pk")).values("newest")
    return JobRun.objects.filter(pk__in=newest).order_by("job")


def window_in_words(run: JobRun) -> str:
    """Return a window (start in seconds since 1970, plus its length) as times of the day."""
    start, plus, seconds = run.window.partition("+")
    if not (plus and start.isdecimal() and seconds.isdecimal()):
        return run.window
    begins = timezone.localtime(datetime.fromtimestamp(int(start), UTC))
    ends = timezone.localtime(datetime.fromtimestamp(int(start) + int(seconds), UTC))
    return f"{date_format(begins, 'j M, H:i')} to {date_format(ends, 'H:i')}"


def effects_in_words(run: JobRun) -> str:
    """Return what a run did: every counted effect, or that there was nothing to do."""
    if not isinstance(run.effects, dict):
        return str(run.effects)
    done = [f"{count} {what.replace('_', ' ')}" for what, count in run.effects.items() if count]
    if done:
        return ", ".join(done)
    if run.job == BEAT_JOB:
        return "a sign of life"
    return "nothing was due" if run.finished_at else "not finished"
