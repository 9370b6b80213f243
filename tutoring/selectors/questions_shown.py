"""A question as a page shows it: open, answered with its feedback, or as a mistake to review."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sessions_app.models import StudySession
from tutoring.agents.shapes import MisconceptionAnalysis
from tutoring.given import Given
from tutoring.judging import graded_key, kind_of, right_option
from tutoring.models import Attempt, Quiz, QuizItem
from tutoring.selectors.answers_said import (
    error_said,
    lines_given,
    lines_right,
    options_chosen,
)
from tutoring.selectors.progress import (
    attempt_of,
    first_unanswered,
    items_of,
    latest_quiz,
    topic_name_of,
)
from tutoring.selectors.responses_shown import ResponseShown, response_shown
from tutoring.selectors.told import analysis_told

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
TRUE_FALSE = "TF"


@dataclass(frozen=True)
class OptionShown:
    """One option as a row: ``state`` is empty before the answer."""

    id: str
    text: str
    letter: str
    state: str
    chosen: bool


@dataclass(frozen=True)
class Feedback:
    """What is said beside an answer: the reason first, the worked solution folded.

    ``right_name`` names the one right option; ``mine`` and ``right`` say what no option shows.
    """

    correct: bool
    right_name: str
    mine: tuple[str, ...]
    right: tuple[str, ...]
    is_ordered: bool
    error: str
    idea: str | None
    analysis: MisconceptionAnalysis | None
    explanation: str
    aided: bool
    made: str = ""


@dataclass(frozen=True)
class QuestionView:
    item_id: UUID
    number: int
    total: int
    topic: str
    stem: str
    concept: str
    difficulty: str
    options: list[OptionShown]
    response: ResponseShown
    dots: list[str]
    feedback: Feedback | None
    is_last: bool

    @property
    def number_text(self) -> str:
        return f"{self.number} of {self.total}"


def question_view(
    session: StudySession,
    number: int | None = None,
    *,
    given: Given | None = None,
    problem: str = "",
) -> QuestionView | None:
    """Return a question of the latest quiz: the first unanswered, or an answered ``number``.

    None when there is no such question, or it is still to come. Two queries; the key is in the
    view only once the question is answered. ``given`` and ``problem``: see ``question_shown``.
    """
    quiz = latest_quiz(session)
    items = items_of(quiz) if quiz is not None else []
    item = first_unanswered(items) if number is None else _answered(items, number)
    if quiz is None or item is None:
        return None
    return question_shown(quiz, items, item, given=given, problem=problem)


def question_shown(
    quiz: Quiz,
    items: Sequence[QuizItem],
    item: QuizItem,
    *,
    given: Given | None = None,
    problem: str = "",
) -> QuestionView:
    """Return one question of a quiz as a page shows it; its key only if it is answered.

    ``given`` is kept where it was given for this very question; ``problem`` says why it is asked
    for again.
    """
    if given is not None and given.item_id != item.pk:
        given, problem = None, ""
    return QuestionView(
        item_id=item.pk,
        number=item.position,
        total=len(items),
        topic=topic_name_of(quiz),
        stem=item.shown["stem"],
        concept=item.shown["concept"],
        difficulty=item.shown["difficulty"],
        options=_options(item),
        response=response_shown(item, given, problem),
        dots=[_dot(other, item) for other in items],
        feedback=_feedback(item),
        is_last=first_unanswered(items) is None,
    )


def _answered(items: Sequence[QuizItem], number: int) -> QuizItem | None:
    item = next((item for item in items if item.position == number), None)
    return item if item is not None and attempt_of(item) is not None else None


def _dot(item: QuizItem, current: QuizItem) -> str:
    attempt = attempt_of(item)
    if attempt is not None:
        return "right" if attempt.correct else "wrong"
    return "current" if item.pk == current.pk else "todo"


def _options(item: QuizItem) -> list[OptionShown]:
    letters = TRUE_FALSE if kind_of(item) == "true_false" else LETTERS
    shown = zip(item.shown["options"], letters, strict=False)
    attempt = attempt_of(item)
    if attempt is None:
        return [OptionShown(o["id"], o["text"], name, "", False) for o, name in shown]
    chosen, right = options_chosen(item, attempt.answer), _right_options(item)
    return [
        OptionShown(o["id"], o["text"], name, _state(o["id"], chosen, right), o["id"] in chosen)
        for o, name in shown
    ]


def _right_options(item: QuizItem) -> frozenset[str]:
    graded = graded_key(item)
    one = right_option(graded)
    return frozenset(graded.get("chosen", ())) if one is None else frozenset({one})


def _state(option: str, chosen: frozenset[str], right: frozenset[str]) -> str:
    if option in right:
        return "right" if option in chosen or len(right) == 1 else "missed"
    return "wrong" if option in chosen else "off"


def _feedback(item: QuizItem) -> Feedback | None:
    attempt = attempt_of(item)
    if attempt is None:
        return None
    analysis, made = (None, "") if attempt.correct else analysis_told(attempt)
    has_options = bool(item.shown["options"])
    return Feedback(
        correct=attempt.correct,
        right_name=_right_name(item),
        mine=() if has_options else lines_given(item, attempt.answer),
        right=() if has_options else lines_right(item),
        is_ordered=kind_of(item) == "sequence",
        error="" if attempt.correct else error_said(item, attempt),
        idea=_idea(attempt),
        analysis=analysis,
        explanation=item.key["explanation"],
        aided=attempt.aided,
        made=made,
    )


def _right_name(item: QuizItem) -> str:
    """Return the letter of the one right option, or its text where letters mean nothing."""
    right = right_option(graded_key(item))
    for option in _options(item):
        if option.id == right:
            return option.text if kind_of(item) == "true_false" else option.letter
    return ""


def _idea(attempt: Attempt) -> str | None:
    return attempt.misconception.name if attempt.misconception else None


@dataclass(frozen=True)
class Mistake:
    """One wrong answer for the review: question, my answer, right answer, why."""

    item_id: UUID
    stem: str
    mine: tuple[str, ...]
    right: tuple[str, ...]
    is_ordered: bool
    error: str
    idea: str | None
    analysis: MisconceptionAnalysis
    explanation: str
    made: str = ""


def mistakes_among(items: Sequence[QuizItem]) -> list[Mistake]:
    """Return the wrong answers to items, each of which is answered."""
    return [_mistake(item) for item in items if not item.attempt.correct]


def _mistake(item: QuizItem) -> Mistake:
    attempt = item.attempt
    analysis, made = analysis_told(attempt)
    return Mistake(
        item_id=item.pk,
        stem=item.shown["stem"],
        mine=lines_given(item, attempt.answer),
        right=lines_right(item),
        is_ordered=kind_of(item) == "sequence",
        error=error_said(item, attempt),
        idea=_idea(attempt),
        analysis=analysis,
        explanation=item.key["explanation"],
        made=made,
    )
