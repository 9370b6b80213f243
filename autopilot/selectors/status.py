"""Where a run stands, as pages and clients are told: no key of an open question in it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from autopilot.models import AutopilotRun, Hop
from autopilot.selectors.elapsed import elapsed_seconds
from autopilot.states import HopStatus, RunStatus, WaitingFor
from sessions_app.models import AgentAction, StudySession
from tutoring.models import LearnerMisconception, QuizItem
from tutoring.selectors.mastery import topic_levels
from tutoring.selectors.progress import topics_of
from tutoring.selectors.served import served_question

STEP_ACTIONS = (
    "session_started",
    "topic_selected",
    "lesson_started",
    "lesson_completed",
    "quiz_generated",
    "answer_evaluated",
    "misconception_detected",
    "misconception_busted",
    "topic_completed",
    "plan_updated",
    "session_paused",
    "session_resumed",
    "session_stopped",
    "session_completed",
    "self_correction",
    "topic_vetoed",
)
MOST_STEPS = 500


@dataclass(frozen=True)
class RunStanding:
    """A session's latest run and what identifies this state of it; ``tag`` is for ETag."""

    run: AutopilotRun | None
    tag: str


def latest_run(session_id: UUID) -> AutopilotRun | None:
    """Return the session's newest run. One query."""
    runs = AutopilotRun.objects.filter(session_id=session_id)
    return runs.select_related("hop__topic", "step", "mission").order_by("-pk").first()


def standing_of(session: StudySession) -> RunStanding:
    """Return the latest run with its tag: the same tag, the same answer but for the clock."""
    run = latest_run(session.pk)
    tag = f"{run.pk}-{run.revision}-{session.history_length}" if run else "none"
    return RunStanding(run, tag)


def status_of(
    session: StudySession, standing: RunStanding, *, steps_after: int = 0
) -> dict[str, Any]:
    """Return AutopilotStatus; ``steps_after``: only history entries after this ``seq``."""
    run = standing.run
    if run is None:
        return _no_run(session)
    return {
        "session_id": str(session.pk),
        "run_id": str(run.pk),
        "status": run.status,
        "current_phase": run.current_phase,
        "current_topic": run.hop.name or None if run.hop else None,
        "topics_completed": _topics_completed(run),
        "elapsed_seconds": elapsed_seconds(run),
        "target_duration_minutes": run.target_minutes,
        "topic_mastery": topic_mastery(session),
        "steps": steps_of(run, steps_after),
        "started_at": run.started_at,
        "completed_at": run.ended_at,
        "current_content": run.content or None,
        "current_question": current_question(run),
        "awaiting_input": run.awaiting_input and run.status == RunStatus.RUNNING,
        "answer_deadline": run.wait_until if run.awaiting_input else None,
        "waiting_for": run.waiting_for or None,
        "wait_until": run.wait_until,
        "pause_reason": run.pause_reason or None,
        "failure": run.failure or None,
        "valid_verbs": run.valid_verbs,
        "mission_id": str(run.mission_id),
    }


def _no_run(session: StudySession) -> dict[str, Any]:
    return {
        "session_id": str(session.pk),
        "run_id": None,
        "status": RunStatus.IDLE,
        "current_phase": "selecting_topic",
        "current_topic": None,
        "topics_completed": 0,
        "elapsed_seconds": 0,
        "target_duration_minutes": 0,
        "topic_mastery": topic_mastery(session),
        "steps": [],
        "started_at": None,
        "completed_at": None,
        "current_content": None,
        "current_question": None,
        "awaiting_input": False,
        "answer_deadline": None,
        "waiting_for": None,
        "wait_until": None,
        "pause_reason": None,
        "failure": None,
        "valid_verbs": ["start"],
        "mission_id": None,
    }


def _topics_completed(run: AutopilotRun) -> int:
    done = Hop.objects.filter(tool_steps__run=run, status=HopStatus.COMPLETED)
    return done.distinct().count()


def current_question(run: AutopilotRun) -> dict[str, Any] | None:
    """Return the question that is asked now, without its key."""
    item = current_item(run)
    return served_question(item) if item is not None else None


def current_item(run: AutopilotRun) -> QuizItem | None:
    """Return the quiz item that is asked now; a paused run keeps its question."""
    live = run.status in {RunStatus.RUNNING, RunStatus.PAUSED}
    if not live or run.waiting_for != WaitingFor.ANSWER or run.step is None:
        return None
    items = QuizItem.objects.select_related("attempt", "quiz__topic")
    return items.filter(pk=run.step.inputs["item_id"]).first()


def steps_of(run: AutopilotRun, after: int = 0) -> list[dict[str, Any]]:
    """Return what the history tells of a run, oldest first, at most ``MOST_STEPS``."""
    entries = AgentAction.objects.filter(
        session_id=run.session_id, seq__gte=run.first_seq, action__in=STEP_ACTIONS
    )
    entries = entries.filter(seq__gt=after).order_by("seq")
    return [
        {
            "seq": entry.seq,
            "timestamp": entry.at,
            "action": entry.action,
            "data": entry.metadata,
            "reasoning": entry.reasoning,
            "duration_ms": entry.duration_ms,
        }
        for entry in entries[:MOST_STEPS]
    ]


def topic_mastery(session: StudySession) -> dict[str, Any]:
    """Return the learner's level in each topic of the session that they answered in."""
    topics = [topic for topic in topics_of(session) if topic.syllabus_topic is not None]
    lessons = {topic.syllabus_topic.lesson_id: topic for topic in topics if topic.syllabus_topic}
    held = LearnerMisconception.objects.open().filter(
        learner_id=session.user_id, misconception__lesson__in=list(lessons)
    )
    names: dict[UUID, list[str]] = {}
    for lesson_id, name in held.values_list("misconception__lesson_id", "misconception__name"):
        names.setdefault(lesson_id, []).append(name)
    return {
        lessons[lesson_id].name: {
            "topic": lessons[lesson_id].name,
            "score": level.mastery.score or 0,
            "attempts": level.mastery.answers,
            "misconceptions": sorted(names.get(lesson_id, [])),
            "last_attempted": level.last_at,
        }
        for lesson_id, level in topic_levels(session.user_id, list(lessons)).items()
    }
