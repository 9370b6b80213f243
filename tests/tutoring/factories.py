"""Sessions on their way through the study path, brought there by the services."""

from typing import Any

from accounts.ids import uuid7
from accounts.models import User
from sessions_app.models import StudySession
from tests.factories import make_learner
from tutoring.agents.requests import BankQuestion, PlanRequest, ScopeTopic
from tutoring.models import Quiz, QuizItem, Topic
from tutoring.selectors.progress import next_topic_among, topics_of
from tutoring.services.answers import answer_item
from tutoring.services.plans import Wish, begin_study
from tutoring.services.quizzes import take_quiz
from tutoring.services.topics import start_topic


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
        answer_item(session_id=session.pk, item_id=item.pk, option_id=option)
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
