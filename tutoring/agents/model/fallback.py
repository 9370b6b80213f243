"""The model with the built-in agent behind it: every question is answered within its turn."""

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Literal, Self, TypeVar

import structlog

from tutoring.agents.answering import LessonAnswer, LessonQuestion
from tutoring.agents.builtin.evaluator import BuiltinEvaluator
from tutoring.agents.builtin.misconception import BuiltinMisconceptionAgent
from tutoring.agents.builtin.planner import BuiltinPlanner
from tutoring.agents.builtin.router import BuiltinRouter
from tutoring.agents.builtin.tutor import BuiltinTutor
from tutoring.agents.hinting import Hint, HintRequest
from tutoring.agents.model.caller import ModelCaller
from tutoring.agents.model.errors import ModelUnavailable
from tutoring.agents.model.evaluator import ModelEvaluator
from tutoring.agents.model.misconception import ModelMisconceptionAgent
from tutoring.agents.model.planner import ModelPlanner
from tutoring.agents.model.router import ModelRouter
from tutoring.agents.model.tutor import ModelTutor
from tutoring.agents.requests import EvaluationRequest, LessonRequest, PlanRequest, WrongAnswer
from tutoring.agents.routing import Route, RouteRequest
from tutoring.agents.shapes import (
    MisconceptionAnalysis,
    PerformanceAnalysis,
    PlanVersion,
    StudyPlan,
    TutorExplanation,
)
from tutoring.agents.turns import Failure, Spent, Turn

MODEL_CORRECTIONS = 1  # of a plan that the verifier refused, before the built-in planner corrects
BROKEN_OFF = (
    "\n\n---\n\n*The explanation above broke off ({failure}). Here is the lesson itself.*\n\n"
)
Given = TypeVar("Given")
logger = structlog.get_logger("mentor.agents")


class WithFallback:
    """Asks the model's agent, then the built-in one; ``turns`` tell what happened."""

    role: str

    def __init__(self, caller: ModelCaller | None = None) -> None:
        self.caller = caller or ModelCaller()
        self.turns: list[Turn] = []

    def _answer(self, by_model: Callable[[], Given], by_builtin: Callable[[], Given]) -> Given:
        """Return the model's answer, or the built-in one with the reason in ``turns``."""
        started = time.monotonic()
        self.caller.spent, self.caller.was_asked = Spent(), False
        try:
            given = by_model()
        except ModelUnavailable as error:
            logger.warning("model_fallback", role=self.role, failure=error.failure.value)
            given = by_builtin()
            self._record("builtin", started, error.failure)
        else:
            if self.caller.was_asked:  # not where the built-in answer needs no words
                self._record("model", started)
        return given

    def _record(
        self, agent: Literal["model", "builtin"], started: float, failure: Failure | None = None
    ) -> None:
        turn = Turn(
            role=self.role,
            agent=agent,
            model=self.caller.endpoint.model,
            spent=self.caller.spent,
            duration_ms=round((time.monotonic() - started) * 1000),
            failure=failure,
        )
        self.turns.append(turn)
        logger.info("model_turn", **turn.metadata())  # all there is of a turn without a session


class TutorWithFallback(WithFallback):
    role = "tutor"

    def explain(self, request: LessonRequest) -> TutorExplanation:
        return self._answer(
            lambda: ModelTutor(self.caller).explain(request),
            lambda: BuiltinTutor().explain(request),
        )

    def stream(self, request: LessonRequest, withheld: Collection[str] = ()) -> Iterator[str]:
        """Yield the model's text; where it ends early, say so and go on with the lesson itself."""
        started, written = time.monotonic(), False
        self.caller.spent, self.caller.was_asked = Spent(), False
        try:
            for part in ModelTutor(self.caller).stream(request, withheld):
                written = True
                yield part
        except ModelUnavailable as error:
            logger.warning("model_fallback", role=self.role, failure=error.failure.value)
            self._record("builtin", started, error.failure)
            if written:
                yield BROKEN_OFF.format(failure=error.failure)
            yield from BuiltinTutor().stream(request)
        except GeneratorExit:
            self._record("model", started)
            raise
        else:
            self._record("model", started)

    def answer(self, question: LessonQuestion) -> LessonAnswer:
        return self._answer(
            lambda: ModelTutor(self.caller).answer(question),
            lambda: BuiltinTutor().answer(question),
        )

    def hint(self, request: HintRequest) -> Hint:
        return self._answer(
            lambda: ModelTutor(self.caller).hint(request),
            lambda: BuiltinTutor().hint(request),
        )


class RouterWithFallback(WithFallback):
    role = "router"

    def route(self, request: RouteRequest) -> Route:
        return self._answer(
            lambda: ModelRouter(self.caller).route(request),
            lambda: BuiltinRouter().route(request),
        )


class MisconceptionAgentWithFallback(WithFallback):
    role = "misconception"

    def analyse(self, answer: WrongAnswer) -> MisconceptionAnalysis:
        return self._answer(
            lambda: ModelMisconceptionAgent(self.caller).analyse(answer),
            lambda: BuiltinMisconceptionAgent().analyse(answer),
        )


class EvaluatorWithFallback(WithFallback):
    role = "evaluator"

    def evaluate(self, request: EvaluationRequest) -> PerformanceAnalysis:
        return self._answer(
            lambda: ModelEvaluator(self.caller).evaluate(request),
            lambda: BuiltinEvaluator().evaluate(request),
        )


class PlannerWithFallback(WithFallback):
    """The model may mend its refused order ``MODEL_CORRECTIONS`` times; then the built-in does."""

    role = "planner"
    name = ModelPlanner.name
    asks_model = True

    @property
    def version(self) -> str:
        return ModelPlanner(self.caller).version

    def without_model(self) -> Self:
        """Plan at once: somebody else is asking the same of the model, or has just failed."""
        self.asks_model = False
        return self

    def draft(self, request: PlanRequest) -> StudyPlan:
        def by_model() -> StudyPlan:
            if not self.asks_model:
                raise ModelUnavailable(Failure.BUSY)
            return ModelPlanner(self.caller).draft(request)

        return self._answer(by_model, lambda: BuiltinPlanner().draft(request))

    def correct(self, request: PlanRequest, versions: Sequence[PlanVersion]) -> StudyPlan:
        def by_model() -> StudyPlan:
            if self.turns and self.turns[-1].failure is not None:
                raise ModelUnavailable(self.turns[-1].failure)
            if len(versions) > MODEL_CORRECTIONS:
                raise ModelUnavailable(Failure.INVALID_PLAN)
            return ModelPlanner(self.caller).correct(request, versions)

        return self._answer(by_model, lambda: BuiltinPlanner().correct(request, versions))
