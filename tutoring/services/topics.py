"""Going through the plan: start a topic, go on to the next, finish."""

import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from sessions_app.context import merged_and_checked
from sessions_app.errors import InvalidTransition
from sessions_app.models import StudySession
from sessions_app.services.doctor import sound_context
from sessions_app.services.phases import apply_action
from sessions_app.services.write_path import Entry, lock_session, require_active
from sessions_app.states import StudyPhase
from tutoring.agents import get_tutor, is_builtin
from tutoring.agents.requests import LessonRequest, Said
from tutoring.agents.shapes import TutorExplanation
from tutoring.agents.turns import Turn, turns_metadata, turns_of
from tutoring.errors import TopicNotFound
from tutoring.models import Lesson, Topic
from tutoring.selectors.progress import current_topic_name, next_topic_among
from tutoring.states import TopicStatus

TUTOR, PLANNER, EVALUATOR = "tutor", "planner", "evaluator"


def start_topic(*, session_id: UUID, topic_id: UUID, by: UUID | None = None) -> Topic:
    """Open a topic's lesson: PLANNING to LEARNING, the topic in the context.

    Safe to repeat: the topic that is open already is returned. Raises TopicNotFound,
    InvalidTransition (another topic is open), SessionNotActive and SessionNotFound.
    """
    rows = Topic.objects.filter(session_id=session_id, pk=topic_id)
    topic = rows.select_related("syllabus_topic__lesson").first()
    explained = None
    if topic is not None and topic.syllabus_topic is not None and not _is_open(topic):
        explained = explain_topic(topic.name, topic.syllabus_topic.lesson)
    return open_topic(session_id=session_id, topic_id=topic_id, explained=explained, by=by)


@dataclass(frozen=True)
class LessonWish:
    """How a learner wants a topic explained, and what was said of it before."""

    difficulty: str = "medium"
    context: str = ""
    history: tuple[Said, ...] = ()


PLAIN = LessonWish()


def _is_open(topic: Topic) -> bool:
    """Whether opening it again would have a model explain it again for nothing."""
    if is_builtin(TUTOR):
        return False
    session = topic.session
    return session.phase == StudyPhase.LEARNING and current_topic_name(session) == topic.name


@dataclass(frozen=True)
class Explained:
    """A lesson as the tutor gave it, outside any transaction."""

    explanation: TutorExplanation
    lesson: Lesson
    duration_ms: int
    turns: tuple[Turn, ...] = ()

    def metadata(self) -> dict[str, Any]:
        """Say which lesson was used, and what a model had to do with it.

        ``explanation`` only in other words than the lesson's own: the page shows it again.
        """
        told = {"explanation": self.explanation.model_dump(mode="json")} if self.is_retold else {}
        return {
            "lesson": self.lesson.slug,
            "lesson_version": self.lesson.version,
            "steps": len(self.explanation.steps),
            **turns_metadata(self.turns),
            **told,
        }

    def entry(self, topic_name: str) -> Entry:
        """Return the history entry of an explanation that opened nothing."""
        return Entry(
            agent=TUTOR,
            action="explain_topic",
            reasoning=f"{topic_name} was explained again on request.",
            metadata={"topic": topic_name, **self.metadata()},
            duration_ms=self.duration_ms,
        )

    @property
    def is_retold(self) -> bool:
        """Whether somebody else than the built-in tutor wrote it."""
        fell_back = bool(self.turns) and self.turns[-1].failure is not None
        return not is_builtin(TUTOR) and not fell_back


def explain_topic(
    name: str, lesson: Lesson, wish: LessonWish = PLAIN, *, withheld: tuple[str, ...] = ()
) -> Explained:
    """Have the tutor explain a topic by its lesson, as the learner wishes.

    ``withheld``: right answers of the learner's open questions, which no words of a model hold.
    """
    started = time.monotonic()
    request = LessonRequest(
        topic=name,
        lesson=lesson.content,
        difficulty=wish.difficulty,
        context=wish.context,
        history=wish.history,
        withheld=withheld,
    )
    tutor = get_tutor()
    explanation = tutor.explain(request)
    duration_ms = round((time.monotonic() - started) * 1000)
    return Explained(explanation, lesson, duration_ms, turns_of(tutor))


