"""What practice chooses from: the questions of a subject, what a learner met, how hard they are.

The words of the practice API: a topic is a lesson's unit, a subtopic is a question's concept.
All of them are compared literally.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import F, FilteredRelation, Q, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from sessions_app.models import StudySession
from sessions_app.states import SessionKind, SessionStatus
from tutoring.agents.requests import BankQuestion
from tutoring.given import Given
from tutoring.mastery.elo import chance
from tutoring.mastery.states import ItemState, LearnerState, LearnerTopicState, States, TopicState
from tutoring.models import Lesson, Question, Quiz, QuizItem, SkillState
from tutoring.selectors.bank import REMEMBERED_ITEMS, bank_question
from tutoring.selectors.progress import attempt_of, first_unanswered, items_of
from tutoring.selectors.questions_shown import QuestionView, question_shown
from tutoring.selectors.sampling import (
    Slice,
    by_level,
    by_practice,
    first_of,
    of_scope,
    seen_among,
    unseen,
)
from tutoring.states import SERVED_KINDS

# What a level says of a question that few have answered, and for how many answers it counts.
LEVEL_DEVIATION = {"easy": -1.0, "medium": 0.0, "hard": 1.0}
LEVEL_COUNTS_FOR = 10


@dataclass(frozen=True)
class Scope:
    """What to practise: a subject, or one topic or subtopic of it."""

    subject: str
    topic: str | None = None
    subtopic: str | None = None

    def filters(self, prefix: str = "") -> dict[str, str]:
        """Return the lookups that questions under ``prefix`` have to match."""
        wanted = {
            "lesson__subject": self.subject,
            "lesson__unit": self.topic,
            "concept": self.subtopic,
        }
        return {f"{prefix}{name}": value for name, value in wanted.items() if value is not None}

    @property
    def name(self) -> str:
        """What a set of this scope is called."""
        return self.subtopic or self.topic or self.subject


@dataclass
class Met:
    """What a learner met in a scope: stems by question, answers by subtopic.

    ``asked`` are the questions that would be a repetition; a generator's never is.
    """

    stems: dict[UUID, list[str]] = field(default_factory=lambda: defaultdict(list))
    practised: Counter[str] = field(default_factory=Counter)
    asked: set[UUID] = field(default_factory=set)


@dataclass(frozen=True)
class Candidate:
    """A question that may be asked, and the chance that this learner answers it right."""

    question: BankQuestion
    subject: str
    topic: str
    source: str
    chance: float

    @property
    def times_seen(self) -> int:
        """How often it would be a repetition; a generator asks something new every time."""
        return 0 if self.question.generator else len(self.question.seen_stems)


def met_by(learner_id: UUID, scope: Scope) -> Met:
    """Return what the learner met in a scope, of the newest items. One query."""
    prefix = "question_version__question__"
    items = QuizItem.objects.filter(quiz__learner_id=learner_id, **scope.filters(prefix))
    rows = items.order_by("-pk").values_list(
        f"{prefix}id", f"{prefix}concept", f"{prefix}generator", KT("shown__stem"), "attempt__id"
    )
    met = Met()
    for question_id, concept, generator, stem, attempt_id in rows[:REMEMBERED_ITEMS]:
        if generator is None:
            met.asked.add(question_id)
        met.stems[question_id].append(stem)
        met.practised[concept] += attempt_id is not None
    return met


def candidates_for(learner_id: UUID, scope: Scope, met: Met) -> list[Candidate]:
    """Return at most ``SAMPLE`` questions of a scope: unseen ones of every level before seen ones,

    those of unpractised and then of the least-practised subtopics first. One query.
    """
    # Chosen by narrow rows; only those few are joined with their texts and states.
    chosen = first_of(_slices(scope, met))
    own_state = Q(lesson__topic_states__learner_id=learner_id)
    rows = (
        Question.objects.filter(pk__in=chosen)
        .select_related("current", "lesson")
        .annotate(
            own=FilteredRelation("lesson__topic_states", condition=own_state),
            topic_theta=Coalesce(F("own__theta"), 0.0),
            topic_difficulty=Coalesce(F("lesson__difficulty__difficulty"), 0.0),
            deviation=Coalesce(F("item_state__deviation"), 0.0),
            answers=Coalesce(F("item_state__answers"), 0),
            learner_theta=Subquery(SkillState.objects.filter(pk=learner_id).values("theta")[:1]),
        )
        .order_by("pk")
    )
    return [_candidate(row, met) for row in rows]


def _slices(scope: Scope, met: Met) -> list[Slice]:
    """Unseen before seen; of each those of unpractised and least-practised subtopics first."""
    whole = of_scope(scope.subject, scope.topic, scope.subtopic)
    fresh = by_practice(whole & unseen(met.asked), met.practised)
    again = by_practice(whole & seen_among(met.asked), met.practised) if met.asked else []
    return [part for base in fresh for part in by_level(base)] + again


def _candidate(row: Any, met: Met) -> Candidate:
    return Candidate(
        question=bank_question(row, met.stems.get(row.pk, ())),
        subject=row.lesson.subject,
        topic=row.lesson.unit,
        source=row.source,
        chance=_chance(row),
    )


def _chance(row: Any) -> float:
    """Return p by the mastery states; a question's level speaks until its answers do."""
    level = LEVEL_DEVIATION[row.difficulty] * LEVEL_COUNTS_FOR
    deviation = (level + row.deviation * row.answers) / (LEVEL_COUNTS_FOR + row.answers)
    return chance(
        States(
            LearnerState(row.learner_theta or 0.0),
            (LearnerTopicState(row.topic_theta),),
            (TopicState(row.topic_difficulty),),
            ItemState(deviation),
        )
    )


