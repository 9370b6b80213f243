"""The teaching: curriculum and question bank, and what each learner does with them."""

from tutoring.models.analyses import AnswerAnalysis, QuizReport
from tutoring.models.curriculum import (
    CurriculumLoad,
    Lesson,
    Misconception,
    Question,
    QuestionVersion,
    SyllabusTopic,
)
from tutoring.models.imports import ImportBatch, ImportFile
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
from tutoring.models.material import MaterialPage, StudyMaterial
from tutoring.models.plans import Onboarding, PlanCache, StudyPlan
from tutoring.models.review import (
    FlaggedQuestion,
    ItemStatistic,
    QuestionFlag,
    QueuedQuestion,
    ReviewDecision,
)
from tutoring.models.saved import SavedQuiz
from tutoring.models.solves import BlindSolve
from tutoring.models.study import (
    Attempt,
    HintUse,
    LearnerMisconception,
    Quiz,
    QuizItem,
    SessionTotal,
    Topic,
)

__all__ = [
    "AnswerAnalysis",
    "Attempt",
    "BlindSolve",
    "CurriculumLoad",
    "FlaggedQuestion",
    "HintUse",
    "ImportBatch",
    "ImportFile",
    "ItemState",
    "ItemStatistic",
    "LearnerItem",
    "LearnerMisconception",
    "Lesson",
    "MasteryStep",
    "MaterialPage",
    "Misconception",
    "ModelWeights",
    "Onboarding",
    "PlanCache",
    "Question",
    "QuestionFlag",
    "QuestionVersion",
    "QueuedQuestion",
    "Quiz",
    "QuizItem",
    "QuizReport",
    "ReviewCard",
    "ReviewDecision",
    "SavedQuiz",
    "SessionTotal",
    "SkillState",
    "StudyMaterial",
    "StudyPlan",
    "SyllabusTopic",
    "Topic",
    "TopicDifficulty",
    "TopicState",
]
