"""The roles. Every implementation passes the same tests; none reads or writes a table."""

from collections.abc import Collection, Iterator, Sequence
from typing import Protocol

from tutoring.agents.answering import LessonAnswer, LessonQuestion
from tutoring.agents.hinting import Hint, HintRequest
from tutoring.agents.requests import (
    ComposedItem,
    EvaluationRequest,
    LessonRequest,
    PlanRequest,
    QuizRequest,
    WrongAnswer,
)
from tutoring.agents.routing import Route, RouteRequest
from tutoring.agents.shapes import (
    MisconceptionAnalysis,
    PerformanceAnalysis,
    PlanVerification,
    PlanVersion,
    StudyPlan,
    TutorExplanation,
)


class Planner(Protocol):
    """Drafts a plan, then corrects it by what the verifier found."""

    name: str
    version: str

    def draft(self, request: PlanRequest) -> StudyPlan: ...

    def correct(self, request: PlanRequest, versions: Sequence[PlanVersion]) -> StudyPlan:
        """Return a plan without the faults found in ``versions`` (oldest first, all verified)."""
        ...


class PlanVerifier(Protocol):
    """Judges a plan against the request, whoever made it."""

    def verify(self, request: PlanRequest, plan: StudyPlan) -> PlanVerification: ...


class Router(Protocol):
    """Reads what a learner wants to do; it does none of it."""

    def route(self, request: RouteRequest) -> Route:
        """Return where to, with a question back whenever that is not sure."""
        ...


class Tutor(Protocol):
    def explain(self, request: LessonRequest) -> TutorExplanation: ...

    def stream(self, request: LessonRequest, withheld: Collection[str] = ()) -> Iterator[str]:
        """Yield an explanation as Markdown, without any text that is withheld."""
        ...

    def answer(self, question: LessonQuestion) -> LessonAnswer:
        """Answer from the lesson and cite the section used, or say that it is not known."""
        ...

    def hint(self, request: HintRequest) -> Hint:
        """Return the hint of the number asked for, without any text that is withheld."""
        ...


class Quizmaster(Protocol):
    def compose(self, request: QuizRequest) -> list[ComposedItem]:
        """Return up to ``count`` questions, no two alike; fewer only when the bank has no more."""
        ...


class MisconceptionAgent(Protocol):
    def analyse(self, answer: WrongAnswer) -> MisconceptionAnalysis: ...


class Evaluator(Protocol):
    def evaluate(self, request: EvaluationRequest) -> PerformanceAnalysis: ...
