"""The questions of a run's quiz with what was answered; an open question keeps its key."""

from dataclasses import dataclass
from uuid import UUID

from tutoring.judging import kind_of
from tutoring.models import Quiz, QuizItem
from tutoring.selectors.answers_said import lines_given, lines_right
from tutoring.selectors.progress import attempt_of, items_of


@dataclass(frozen=True)
class AnsweredShown:
    """``correct`` is None and the answers are empty while a question is open."""

    stem: str
    correct: bool | None
    mine: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    is_ordered: bool = False
    explanation: str = ""


def answers_of(quiz_id: str | UUID) -> list[AnsweredShown]:
    """Return a quiz's questions in order. Two queries; none left: an empty list."""
    quiz = Quiz.objects.filter(pk=quiz_id).first()
    return [_shown(item) for item in items_of(quiz)] if quiz is not None else []


def _shown(item: QuizItem) -> AnsweredShown:
    attempt = attempt_of(item)
    if attempt is None:
        return AnsweredShown(item.shown["stem"], None)
    return AnsweredShown(
        stem=item.shown["stem"],
        correct=attempt.correct,
        mine=lines_given(item, attempt.answer),
        right=lines_right(item),
        is_ordered=kind_of(item) == "sequence",
        explanation=item.key["explanation"],
    )
