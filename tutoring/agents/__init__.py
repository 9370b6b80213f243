"""The agents behind their protocols; ``settings.AGENTS`` chooses the implementation of each.

``AGENTS = {"planner": "builtin", ...}``: "builtin" or the dotted path of a class. Agents are pure:
they read no table, so their work is done before a transaction opens.
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
    Tutor,
)

BUILTIN = {
    "planner": "tutoring.agents.builtin.planner.BuiltinPlanner",
    "plan_verifier": "tutoring.agents.builtin.verifier.BuiltinPlanVerifier",
    "tutor": "tutoring.agents.builtin.tutor.BuiltinTutor",
    "quizmaster": "tutoring.agents.builtin.quizmaster.BuiltinQuizmaster",
    "misconception": "tutoring.agents.builtin.misconception.BuiltinMisconceptionAgent",
    "evaluator": "tutoring.agents.builtin.evaluator.BuiltinEvaluator",
}


def _agent(role: str) -> Any:
    chosen = getattr(settings, "AGENTS", {}).get(role, "builtin")
    return import_string(BUILTIN[role] if chosen == "builtin" else chosen)()


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
