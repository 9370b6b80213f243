"""What a router is given and gives: where a learner wants to go, and what to ask when unsure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from tutoring.agents.shapes import Shape
from tutoring.vocabulary import nearest_names

SURE_FROM = 0.6  # confidence; below it the router asks back
MAX_TEXT_LENGTH = 500
MAX_CHOICES = 6


class Intent(StrEnum):
    """What a learner wants to do."""

    PLAN = "plan"
    EXPLAIN = "explain"
    QUIZ = "quiz"
    PRACTISE = "practise"
    REVIEW = "review"
    PROGRESS = "progress"
    AUTOPILOT = "autopilot"
    CHAT = "chat"
    OTHER = "other"


INTENT_LABELS = {
    Intent.PLAN: "Make a plan",
    Intent.EXPLAIN: "Read a lesson",
    Intent.QUIZ: "Take a quiz",
    Intent.PRACTISE: "Practise questions",
    Intent.REVIEW: "Review what I missed",
    Intent.PROGRESS: "See how I am doing",
    Intent.AUTOPILOT: "Be led through the next steps",
    Intent.CHAT: "Ask about the lesson",
}
OFFERED_FIRST = (
    Intent.EXPLAIN,
    Intent.PRACTISE,
    Intent.QUIZ,
    Intent.REVIEW,
    Intent.PROGRESS,
    Intent.PLAN,
)


@dataclass(frozen=True)
class RouteTopic:
    """A topic of the syllabus as the router knows it."""

    slug: str
    name: str
    unit: str
    subject: str


@dataclass(frozen=True)
class RouteRequest:
    """A learner's line and the vocabulary to read it by.

    ``exams``: those to choose from; ``known_exam`` holds where the text names none. ``intent``,
    ``exam`` and ``topic`` (a slug) are what the learner chose when asked back; they settle it.
    """

    text: str
    exams: tuple[str, ...]
    topics: tuple[RouteTopic, ...]
    today: date
    known_exam: str | None = None
    intent: Intent | None = None
    exam: str | None = None
    topic: str | None = None


class Choice(Shape):
    value: str
    label: str


class Clarification(Shape):
    """A question back and what to choose from; ``about`` names what the choice settles."""

    about: Literal["exam", "topic", "intent"]
    question: str
    choices: Annotated[list[Choice], Field(min_length=1, max_length=MAX_CHOICES)]


class Route(Shape):
    """Where to; ``topics`` are slugs of the syllabus, amounts are those that the text names."""

    intent: Intent
    exam: str | None
    subjects: list[str]
    topics: list[str]
    days: Annotated[int, Field(ge=1, le=365)] | None
    hours_per_day: Annotated[float, Field(ge=0.5, le=8)] | None
    exam_date: date | None
    confidence: Annotated[float, Field(ge=0, le=1)]
    clarifying_question: Clarification | None = None

    @property
    def is_sure(self) -> bool:
        return self.clarifying_question is None


@dataclass(frozen=True)
class Doubts:
    """What a reading left open: exams and topics that may be meant, intents by their evidence."""

    exams: Sequence[str] = ()
    topics: Sequence[str] = ()
    intents: Sequence[Intent] = ()


def settled(request: RouteRequest, route: Route, doubts: Doubts) -> Route:
    """Return the route with its question back, by the one rule of all routers.

    It asks for the exam where several are named or a plan has none, for the topic where a lesson
    is wanted and none is clear, and for the intent below ``SURE_FROM``.
    """
    asked = _exam_asked(request, route, doubts) or _topic_asked(request, route, doubts)
    confidence = route.confidence
    if asked is not None:
        confidence = min(confidence, SURE_FROM / 2)
    elif confidence < SURE_FROM and request.intent is None:
        asked = _intent_asked(route, doubts)
    return route.model_copy(update={"confidence": confidence, "clarifying_question": asked})


def _exam_asked(request: RouteRequest, route: Route, doubts: Doubts) -> Clarification | None:
    if request.exam is not None:
        return None
    several = list(doubts.exams) if len(doubts.exams) > 1 else []
    if not several and route.intent == Intent.PLAN and route.exam is None:
        several = list(request.exams)
    if not several:
        return None
    choices = [Choice(value=exam, label=exam) for exam in several[:MAX_CHOICES]]
    return Clarification(about="exam", question="Which exam is it for?", choices=choices)


def _topic_asked(request: RouteRequest, route: Route, doubts: Doubts) -> Clarification | None:
    if route.intent != Intent.EXPLAIN or request.topic is not None:
        return None
    by_slug = {topic.slug: topic for topic in request.topics}
    if route.topics and not doubts.topics:
        return None
    meant = [by_slug[slug] for slug in doubts.topics if slug in by_slug]
    meant = meant or _nearest(request)
    if not meant:
        return None
    choices = [Choice(value=topic.slug, label=topic.name) for topic in meant[:MAX_CHOICES]]
    return Clarification(about="topic", question="Which topic do you mean?", choices=choices)


def _nearest(request: RouteRequest) -> list[RouteTopic]:
    names = nearest_names(request.text, request.topics)
    return [next(t for t in request.topics if t.name == name) for name in names]


def _intent_asked(route: Route, doubts: Doubts) -> Clarification:
    intents = list(doubts.intents) if len(doubts.intents) > 1 else list(OFFERED_FIRST)
    choices = [Choice(value=i.value, label=INTENT_LABELS[i]) for i in intents[:MAX_CHOICES]]
    return Clarification(about="intent", question="What do you want to do?", choices=choices)
