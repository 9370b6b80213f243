"""What a run may be about, and the runs of a session with their reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from autopilot.models import Asset, AutopilotRun
from autopilot.states import ENDED_RUNS, AssetStatus, AssetType, RunStatus
from sessions_app.models import StudySession
from tutoring.models import SyllabusTopic, Topic

MOST_RUNS = 30
Units = list[tuple[str, list[tuple[str, str]]]]
ENDED_WORDS = {
    "time_up": "The time was up",
    "all_mastered": "Everything in scope is mastered",
    "nothing_left": "Nothing was left to gain that day",
    "stopped": "Stopped by you",
    "session_ended": "The session ended",
}


@dataclass(frozen=True)
class PastRun:
    """A run that has ended; ``answered`` and ``right`` are None without a report."""

    run: AutopilotRun
    ended: str
    answered: int | None
    right: int | None
    topics: list[str]


def units_of(session: StudySession) -> Units:
    """Return the topics a run may study, by unit, as (slug, name): the plan's, or the exam's.

    At most two queries.
    """
    rows = Topic.objects.filter(session=session, syllabus_topic__isnull=False)
    planned = [topic.syllabus_topic for topic in rows.select_related("syllabus_topic")]
    topics = planned or list(SyllabusTopic.objects.of_exam(session.exam_type))
    topics.sort(key=lambda topic: topic.position)  # type: ignore[union-attr]
    units = groupby(topics, key=lambda topic: f"{topic.subject}: {topic.unit}")  # type: ignore[union-attr]
    found: dict[str, list[tuple[str, str]]] = {}
    for unit, group in units:
        found.setdefault(unit, []).extend((topic.slug, topic.name) for topic in group)  # type: ignore[union-attr]
    return list(found.items())


def past_runs(session: StudySession) -> list[PastRun]:
    """Return a session's newest ended runs. Two queries."""
    runs = AutopilotRun.objects.filter(session=session, status__in=sorted(ENDED_RUNS))
    newest = list(runs.order_by("-pk")[:MOST_RUNS])
    reports = _reports_of(newest)
    return [_past(run, reports.get(str(run.pk), {})) for run in newest]


def _past(run: AutopilotRun, report: dict[str, Any]) -> PastRun:
    failed = run.status == RunStatus.FAILED
    ended = "A fault ended it" if failed else ENDED_WORDS.get(run.ended_reason, "Ended")
    topics = list(dict.fromkeys(line["topic"] for line in report.get("topics", ())))
    return PastRun(run, ended, report.get("answered"), report.get("right"), topics)


def _reports_of(runs: Sequence[AutopilotRun]) -> dict[str, dict[str, Any]]:
    if not runs:
        return {}
    missions = {run.mission_id for run in runs}
    rows = Asset.objects.filter(
        mission_id__in=missions, subtype=AssetType.REPORT, status=AssetStatus.READY
    )
    contents = [content for content in rows.values_list("content", flat=True) if content]
    return {content["run_id"]: content for content in contents}


def report_of_run(run: AutopilotRun) -> Asset | None:
    """Return the finished report of a run. One query."""
    rows = Asset.objects.filter(
        mission_id=run.mission_id,
        subtype=AssetType.REPORT,
        status=AssetStatus.READY,
        content__run_id=str(run.pk),
    )
    return rows.order_by("-pk").first()
