"""Quizzes that a front end saves as they are, to go on with them elsewhere."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from sessions_app.context import check_free_form
from tutoring.models import SavedQuiz
from tutoring.selectors.pages import quiz_minutes

KEPT = 20  # a topic; older ones go


@transaction.atomic
def save_quiz(
    *, learner_id: UUID, topic_id: str, questions: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """Keep the questions as the newest on this topic. Raises FreeFormTooLarge."""
    check_free_form(questions, "questions")
    saved = SavedQuiz.objects.create(
        learner_id=learner_id, topic_id=topic_id, questions=list(questions)
    )
    newest = _of_topic(learner_id, topic_id).values_list("pk", flat=True)
    older = list(newest[KEPT:])
    if older:
        SavedQuiz.objects.filter(pk__in=older).delete()
    return _as_quiz(saved)


def latest_saved_quiz(*, learner_id: UUID, topic_id: str) -> dict[str, Any] | None:
    """Return the newest saved quiz of a learner on a topic, or None. One query."""
    saved = _of_topic(learner_id, topic_id).first()
    return None if saved is None else _as_quiz(saved)


def _of_topic(learner_id: UUID, topic_id: str) -> Any:
    return SavedQuiz.objects.filter(learner_id=learner_id, topic_id=topic_id).order_by("-pk")


def _as_quiz(saved: SavedQuiz) -> dict[str, Any]:
    return {
        "id": str(saved.pk),
        "topic": saved.topic_id,
        "questions": saved.questions,
        "time_estimate_minutes": quiz_minutes(len(saved.questions)),
    }
