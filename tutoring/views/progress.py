"""Progress: how many answers were right, by subject, topic and day, and which way it goes."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.views.decorators.http import require_GET

from accounts.clock import database_now
from accounts.decorators import learner_required
from sessions_app.states import SessionKind
from tutoring.drawings import bars_of, line_of
from tutoring.selectors.comparison import SessionPoint, newest_points
from tutoring.selectors.progress_days import Span, answers_along
from tutoring.selectors.summary import WINDOWS, progress_of

WORDS = {"7d": "7 days", "30d": "30 days", "all": "All time"}
SHORT, LONG = "j M", "j M Y"


@learner_required
@require_GET
def progress(request: HttpRequest) -> HttpResponse:
    """Show a learner's figures of a window."""
    learner = request.learner  # type: ignore[attr-defined]
    window = request.GET.get("window", "30d")
    window = window if window in WINDOWS else "30d"
    figures = progress_of(learner.pk, window)
    context = {
        "window": window,
        "windows": WORDS.items(),
        "figures": figures,
        "subjects": [{"name": name, **row} for name, row in figures["by_subject"].items()],
        "answers": answers_chart(answers_along(learner.user, window, database_now())),
        "sessions": sessions_chart(newest_points(learner.pk, kind=SessionKind.PRACTICE)),
    }
    return render(request, "tutoring/progress.html", context)


def answers_chart(spans: Sequence[Span]) -> dict[str, Any] | None:
    """Return the chart of answers along the calendar; None where there are none."""
    total = sum(span.tally.attempted for span in spans)
    if not total:
        return None
    is_weekly = spans[0].days > 1
    counts = [
        (date_format(span.first, SHORT), span.tally.correct, span.tally.attempted) for span in spans
    ]
    right = sum(span.tally.correct for span in spans)
    return {
        "title": "Answers by week" if is_weekly else "Answers by day",
        "summary": f"{right} of {total} answers were right.",
        "plot": bars_of(counts),
        "columns": ["Week from" if is_weekly else "Day", "Answers", "Right"],
        "rows": [
            (date_format(span.first, LONG), span.tally.attempted, span.tally.correct)
            for span in spans
            if span.tally.attempted
        ],
    }


def sessions_chart(points: Sequence[SessionPoint]) -> dict[str, Any] | None:
    """Return the line of practices; None where it takes two and there are fewer."""
    if len(points) < 2:
        return None
    first, last = points[0].tally.accuracy, points[-1].tally.accuracy
    return {
        "title": "Your last practices",
        "summary": f"From {first} % right to {last} % over {len(points)} practices.",
        "plot": line_of([(point.tally.correct, point.tally.attempted) for point in points]),
        "columns": ["Practice", "Begun", "Right", "Accuracy"],
        "rows": [
            (
                point.name,
                date_format(localtime(point.started_at), LONG),
                f"{point.tally.correct} of {point.tally.attempted}",
                f"{point.tally.accuracy} %",
            )
            for point in points
        ],
    }
