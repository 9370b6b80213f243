"""Questions and quizzes as front ends are given them: no key before the answer."""

from collections.abc import Sequence
from typing import Any

from tutoring.agents.shapes import Question
from tutoring.models import Quiz, QuizItem
from tutoring.selectors.pages import quiz_minutes
from tutoring.selectors.progress import attempt_of, topic_name_of


def served_question(item: QuizItem) -> dict[str, Any]:
    """Return an item in the form of Question; key and explanation only once it is answered."""
    is_answered = attempt_of(item) is not None
    question = Question(
        id=str(item.pk),
        text=item.shown["stem"],
        question_type=item.shown["type"],
        options=[option["text"] for option in item.shown["options"]],
        difficulty=item.shown["difficulty"],
        concept_tested=item.shown["concept"],
        correct_option_index=correct_index(item) if is_answered else None,
        explanation=item.key["explanation"] if is_answered else None,
        response=item.shown.get("response"),
        unchecked=item.shown.get("unchecked"),
    )
    return question.model_dump(mode="json", exclude_none=True)


def correct_index(item: QuizItem) -> int | None:
    """Return where the right option stands among those shown; only for after the answer."""
    offered = [option["id"] for option in item.shown["options"]]
    return offered.index(item.key["option"]) if item.key.get("option") in offered else None


def served_quiz(quiz: Quiz, items: Sequence[QuizItem]) -> dict[str, Any]:
    """Return a quiz in the form of Quiz; ``items`` in order, with their answers."""
    return {
        "id": str(quiz.pk),
        "topic": topic_name_of(quiz),
        "questions": [served_question(item) for item in items],
        "time_estimate_minutes": quiz_minutes(len(items)),
    }
