"""The teaching: curriculum and question bank, and what each learner does with them."""

from tutoring.models.curriculum import (
    Lesson,
    Misconception,
    Question,
    QuestionVersion,
    SyllabusTopic,
)
from tutoring.models.plans import Onboarding, PlanCache, StudyPlan
from tutoring.models.study import Attempt, LearnerMisconception, Quiz, QuizItem, Topic

__all__ = [
    "Attempt",
    "LearnerMisconception",
    "Lesson",
    "Misconception",
    "Onboarding",
    "PlanCache",
    "Question",
    "QuestionVersion",
    "Quiz",
    "QuizItem",
    "StudyPlan",
    "SyllabusTopic",
    "Topic",
]
