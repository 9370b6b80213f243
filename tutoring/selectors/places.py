"""The exact place of a session: what Continue names and where it leads."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.urls import reverse

from sessions_app.models import StudySession
from sessions_app.selectors import latest_open_session
from sessions_app.states import ENDED, SessionKind, StudyPhase
from tutoring.models import QuizItem
from tutoring.selectors.progress import current_topic_name, next_topic_among, topics_of
from tutoring.states import QuizStatus


@dataclass(frozen=True)
class Place:
    """A page of a session in the learner's words."""

    label: str
    url_name: str
    kwargs: dict[str, Any] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return reverse(self.url_name, kwargs=self.kwargs)


PAGES = {
    StudyPhase.INTAKE: "goal",
    StudyPhase.PLANNING: "plan",
    StudyPhase.LEARNING: "lesson",
    StudyPhase.QUIZZING: "quiz",
    StudyPhase.ANALYZING: "analysis",
    StudyPhase.COMPLETED: "summary",
}


def page_of(session: StudySession) -> str:
    """Return the name of the page that a session is at."""
    if session.kind == SessionKind.PRACTICE:
        return "practice"
    return "summary" if session.status in ENDED else PAGES[StudyPhase(session.phase)]


def place_of(session: StudySession) -> Place:
    """Return where the learner goes on. One query at most."""
    page = page_of(session)
    label = {
        "goal": lambda _: "Your goal",
        "plan": _plan_label,
        "lesson": lambda session: _with_topic("Lesson", session),
        "quiz": _quiz_label,
        "analysis": lambda session: _with_topic("What the quiz showed", session),
        "summary": lambda _: "Summary",
        "practice": lambda _: "Practice",
    }[page](session)
    return Place(label, f"study:{page}", {"session_id": session.pk})


def _plan_label(session: StudySession) -> str:
    topic = next_topic_among(topics_of(session))
    return f"Your plan, next {topic.name}" if topic else "Your plan"


def _with_topic(words: str, session: StudySession) -> str:
    topic = current_topic_name(session)
    return f"{words}, {topic}" if topic else words


def _quiz_label(session: StudySession) -> str:
    open_items = QuizItem.objects.filter(quiz__session=session, quiz__status=QuizStatus.OPEN)
    counts = open_items.aggregate(total=Count("pk"), answered=Count("attempt"))
    if not counts["total"]:
        return _with_topic("Quiz", session)
    return _with_topic(f"Question {counts['answered'] + 1} of {counts['total']}", session)


def continue_place_of(user_id: UUID) -> Place | None:
    """Return the place in the learner's newest open session. Two queries at most."""
    session = latest_open_session(user_id)
    return place_of(session) if session is not None else None
