"""What agents are given: plain values, gathered by selectors before any transaction."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tutoring.agents.shapes import Level, QuestionKind, Standing

MAX_HOURS_PER_DAY = 8
MIN_DAYS, MAX_DAYS = 1, 365


@dataclass(frozen=True)
class ScopeTopic:
    """A topic that a plan must cover; ``prerequisites`` are slugs of the same scope.

    ``is_own``: named by the learner, unknown to the syllabus.
    """

    slug: str
    name: str
    unit: str
    weight: int
    hours: float
    prerequisites: tuple[str, ...] = ()
    is_own: bool = False


@dataclass(frozen=True)
class KnownTopic:
    """What a learner's answers showed in a topic, as coarsely as a plan depends on it.

    ``mastery`` (0-100) is rounded down to a multiple of five; ``is_stale``: not practised lately.
    """

    mastery: int
    is_mastered: bool = False
    is_stale: bool = False


@dataclass(frozen=True)
class PlanRequest:
    """The learner's wish; ``days`` already ends before the exam.

    ``known``: by slug of the scope, empty without history. ``review_minutes_per_day``: what the
    missed questions that fall due within the days take.
    """

    exam_type: str
    goal: str
    days: int
    hours_per_day: float
    scope: tuple[ScopeTopic, ...]
    exam_date: date | None = None
    syllabus_text: str = ""
    known: Mapping[str, KnownTopic] = field(default_factory=dict)
    review_minutes_per_day: int = 0

    @property
    def minutes_per_day(self) -> int:
        return int(min(self.hours_per_day, MAX_HOURS_PER_DAY) * 60)

    @property
    def review_minutes(self) -> int:
        """The minutes that a day keeps for reviews: never more than half of it."""
        return min(self.review_minutes_per_day, self.minutes_per_day // 2)


@dataclass(frozen=True)
class Said:
    """One message of a conversation with the tutor."""

    role: str
    content: str


@dataclass(frozen=True)
class LessonRequest:
    """A topic to explain; ``lesson`` is the curriculum's, in TutorExplanation form.

    ``context`` and ``history`` (oldest first) say what the learner wants to know of it;
    ``withheld``: right answers of their open questions, for the guard and never sent anywhere.
    """

    topic: str
    lesson: Mapping[str, Any]
    difficulty: str = "medium"
    context: str = ""
    history: tuple[Said, ...] = ()
    withheld: tuple[str, ...] = ()


@dataclass(frozen=True)
class BankQuestion:
    """A released question of the bank; ``reveals`` are the misconceptions its options betray.

    ``seen_stems``: how this learner met it before, one rendered stem a time.
    """

    version_id: Any
    type: QuestionKind
    difficulty: Level
    concept: str
    generator: str | None
    stem: str
    options: tuple[Mapping[str, Any], ...]
    key: Mapping[str, Any]
    explanation: str
    seen_stems: tuple[str, ...] = ()

    @property
    def is_plain_choice(self) -> bool:
        """Whether one option of several is the answer, as every client knows it."""
        return self.type == "multiple_choice" and "graded" not in self.key


@dataclass(frozen=True)
class QuizRequest:
    """The same seed, the same quiz.

    ``misconceptions``: slugs that the learner may hold, those to probe first coming first.
    """

    topic: str
    bank: tuple[BankQuestion, ...]
    count: int
    seed: int
    misconceptions: Collection[str] = ()


@dataclass(frozen=True)
class ComposedItem:
    """A question ready to be asked: what is shown, and apart from it the key."""

    version_id: Any
    seed: int | None
    shown: Mapping[str, Any]
    key: Mapping[str, Any]


@dataclass(frozen=True)
class CatalogueEntry:
    """A misconception of the catalogue."""

    slug: str
    name: str
    confusion: str
    counter_example: str
    correction: str


@dataclass(frozen=True)
class WrongAnswer:
    """A wrong answer to look into; ``bank`` is where a redemption question may come from."""

    item_id: str
    option_text: str
    explanation: str
    misconception: CatalogueEntry | None
    asked_version_id: Any
    bank: tuple[BankQuestion, ...] = ()


@dataclass(frozen=True)
class TopicResult:
    """How far a topic is: score and status by the published rule."""

    name: str
    score: int
    status: Standing
    answered: int


@dataclass(frozen=True)
class AnswerResult:
    topic: str
    concept: str
    difficulty: str
    correct: bool
    time_spent_ms: int | None = None


@dataclass(frozen=True)
class EvaluationRequest:
    """Answers to judge, oldest first, and the topics they belong to."""

    topics: tuple[TopicResult, ...]
    answers: tuple[AnswerResult, ...]
    misconceptions: tuple[CatalogueEntry, ...] = field(default=())
    next_topic: str | None = None
