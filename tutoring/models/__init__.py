"""The teaching: curriculum and question bank, and what each learner does with them."""

from tutoring.models.curriculum import (
    Lesson,
    Misconception,
    Question,
    QuestionVersion,
    SyllabusTopic,
)
from tutoring.models.mastery import (
    ItemState,
    LearnerItem,
    MasteryStep,
    ModelWeights,
    ReviewCard,
    SkillState,
    TopicDifficulty,
    TopicState,
)
from tutoring.models.plans import Onboarding, PlanCache, StudyPlan
from tutoring.models.saved import SavedQuiz
from tutoring.models.study import (
    Attempt,
    LearnerMisconception,
    Quiz,
    QuizItem,
    SessionTotal,
    Topic,
)

__all__ = [
    "Attempt",
    "ItemState",
    "LearnerItem",
    "LearnerMisconception",
    "Lesson",
    "MasteryStep",
    "Misconception",
    "ModelWeights",
    "Onboarding",
    "PlanCache",
    "Question",
    "QuestionVersion",
    "Quiz",
    "QuizItem",
    "ReviewCard",
    "SavedQuiz",
    "SessionTotal",
    "SkillState",
    "StudyPlan",
    "SyllabusTopic",
    "Topic",
    "TopicDifficulty",
    "TopicState",
]
