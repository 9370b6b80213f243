"""The agents behind their protocols; ``settings.AGENTS`` chooses the implementation of each.

``AGENTS = {"planner": "builtin", ...}``: "builtin", "model" (the built-in one behind it) or the
dotted path of a class. Agents are pure: they read no table, so their work is done before a
transaction opens. ``tutoring.agents.turns.turns_of`` tells what an agent did.
"""

from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from tutoring.agents.protocols import (
    Evaluator,
    MisconceptionAgent,
    Planner,
    PlanVerifier,
    Quizmaster,
    Router,
    Tutor,
)

BUILTIN = {
    "planner": "tutoring.agents.builtin.planner.BuiltinPlanner",
    "plan_verifier": "tutoring.agents.builtin.verifier.BuiltinPlanVerifier",
    "tutor": "tutoring.agents.builtin.tutor.BuiltinTutor",
    "quizmaster": "tutoring.agents.builtin.quizmaster.BuiltinQuizmaster",
    "misconception": "tutoring.agents.builtin.misconception.BuiltinMisconceptionAgent",
    "evaluator": "tutoring.agents.builtin.evaluator.BuiltinEvaluator",
    "router": "tutoring.agents.builtin.router.BuiltinRouter",
}

MODEL = {
    "quizmaster": "tutoring.agents.builtin.quizmaster.BuiltinQuizmaster",  # plus a writer
    "planner": "tutoring.agents.model.fallback.PlannerWithFallback",
    "tutor": "tutoring.agents.model.fallback.TutorWithFallback",
    "misconception": "tutoring.agents.model.fallback.MisconceptionAgentWithFallback",
    "evaluator": "tutoring.agents.model.fallback.EvaluatorWithFallback",
    "router": "tutoring.agents.model.fallback.RouterWithFallback",
}
IMPLEMENTATIONS = {"builtin": BUILTIN, "model": MODEL}


def is_builtin(role: str) -> bool:
    """Whether a role's agent answers at once, so that its work needs no preparation."""
    return _chosen(role) == "builtin"


def _chosen(role: str) -> str:
    return getattr(settings, "AGENTS", {}).get(role, "builtin")


def _agent(role: str) -> Any:
    chosen = _chosen(role)
    known = IMPLEMENTATIONS.get(chosen)
    return import_string(known[role] if known else chosen)()


def get_planner() -> Planner:
    return _agent("planner")


def get_plan_verifier() -> PlanVerifier:
    return _agent("plan_verifier")


def get_tutor() -> Tutor:
    return _agent("tutor")


def get_quizmaster() -> Quizmaster:
    return _agent("quizmaster")


def get_misconception_agent() -> MisconceptionAgent:
    return _agent("misconception")


def get_evaluator() -> Evaluator:
    return _agent("evaluator")


def get_router() -> Router:
    return _agent("router")
