"""A live run as its page shows it: what it does now, what it asks, why; never an open key."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from accounts.clock import database_now
from autopilot.models import AutopilotRun, ToolStep
from autopilot.selectors.elapsed import LONGEST_COUNTED, elapsed_seconds
from autopilot.selectors.gains import is_in_scope
from autopilot.selectors.logs import LogLine, log_lines, run_entries
from autopilot.states import RunStatus, ToolId, ToolStepStatus, WaitingFor
from sessions_app.models import AgentAction, StudySession
from tutoring.given import Given
from tutoring.models import Quiz, QuizItem, Topic
from tutoring.selectors.mastery import topic_levels
from tutoring.selectors.progress import items_of, topics_of
from tutoring.selectors.questions_shown import QuestionView, question_shown

WORKING = {
    ToolId.MAKE_PLAN: "Looking at your plan",
    ToolId.CHOOSE_TOPIC: "Choosing what to study next",
    ToolId.MICRO_LESSON: "Preparing the lesson",
    ToolId.MAKE_QUIZ: "Preparing the questions",
    ToolId.ASK: "Preparing the next question",
    ToolId.ANALYSE: "Looking at your answers",
    ToolId.DECIDE: "Deciding what comes next",
    ToolId.REVIEW: "Looking for questions that are due",
    ToolId.REPORT: "Writing the report",
}
LESSON, QUESTION, WORK = "lesson", "question", "work"


@dataclass(frozen=True)
class TopicBar:
    """A topic of this run: its level when it was chosen, if that is known, and now."""

    name: str
    before: int | None
    now: int


@dataclass(frozen=True)
class RunClock:
    """Time of a run in seconds; ``counts_for``: how long it goes on counting by itself.

    ``left`` of ``limit``: until the answer's time is over; None where there is no limit or the
    run is paused.
    """

    elapsed: int
    target: int
    counts_for: int
    left: int | None
    limit: int | None

    @property
    def elapsed_minutes(self) -> int:
        return self.elapsed // 60

    @property
    def target_minutes(self) -> int:
        return self.target // 60


@dataclass(frozen=True)
class LiveView:
    """``place`` is lesson, question or work; ``key`` changes with what the learner is to do."""

    run: AutopilotRun
    place: str
    key: str
    doing: str
    question: QuestionView | None
    feedback: QuestionView | None
    feedback_key: str
    clock: RunClock
    log: list[LogLine]
    bars: list[TopicBar]
    wishes: list[tuple[str, str]]

    @property
    def is_paused(self) -> bool:
        return self.run.status == RunStatus.PAUSED

    @property
    def is_review(self) -> bool:
        return self.run.hop is not None and self.run.hop.topic_id is None

    @property
    def can_veto(self) -> bool:
        hop = self.run.hop
        return self.run.status == RunStatus.RUNNING and hop is not None and hop.topic is not None


def live_view(
    session: StudySession, run: AutopilotRun, *, given: Given | None = None, problem: str = ""
) -> LiveView:
    """Return a live run's page; ``given`` and ``problem`` as in ``question_shown``.

    At most ten queries, whatever has happened in the run.
    """
    topics, entries = topics_of(session), run_entries(run)
    asked = _asked_item(run)
    answered = _last_answered(run)
    items = _Items()
    question = items.shown(asked, given, problem) if asked is not None else None
    feedback = items.shown(answered) if answered is not None else None
    return LiveView(
        run=run,
        place=_place(run),
        key=f"{_place(run)}-{run.step_id}",
        doing=_doing(run, question),
        question=question,
        feedback=feedback,
        feedback_key=str(answered.pk) if answered is not None else "none",
        clock=clock_of(run),
        log=log_lines(entries),
        bars=topic_bars(session, topics, entries),
        wishes=_wishes(run, topics),
    )


def _place(run: AutopilotRun) -> str:
    return {WaitingFor.READING: LESSON, WaitingFor.ANSWER: QUESTION}.get(
        WaitingFor(run.waiting_for), WORK
    )


def _doing(run: AutopilotRun, question: QuestionView | None) -> str:
    if question is not None:
        return f"Question {question.number_text}"
    if run.waiting_for == WaitingFor.READING:
        return "A lesson to read"
    return WORKING[ToolId(run.step.tool_id)] if run.step else "Working"


def clock_of(run: AutopilotRun) -> RunClock:
    """Return the time of a run as it is now. At most two queries."""
    elapsed = elapsed_seconds(run)
    counts, left = 0, None
    if run.status == RunStatus.RUNNING and run.wait_since is not None:
        now = database_now()
        until = run.wait_until or run.wait_since + LONGEST_COUNTED
        counts = max(0, round((until - now).total_seconds()))
        if run.waiting_for == WaitingFor.ANSWER and run.wait_until is not None:
            left = counts
    limit = run.answer_seconds if run.waiting_for == WaitingFor.ANSWER else None
    return RunClock(elapsed, run.target_minutes * 60, counts, left, limit)


def _asked_item(run: AutopilotRun) -> QuizItem | None:
    if run.waiting_for != WaitingFor.ANSWER or run.step is None:
        return None
    return _item(run.step.inputs["item_id"])


def _item(item_id: str | UUID) -> QuizItem | None:
    items = QuizItem.objects.select_related("quiz__topic")
    return items.filter(pk=item_id).first()


def _last_answered(run: AutopilotRun) -> QuizItem | None:
    """Return the question answered last, as long as nothing was read since. Two queries."""
    done = ToolStep.objects.filter(run=run, status=ToolStepStatus.COMPLETED, is_void=False)
    done = done.filter(tool_id__in=[ToolId.ASK, ToolId.MICRO_LESSON])
    for step in done.order_by("-sequence_order").only("tool_id", "inputs")[:2]:
        if step.tool_id == ToolId.ASK:
            return _item(step.inputs["item_id"])
    return None


class _Items:
    """The questions of each quiz that is shown, read once."""

    def __init__(self) -> None:
        self._of: dict[UUID, list[QuizItem]] = {}

    def shown(
        self, item: QuizItem, given: Given | None = None, problem: str = ""
    ) -> QuestionView | None:
        quiz: Quiz = item.quiz
        if quiz.pk not in self._of:
            self._of[quiz.pk] = items_of(quiz)
        items = self._of[quiz.pk]
        here = next((one for one in items if one.pk == item.pk), None)
        if here is None:
            return None
        return question_shown(quiz, items, here, given=given, problem=problem)


def topic_bars(
    session: StudySession, topics: Sequence[Topic], entries: Sequence[AgentAction]
) -> list[TopicBar]:
    """Return the topics that a run has chosen, in that order. One query."""
    before: dict[str, int | None] = {}
    for entry in entries:
        if entry.action == "topic_selected" and "topic" in entry.metadata:
            chosen = entry.metadata.get("chosen") or {}
            before.setdefault(entry.metadata["topic"], chosen.get("mastery"))
    lessons = {
        topic.name: topic.syllabus_topic.lesson_id
        for topic in topics
        if topic.syllabus_topic is not None and topic.name in before
    }
    levels = topic_levels(session.user_id, list(lessons.values())) if lessons else {}
    return [
        TopicBar(name, first, _score(levels.get(lessons.get(name))))  # type: ignore[arg-type]
        for name, first in before.items()
    ]


def _score(level: Any) -> int:
    return round(level.mastery.score or 0) if level is not None else 0


def _wishes(run: AutopilotRun, topics: Sequence[Topic]) -> list[tuple[str, str]]:
    """Return the slug and name of each other topic that the learner may ask for."""
    present = run.hop.topic_id if run.hop else None
    return [
        (topic.syllabus_topic.slug, topic.name)
        for topic in topics
        if topic.syllabus_topic is not None
        and topic.pk != present
        and is_in_scope(run, topic.syllabus_topic.slug)
    ]
