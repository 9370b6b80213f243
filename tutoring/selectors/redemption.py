"""Redemption questions as the analysis page shows them, each under its wrong answer."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from tutoring.given import Given
from tutoring.models import Attempt, Quiz, QuizItem
from tutoring.selectors.questions_shown import QuestionView, question_shown


@dataclass(frozen=True)
class RedemptionShown:
    """One wrong answer that betrayed a belief; ``question`` once it was made."""

    attempt_id: UUID
    question: QuestionView | None

    @property
    def key(self) -> str:
        """The attempt's id as a part of an anchor."""
        return str(self.attempt_id)


def redemptions_shown(quiz: Quiz) -> list[RedemptionShown | None]:
    """Return what stands under each wrong answer of a quiz, in their order. Two queries.

    None under an answer that betrayed nothing.
    """
    wrong = Attempt.objects.filter(quiz_item__quiz=quiz, correct=False)
    rows = wrong.order_by("quiz_item__position").values_list("pk", "misconception_id")
    made = _made_for(quiz)
    return [
        RedemptionShown(pk, made.get(pk)) if misconception_id is not None else None
        for pk, misconception_id in rows
    ]


def redemption_shown(
    attempt_id: UUID, *, given: Given | None = None, problem: str = ""
) -> RedemptionShown:
    """Return one redemption, asked again if there is a ``problem``. One query."""
    item = _items().filter(quiz__redeems=attempt_id).first()
    if item is None:
        return RedemptionShown(attempt_id, None)
    shown = question_shown(item.quiz, [item], item, given=given, problem=problem)
    return RedemptionShown(attempt_id, shown)


def _made_for(quiz: Quiz) -> dict[UUID, QuestionView]:
    items = _items().filter(quiz__redeems__quiz_item__quiz=quiz)
    return {
        item.quiz.redeems_id: question_shown(item.quiz, [item], item)
        for item in items
        if item.quiz.redeems_id is not None
    }


def _items() -> QuerySet[QuizItem]:
    return QuizItem.objects.select_related(
        "quiz__topic", "attempt__misconception", "attempt__analysis"
    )