@transaction.atomic
def open_topic(
    *, session_id: UUID, topic_id: UUID, explained: Explained | None, by: UUID | None = None
) -> Topic:
    """Open an explained topic: the effect of ``start_topic``. Raises as it does."""
    return open_in(lock_session(session_id), topic_id=topic_id, explained=explained, by=by)


def open_in(
    session: StudySession, *, topic_id: UUID, explained: Explained | None, by: UUID | None = None
) -> Topic:
    """Open a topic of a locked session, in the caller's transaction. Raises as ``open_topic``."""
    topics = list(Topic.objects.filter(session=session).order_by("position"))
    topic = next((row for row in topics if row.pk == topic_id), None)
    if topic is None:
        raise TopicNotFound("This session has no such topic.")
    if session.phase == StudyPhase.LEARNING:
        _refuse_another(session, topic)
    require_active(session)
    if topic.status != TopicStatus.MASTERED:
        Topic.objects.filter(pk=topic.pk).update(status=TopicStatus.LEARNING)
        topic.status = TopicStatus.LEARNING
    apply_action(
        session,
        "start_topic",
        agent=TUTOR,
        reasoning=_why(topic, next_topic_among(topics)),
        metadata={**_by(by), "topic": topic.name, **(explained.metadata() if explained else {})},
        duration_ms=explained.duration_ms if explained else 0,
        context=merged_and_checked(
            sound_context(session),
            {"current_topic": topic.name},
            user_id=session.user_id,
            session_id=session.pk,
        ),
    )
    return topic


def _refuse_another(session: StudySession, topic: Topic) -> None:
    current = current_topic_name(session)
    if current not in {None, topic.name}:
        raise InvalidTransition(
            f"{current} is open; finish its quiz first.",
            phase=session.phase,
            valid_actions=session.valid_actions,
        )


def _why(topic: Topic, suggested: Topic | None) -> str:
    if suggested is None or suggested.pk == topic.pk:
        return f"{topic.name} is the next topic of the plan that is not mastered."
    return f"The learner chose {topic.name} before {suggested.name}."


@transaction.atomic
def next_topic(*, session_id: UUID, by: UUID | None = None) -> StudySession:
    """Go back to the plan for another topic: ANALYZING to PLANNING. Safe to repeat.

    Raises InvalidTransition, SessionNotActive and SessionNotFound.
    """
    return lead_back(lock_session(session_id), by=by)


def lead_back(session: StudySession, *, by: UUID | None = None) -> StudySession:
    """Do ``next_topic`` with a locked session, in the caller's transaction."""
    require_active(session)
    if session.phase == StudyPhase.PLANNING:
        return session
    topics = Topic.objects.filter(session=session).order_by("position")
    suggested = next_topic_among(list(topics))
    reasoning = (
        f"{suggested.name} is the first topic of the plan that is not mastered."
        if suggested
        else "Every topic of the plan is mastered."
    )
    return apply_action(session, "next_topic", agent=PLANNER, reasoning=reasoning, metadata=_by(by))


@transaction.atomic
def complete_study(*, session_id: UUID, by: UUID | None = None) -> StudySession:
    """Finish the session: ANALYZING to COMPLETED, which completes it. Safe to repeat.

    Raises InvalidTransition, SessionNotActive and SessionNotFound.
    """
    session = lock_session(session_id)
    if session.phase == StudyPhase.COMPLETED:
        return session
    require_active(session)
    mastered = Topic.objects.filter(session=session, status=TopicStatus.MASTERED).count()
    total = Topic.objects.filter(session=session).count()
    return apply_action(
        session,
        "complete",
        agent=EVALUATOR,
        reasoning=f"The learner finished with {mastered} of {total} topics mastered.",
        metadata=_by(by),
    )


def _by(user_id: UUID | None) -> dict[str, str]:
    return {"by": str(user_id)} if user_id else {}
