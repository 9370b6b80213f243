"""Learning from answers: a learner's rows under the learner's lock, shared rows by waiting steps.

No answer waits for another learner's: what it adds to its topic and question is inserted as a
``MasteryStep`` in its own transaction and added to the shared rows right after, in a short one.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.ids import uuid7
from accounts.models import User
from tutoring.mastery.level import topic_mastery
from tutoring.mastery.states import Update
from tutoring.models import MasteryStep, Question
from tutoring.rules import topic_status
from tutoring.selectors.met import Met
from tutoring.services.step_statement import add_steps


def lock_learner(learner_id: UUID) -> User:
    """Return the learner, locked until the transaction ends: the lock of all that is theirs."""
    users = User.objects.select_for_update(of=("self",), no_key=True)
    return users.select_related("learner").get(pk=learner_id)


def learner_time(learner: User, at: datetime) -> datetime:
    """Return a moment in the learner's own zone: it says where their day ends."""
    return at.astimezone(ZoneInfo(learner.timezone))


def unmoved_values(met: Met) -> dict[str, Any]:
    """Return the values of a learner whom an answer teaches nothing about."""
    theta, answers, recent = met.states.learner
    return {"moves": False, "theta": theta, "answers": answers, "recent": recent}


def moved_values(met: Met, question: Question, update: Update, *, at: datetime) -> dict[str, Any]:
    """Return what an answer makes of learner, topic and question, for the attempt's statement."""
    theta, answers, recent = update.learner
    (moved,), (topic_step,) = update.learner_topics, update.topics
    return {
        "moves": True,
        "theta": theta,
        "answers": answers,
        "recent": recent,
        **_named("topic_", moved._asdict(), id=uuid7(), lesson_id=question.lesson_id),
        **_named("item_", update.learner_item._asdict(), id=uuid7()),
        "step_id": uuid7(),
        "step_difficulty": topic_step.difficulty,
        "step_deviation": update.item.deviation,
        **_plan_values(met, update, at),
    }


def _plan_values(met: Met, update: Update, at: datetime) -> dict[str, Any]:
    """The level that the topics of the learner's plans follow."""
    mastery = topic_mastery(
        learner=update.learner,
        learner_topic=update.learner_topics[0],
        topic=update.topics[0].added_to(met.states.topics[0]),
        weights=met.weights,
        at=at,
    )
    return {"plan_mastery_score": mastery.score or 0, "plan_status": topic_status(mastery)}


def _named(prefix: str, values: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {f"{prefix}{name}": value for name, value in {**values, **more}.items()}


def add_waiting_steps(*, lesson_id: UUID) -> None:
    """Add the steps that wait to their topic's and questions' rows. One statement.

    Safe beside others: each step is taken by one of them, and rows are locked in one order.
    """
    add_steps(lesson_id)


def add_all_waiting_steps() -> int:
    """Add what a crash left waiting; return how many steps there were."""
    waiting = MasteryStep.objects.count()
    lessons = MasteryStep.objects.values_list("lesson_id", flat=True).distinct()
    for lesson_id in lessons.order_by("lesson_id"):
        add_waiting_steps(lesson_id=lesson_id)
    return waiting
