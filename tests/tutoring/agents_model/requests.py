"""One question for each role that may ask a model."""

from tests.tutoring.factories import bank_question, plan_request, scope_topic
from tutoring.agents import get_evaluator, get_misconception_agent, get_planner, get_tutor
from tutoring.agents.requests import (
    AnswerResult,
    CatalogueEntry,
    EvaluationRequest,
    LessonRequest,
    TopicResult,
    WrongAnswer,
)

LESSON = {
    "topic": "Friction",
    "intuition": "Friction answers the push up to a limit.",
    "steps": [
        {
            "step_number": 1,
            "title": "Static friction",
            "content": "Static friction grows with the push until the block slides.",
            "analogy": None,
        }
    ],
    "real_world_example": "A block of wood on a slope holds until it slides.",
    "common_pitfall": "Static friction is not always the largest it can be.",
    "practice_question": "When does a block begin to slide?",
}
ENTRY = CatalogueEntry(
    "always-limit",
    "Static friction is always at its limit",
    "Static friction is taken to be the limit in every case.",
    "A book at rest on a level table feels no friction at all.",
    "Static friction only answers the push, up to its limit.",
)
SCOPE = (
    scope_topic("vectors", weight=2, hours=2),
    scope_topic("friction", weight=5, hours=3, after=("vectors",)),
    scope_topic("optics", weight=3, hours=2),
)
KEY = "The worked solution says four newtons."


def lesson_request(**values) -> LessonRequest:
    return LessonRequest(**{"topic": "Friction", "lesson": LESSON, **values})


def wrong_answer(**values) -> WrongAnswer:
    defaults = {
        "item_id": "1",
        "option_text": "The limit of friction",
        "explanation": KEY,
        "misconception": ENTRY,
        "asked_version_id": "asked",
        "bank": (bank_question("q1", explanation=KEY),),
    }
    return WrongAnswer(**{**defaults, **values})


def evaluation_request(**values) -> EvaluationRequest:
    defaults = {
        "topics": (TopicResult("Friction", 50, "learning", 2),),
        "answers": (
            AnswerResult("Friction", "static friction", "easy", correct=True),
            AnswerResult("Friction", "limit of friction", "easy", correct=False),
        ),
        "misconceptions": (ENTRY,),
        "next_topic": "Optics",
    }
    return EvaluationRequest(**{**defaults, **values})


def ask_tutor():
    agent = get_tutor()
    return agent, agent.explain(lesson_request())


def ask_planner():
    agent = get_planner()
    return agent, agent.draft(plan_request(SCOPE))


def ask_misconception():
    agent = get_misconception_agent()
    return agent, agent.analyse(wrong_answer())


def ask_evaluator():
    agent = get_evaluator()
    return agent, agent.evaluate(evaluation_request())


ROLES = {
    "tutor": ask_tutor,
    "planner": ask_planner,
    "misconception": ask_misconception,
    "evaluator": ask_evaluator,
}