def topics_to_practise(subject: str, *, exam_type: str | None = None) -> list[str]:
    """Return a subject's topics that have questions, by name. One query."""
    rows = Question.objects.released().filter(lesson__subject=subject)
    return sorted(set(_of_exam(rows, exam_type).values_list("lesson__unit", flat=True)))


def subtopics_to_practise(
    subject: str, *, topic: str | None = None, exam_type: str | None = None
) -> list[str]:
    """Return the subtopics of a subject or of one of its topics, by name. One query."""
    rows = Question.objects.released().filter(**Scope(subject, topic).filters())
    return sorted(set(_of_exam(rows, exam_type).values_list("concept", flat=True)))


def _of_exam(rows: Any, exam_type: str | None) -> Any:
    if exam_type is not None:
        rows = rows.filter(
            lesson__syllabus_topics__exam=exam_type, lesson__syllabus_topics__retired=False
        )
    return rows.distinct()


def subjects_with_topics() -> dict[str, list[str]]:
    """Return every subject that can be practised with its topics, by name. One query."""
    rows = Question.objects.released().values_list("lesson__subject", "lesson__unit").distinct()
    subjects: dict[str, list[str]] = defaultdict(list)
    for subject, topic in sorted(rows):
        subjects[subject].append(topic)
    return dict(subjects)


def active_practice(learner_id: UUID) -> StudySession | None:
    """Return the learner's one active practice session. One query."""
    rows = StudySession.objects.owned_by(learner_id).of_kind(SessionKind.PRACTICE)
    return rows.filter(status=SessionStatus.ACTIVE).defer("metadata").first()


@dataclass(frozen=True)
class PracticeSet:
    """The newest set of a practice session: its questions, oldest first, with their answers."""

    quiz: Quiz
    items: Sequence[QuizItem]

    @property
    def waiting(self) -> QuizItem | None:
        """The question to go on with."""
        return first_unanswered(self.items)

    @property
    def right(self) -> int:
        return sum(attempt.correct for attempt in self._attempts())

    @property
    def answered(self) -> int:
        return len(list(self._attempts()))

    def _attempts(self) -> Iterable[Any]:
        return filter(None, map(attempt_of, self.items))

    def view(
        self, item_id: UUID | None = None, *, given: Given | None = None, problem: str = ""
    ) -> QuestionView | None:
        """Return the waiting question, or an answered one with its feedback.

        ``given`` and ``problem``: see ``question_shown``.
        """
        item = self.waiting if item_id is None else self._answered(item_id)
        if item is None:
            return None
        return question_shown(self.quiz, self.items, item, given=given, problem=problem)

    def _answered(self, item_id: UUID) -> QuizItem | None:
        item = next((item for item in self.items if item.pk == item_id), None)
        return item if item is not None and attempt_of(item) is not None else None


def scope_of(practice_set: PracticeSet) -> Scope | None:
    """Return the subject or topic that a set practised. One query."""
    version_id = practice_set.items[0].question_version_id if practice_set.items else None
    lesson = Lesson.objects.filter(questions__versions=version_id).first()
    if lesson is None:
        return None
    is_whole_subject = practice_set.quiz.topic_name == lesson.subject
    return Scope(lesson.subject, None if is_whole_subject else lesson.unit)


def is_untouched(practice_set: PracticeSet | None, scope: Scope) -> bool:
    """Return whether a set of this scope waits with no answer yet."""
    if practice_set is None or practice_set.answered:
        return False
    return practice_set.quiz.topic_name == scope.name


def newest_set(session: StudySession, *, with_item: UUID | None = None) -> PracticeSet | None:
    """Return a practice session's newest set, or the one that holds an item. Two queries."""
    quizzes = Quiz.objects.filter(session=session, kind__in=SERVED_KINDS).select_related("topic")
    if with_item is not None:
        quizzes = quizzes.filter(items=with_item)
    quiz = quizzes.order_by("-pk").first()
    return None if quiz is None else PracticeSet(quiz, items_of(quiz))
