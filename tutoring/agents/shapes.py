"""What agents give: the shapes of the API, member by member."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Percent = Annotated[int, Field(ge=0, le=100)]
Level = Literal["easy", "medium", "hard"]
QuestionKind = Literal["multiple_choice", "true_false", "fill_blank", "numeric"]
Standing = Literal["mastered", "learning", "weak", "pending"]
REVIEW_ENTRY = "Review of missed questions"  # a day's entry that is no topic


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PlannedTopic(Shape):
    name: str
    difficulty: Level
    rationale: str


class PlannedDay(Shape):
    day: Annotated[int, Field(ge=1)]
    theme: str
    topics: list[PlannedTopic]
    estimated_hours: Annotated[float, Field(ge=0)]  # a draft may ask too much


class StudyPlan(Shape):
    exam_name: str
    total_days: Annotated[int, Field(ge=1, le=365)]
    overview: str
    schedule: list[PlannedDay]
    critical_topics: list[str]

    def names_in_order(self) -> list[str]:
        """Return every topic once, in the order in which it first comes up."""
        names = dict.fromkeys(topic.name for day in self.schedule for topic in day.topics)
        return [name for name in names if name != REVIEW_ENTRY]


class PlanVerification(Shape):
    is_valid: bool
    missing_topics: list[str]
    overloaded_days: list[int]
    prerequisite_issues: list[str]
    critique: str  # one line for each check (``tutoring.agents.plan_checks``)


class PlanVersion(Shape):
    version: Annotated[int, Field(ge=1)]
    plan: StudyPlan
    verification: PlanVerification | None
    was_accepted: bool


class VerificationSummary(Shape):
    """Describes the accepted version, which was itself verified."""

    coverage_percent: Percent
    overloaded_days_count: int
    prerequisite_issues_count: int
    is_valid: bool
    iterations_used: int


class PlanWithHistory(Shape):
    final_plan: StudyPlan
    versions: list[PlanVersion]
    total_iterations: int
    self_correction_applied: bool
    verification_summary: VerificationSummary


class ExplanationStep(Shape):
    step_number: Annotated[int, Field(ge=1)]
    title: str
    content: str
    analogy: str | None


class TutorExplanation(Shape):
    topic: str
    intuition: str
    steps: list[ExplanationStep]
    real_world_example: str
    common_pitfall: str
    practice_question: str | None


class Named(Shape):
    """An item to put in order or to match; answers name it by its id."""

    id: str
    text: str


class Blank(Shape):
    """One blank of several: what kind of answer it takes, and its unit where that is given."""

    label: str
    kind: str
    unit: str | None = None
    ask: str | None = None


class ResponseForm(Shape):
    """How a question that is no plain choice is answered (docs/grading.md); never its key."""

    kind: str
    ask: str | None = None
    unit: str | None = None
    items: list[Named] | None = None
    left: list[Named] | None = None
    right: list[Named] | None = None
    blanks: list[Blank] | None = None


class Question(Shape):
    """A question as served; key and explanation are absent before the answer.

    ``response`` is absent for a plain choice of one option. ``unchecked``: written by a model and
    released by nobody; its answer counts for nothing beyond its quiz.
    """

    id: str
    text: str
    question_type: QuestionKind
    options: list[str]
    difficulty: Level
    concept_tested: str
    correct_option_index: int | None = None
    explanation: str | None = None
    response: ResponseForm | None = None
    unchecked: bool | None = None


class Quiz(Shape):
    """A quiz as served; ``note`` says why it has fewer questions than were asked for."""

    id: str
    topic: str
    questions: list[Question]
    time_estimate_minutes: int
    note: str | None = None


class MisconceptionAnalysis(Shape):
    wrong_option_chosen: str
    inferred_confusion: str
    counter_example: str
    explanation: str
    redemption_question: Question | None


class TopicMastery(Shape):
    topic: str
    score: Percent
    status: Standing
    strength: str
    weakness: str


class MisconceptionNote(Shape):
    concept: str
    description: str
    correction: str
    suggested_review: str


class Recommendation(Shape):
    priority: Annotated[int, Field(ge=1)]
    topic: str
    action: str
    time_estimate: str


class PerformanceAnalysis(Shape):
    overall_score: Percent
    summary: str
    topic_mastery: list[TopicMastery]
    misconceptions: list[MisconceptionNote]
    recommendations: list[Recommendation]
    encouragement: str
