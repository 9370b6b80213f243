"""Imported questions, their reviewers, and learners who answer them."""

from typing import Any

from django.db import transaction

from accounts.models import User
from tests.factories import make_learner
from tutoring.agents.builtin.quizmaster import BuiltinQuizmaster
from tutoring.agents.requests import QuizRequest
from tutoring.models import (
    Attempt,
    BlindSolve,
    ImportBatch,
    Lesson,
    Question,
    QuestionVersion,
    Quiz,
    QuizItem,
)
from tutoring.selectors.bank import bank_question
from tutoring.services.attempts import record_attempt
from tutoring.services.curriculum import hash_of_content
from tutoring.services.quizzes import item_rows
from tutoring.states import QuizKind

SOURCE = "A foreign bank"
OPTIONS = {"a": "Four newtons", "b": "Two newtons", "c": "No newton at all", "d": "Ten newtons"}


def a_lesson() -> Lesson:
    return Lesson.objects.get_or_create(
        slug="physics/reviewed",
        defaults={
            "subject": "Physics",
            "unit": "Laws of motion",
            "title": "Reviewed",
            "content": {},
        },
    )[0]


def reviewer(name: str = "reviewer", **fields: Any) -> User:
    return User.objects.create_user(
        f"{name}@staff.example", "a long password", is_staff=True, **fields
    )


def imported(slug: str = "bank/1", *, by: User | None = None, **fields: Any) -> Question:
    """A quarantined choice of four; its key is ``a``."""
    batch = ImportBatch.objects.create(
        file_name="bank.gift", sha256=f"{slug:0>64}"[-64:], bank=SOURCE, made_by=by, step="store"
    )
    stem = fields.pop("stem", f"What is the force of {slug}?")
    values = {
        "lesson": a_lesson(),
        "type": "multiple_choice",
        "difficulty": "easy",
        "concept": "friction",
        "source": SOURCE,
        "licence": "CC BY 4.0",
        "status": "quarantined",
        "batch": batch,
        **fields,
    }
    question = Question.objects.create(slug=slug, **{**values, "status": "quarantined"})
    text = {
        "stem": stem,
        "options": [
            {"id": name, "text": words, "misconception": None} for name, words in OPTIONS.items()
        ],
        "key": {"option": "a"},
        "explanation": "Because $F = ma$.",
    }
    question.current = QuestionVersion.objects.create(
        question=question, number=1, content_hash=hash_of_content(slug, text), **text
    )
    question.status = values["status"]
    question.save(update_fields=["current", "status"])
    return question


def solved(question: Question, *, answers: str = "aa", solvers: str = "xy") -> Question:
    """Store a blind solve for each answer."""
    for number, (answer, solver) in enumerate(zip(answers, solvers, strict=True), 1):
        BlindSolve.objects.create(
            question_version=question.current,
            number=number,
            solver=solver,
            answer={"option": answer},
            agrees=answer == "a",
        )
    return question


def asked(question: Question, learner: User, *, seed: int = 1) -> QuizItem:
    """The question in a quiz of a learner, not yet answered."""
    quiz = Quiz.objects.create(learner=learner, kind=QuizKind.REQUESTED, topic_name="Friction")
    bank = (bank_question(Question.objects.select_related("current").get(pk=question.pk), ()),)
    composed = BuiltinQuizmaster().compose(QuizRequest("", bank, 1, seed))
    return QuizItem.objects.bulk_create(item_rows(quiz, composed))[0]


@transaction.atomic
def answered(
    question: Question, learner: User | None = None, *, option: str = "a", **values: Any
) -> Attempt:
    """A learner's answer to the question in a quiz of its own."""
    learner = learner or make_learner()
    item = asked(question, learner, seed=values.pop("seed", 1))
    item = QuizItem.objects.select_related("question_version__question__lesson", "quiz").get(
        pk=item.pk
    )
    recorded = record_attempt(
        learner_id=learner.pk,
        item=item,
        answer=option,
        session=None,
        **{"time_spent_ms": 1000, **values},
    )
    return recorded.attempt
