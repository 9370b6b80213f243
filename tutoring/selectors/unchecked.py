"""Questions by a model that nobody released: askable only where a learner wants more than the bank.

Their answers move neither mastery nor ledger, item state or review card.
"""

from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from tutoring.agents.requests import BankQuestion
from tutoring.models import Question, QuizItem
from tutoring.selectors.bank import bank_question
from tutoring.states import QuestionStatus

WRITTEN_BY_MODEL = "model"  # Question.source
SOLVES = 2
MOST = 30


def askable(lesson_id: UUID) -> QuerySet[Question]:
    """Return a lesson's quarantined questions that two blind solves agree with.

    None contradicts their key; they name the section they come from.
    """
    solves = "current__blind_solves"
    rows = Question.objects.filter(
        lesson=lesson_id,
        status=QuestionStatus.QUARANTINED,
        source=WRITTEN_BY_MODEL,
        current__key__section__isnull=False,
    )
    return rows.annotate(
        agreeing=Count(solves, filter=Q(**{f"{solves}__agrees": True})),
        disagreeing=Count(solves, filter=Q(**{f"{solves}__agrees": False})),
    ).filter(agreeing__gte=SOLVES, disagreeing=0)


def unchecked_for(*, lesson_id: UUID, learner_id: UUID) -> tuple[BankQuestion, ...]:
    """Return the askable questions of a lesson that a learner has not met. One query."""
    met = QuizItem.objects.filter(quiz__learner_id=learner_id).filter(
        question_version__question__lesson_id=lesson_id
    )
    rows = askable(lesson_id).exclude(
        pk__in=met.values(question_id=F("question_version__question_id"))
    )
    return tuple(
        bank_question(row, ()) for row in rows.select_related("current").order_by("pk")[:MOST]
    )
