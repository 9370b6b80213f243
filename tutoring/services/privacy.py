"""What the teaching holds about a person: exported whole, erased whole."""

from typing import Any
from uuid import UUID

from django.db.models import F
from django.db.models.fields.json import KT

from tutoring.models import (
    Attempt,
    LearnerItem,
    LearnerMisconception,
    Onboarding,
    QuestionFlag,
    Quiz,
    QuizItem,
    ReviewCard,
    SavedQuiz,
    SkillState,
    StudyPlan,
    Topic,
    TopicState,
)
from tutoring.services.flags import export_flags
from tutoring.services.material_privacy import erase_material, export_material

TOPIC_FIELDS = ("session_id", "position", "name", "status", "mastery_score")
PLAN_FIELDS = ("session_id", "version", "plan", "verification", "was_accepted", "created_at")
QUIZ_FIELDS = ("id", "session_id", "status", "score", "created_at", "submitted_at")
SAVED_QUIZ_FIELDS = ("topic_id", "questions", "created_at")
MISCONCEPTION_FIELDS = (
    "state",
    "evidence",
    "rivals",
    "clean_days",
    "detected_at",
    "resolved_at",
)
TOPIC_STATE_FIELDS = ("theta", "right", "wrong", "recent", "last_at", "days")
REVIEW_FIELDS = ("due_at", "last_review_at", "stability", "difficulty")


def export_learning(user_id: UUID) -> dict[str, Any]:
    """Return a person's plans, topics, quizzes with answers, and what they showed; no keys."""
    topics = Topic.objects.filter(session__user_id=user_id).order_by("session_id", "position")
    plans = StudyPlan.objects.filter(session__user_id=user_id).order_by("session_id", "version")
    quizzes = Quiz.objects.filter(learner_id=user_id).order_by("pk")
    held = LearnerMisconception.objects.filter(learner_id=user_id).order_by("pk")
    saved = SavedQuiz.objects.filter(learner_id=user_id).order_by("pk")
    levels = TopicState.objects.filter(learner_id=user_id).order_by("lesson__slug")
    cards = ReviewCard.objects.filter(learner_id=user_id).order_by("due_at", "pk")
    return {
        "levels": list(levels.values(*TOPIC_STATE_FIELDS, topic=F("lesson__title"))),
        "reviews": list(cards.values(*REVIEW_FIELDS, question_slug=F("question__slug"))),
        "saved_quizzes": list(saved.values(*SAVED_QUIZ_FIELDS)),
        "topics": list(topics.values(*TOPIC_FIELDS)),
        "plans": list(plans.values(*PLAN_FIELDS)),
        "quizzes": list(quizzes.values(*QUIZ_FIELDS, report_content=F("report__content"))),
        "answers": _answers(user_id),
        "flags": export_flags(user_id),
        "material": export_material(user_id),
        "misconceptions": list(held.values(*MISCONCEPTION_FIELDS, name=F("misconception__name"))),
    }


def _answers(user_id: UUID) -> list[dict[str, Any]]:
    items = QuizItem.objects.filter(quiz__learner_id=user_id).order_by("quiz_id", "position")
    rows = items.values(
        "quiz_id",
        "position",
        question=KT("shown__stem"),
        options=F("shown__options"),
        answer=F("attempt__answer"),
        correct=F("attempt__correct"),
        time_spent_ms=F("attempt__time_spent_ms"),
        confidence=F("attempt__confidence"),
        aided=F("attempt__aided"),
        answered_at=F("attempt__answered_at"),
        analysis=F("attempt__analysis__content"),
    )
    return [dict(row) for row in rows]


def erase_learning(user_id: UUID) -> None:
    """Delete a person's answers and what they showed; topics and plans go with sessions."""
    QuestionFlag.objects.filter(learner_id=user_id).delete()
    Attempt.objects.filter(learner_id=user_id).delete()
    Quiz.objects.filter(learner_id=user_id).delete()
    SavedQuiz.objects.filter(learner_id=user_id).delete()
    LearnerMisconception.objects.filter(learner_id=user_id).delete()
    for model in (ReviewCard, LearnerItem, TopicState, SkillState):
        model._default_manager.filter(learner_id=user_id).delete()
    erase_material(user_id)
    Onboarding.objects.filter(user_id=user_id).delete()
