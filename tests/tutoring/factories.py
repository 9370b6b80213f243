"""Sessions on their way through the study path, brought there by the services."""

from typing import Any

from accounts.ids import uuid7
from accounts.models import User
from sessions_app.models import StudySession
from tests.factories import make_learner
from tests.tutoring.typed_questions import SAMPLES, pack_question
from tutoring.agents.builtin.quizmaster import BuiltinQuizmaster
from tutoring.agents.requests import (
    BankQuestion,
    ComposedItem,
    PlanRequest,
    QuizRequest,
    ScopeTopic,
)
from tutoring.curriculum.schema import PackQuestion
from tutoring.models import Lesson, Question, QuestionVersion, Quiz, QuizItem, Topic
from tutoring.selectors.bank import bank_question as as_bank_question
from tutoring.selectors.progress import next_topic_among, topics_of
from tutoring.services.answers import answer_item
from tutoring.services.curriculum import hash_of_content, version_text
from tutoring.services.plans import Wish, begin_study
from tutoring.services.quizzes import item_rows, take_quiz
from tutoring.services.topics import start_topic
from tutoring.states import QuizKind


def make_wish(**values: Any) -> Wish:
    return Wish(**{"goal": "Be sure of mechanics", "days": 14, "hours_per_day": 2.0, **values})


def planned_session(user: User | None = None, exam_type: str = "NEET") -> StudySession:
    """A session in PLANNING with its accepted plan."""
    session = begin_study(
        user=user or make_learner(), exam_type=exam_type, wish=make_wish(), key=uuid7()
    )
    return fresh(session)


def learning_session(user: User | None = None) -> StudySession:
    """A session in LEARNING on the first topic of its plan."""
    session = planned_session(user)
    start_topic(session_id=session.pk, topic_id=next_topic_among(topics_of(session)).pk)
    return fresh(session)


def quizzing_session(user: User | None = None, *, seed: int = 1) -> tuple[StudySession, Quiz]:
    """A session in QUIZZING with its open quiz."""
    session = learning_session(user)
    quiz = take_quiz(session_id=session.pk, seed=seed)
    return fresh(session), quiz


def analyzing_session(user: User | None = None, *, wrong: int = 0) -> StudySession:
    """A session in ANALYZING whose first ``wrong`` answers were wrong."""
    session, quiz = quizzing_session(user)
    for item in quiz.items.order_by("position"):
        option = wrong_option(item) if item.position <= wrong else item.key["option"]
        answer_item(session_id=session.pk, item_id=item.pk, answer=option)
    return fresh(session)


def wrong_option(item: QuizItem) -> str:
    """The first wrong option as shown."""
    return next(o["id"] for o in item.shown["options"] if o["id"] != item.key["option"])


def fresh(session: StudySession) -> StudySession:
    return StudySession.objects.get(pk=session.pk)


def topic_named(session: StudySession, name: str) -> Topic:
    return Topic.objects.get(session=session, name=name)


def scope_topic(slug: str, *, weight: int = 3, hours: float = 3, after: tuple = ()) -> ScopeTopic:
    return ScopeTopic(slug, slug.capitalize(), "Unit", weight, hours, after)


def plan_request(scope: tuple[ScopeTopic, ...], **values: Any) -> PlanRequest:
    return PlanRequest(
        **{"exam_type": "NEET", "goal": "", "days": 7, "hours_per_day": 2.0, **values}, scope=scope
    )


def bank_question(name: str, **values: Any) -> BankQuestion:
    """A static question whose options b, c, d betray ``<name>-b`` and so on."""
    betrayed = {"a": None, **{letter: f"{name}-{letter}" for letter in "bcd"}}
    options = tuple(
        {"id": letter, "text": f"{name} {letter}", "misconception": slug}
        for letter, slug in betrayed.items()
    )
    defaults = {
        "version_id": name,
        "type": "multiple_choice",
        "difficulty": "easy",
        "concept": name,
        "generator": None,
        "stem": f"What about {name}?",
        "options": options,
        "key": {"option": "a"},
        "explanation": f"Because of {name}.",
    }
    return BankQuestion(**{**defaults, **values})


def make_typed_question(pack: PackQuestion) -> Question:
    """A released question of the straight line lesson with one version; once for each slug."""
    lesson = Lesson.objects.get(slug="physics/motion-in-a-straight-line")
    values = {
        "lesson": lesson,
        "type": pack.question_type,
        "difficulty": pack.difficulty,
        "concept": pack.concept,
        "status": "released",
    }
    question, is_new = Question.objects.get_or_create(slug=pack.id, defaults=values)
    if is_new:
        text = version_text(pack)
        question.current = QuestionVersion.objects.create(
            question=question, number=1, content_hash=hash_of_content(pack.id, text), **text
        )
        question.save(update_fields=["current"])
    return question


def composed_item(question: Question, *, seed: int = 1) -> ComposedItem:
    """A question of the bank as the quizmaster asks it."""
    bank = (as_bank_question(question, ()),)
    return BuiltinQuizmaster().compose(QuizRequest("", bank, 1, seed))[0]


def make_typed_item(
    kind: str,
    *,
    user: User | None = None,
    session: StudySession | None = None,
    seed: int = 1,
    **changes: Any,
) -> QuizItem:
    """A stored quiz item of any of the grader's types, asked outside a session unless given one.

    In a session it is a practice quiz's. ``changes`` are members of the pack question. Needs the
    curriculum.
    """
    pack = pack_question(kind, **changes)
    owner = session.user if session is not None else user or make_learner()
    quiz = Quiz.objects.create(
        learner=owner,
        session=session,
        kind=QuizKind.REQUESTED if session is None else QuizKind.PRACTICE,
        topic_name="Motion in a straight line",
    )
    composed = composed_item(make_typed_question(pack), seed=seed)
    return QuizItem.objects.bulk_create(item_rows(quiz, [composed]))[0]


def sample_answer(item: QuizItem, which: str = "right") -> Any:
    """The sample's right, wrong or revealing answer under the names that the item shows."""
    kind = item.shown.get("response", {}).get("kind", "choice")
    given = getattr(SAMPLES[kind], which)
    names = _names_in(item, pack_question(kind))
    if isinstance(given, dict):
        return {names[left]: [names[one] for one in right] for left, right in given.items()}
    if kind in {"choice_set", "sequence"}:
        return [names[one] for one in given]
    return given


def _names_in(item: QuizItem, pack: PackQuestion) -> dict[str, str]:
    """Return the pack's names and those of the item, found by their texts."""
    response = item.shown.get("response", {})
    groups = (item.shown["options"], *(response.get(m, ()) for m in ("items", "left", "right")))
    shown = {named["text"]: named["id"] for group in groups for named in group}
    written = (*pack.options, *pack.items, *pack.left, *pack.right)
    return {named.id: shown[named.text] for named in written}
