"""What the rows say of learners, topics and questions, as the mastery model reads them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Sum

from accounts.clock import ClockNow
from accounts.compiled import CompiledRows
from tutoring.mastery.explanation import Reason, explained
from tutoring.mastery.level import TopicMastery, topic_mastery
from tutoring.mastery.prediction import Weights, features
from tutoring.mastery.states import LearnerState, LearnerTopicState, States
from tutoring.mastery.states import TopicState as SharedTopicState
from tutoring.models import MasteryStep, ModelWeights, Topic, TopicState
from tutoring.rules import topic_status
from tutoring.selectors.met import sound_weights
from tutoring.states import TopicStatus


def _waiting(column: str, outer: str, total: Sum | Count) -> Subquery:
    """Return what the steps that wait add up to, for the row whose ``outer`` they name."""
    steps = MasteryStep.objects.filter(**{column: OuterRef(outer)}).order_by()
    return Subquery(steps.values(column).annotate(total=total).values("total"))


def _waiting_in_topic(outer: str) -> dict[str, Subquery]:
    return {
        "topic_waiting": _waiting("lesson_id", outer, Sum("difficulty")),
        "topic_waiting_answers": _waiting("lesson_id", outer, Count("pk")),
    }


def _shared_topic(row: Mapping[str, Any]) -> SharedTopicState:
    return SharedTopicState(
        (row["topic_difficulty"] or 0.0) + (row["topic_waiting"] or 0.0),
        (row["topic_answers"] or 0) + (row["topic_waiting_answers"] or 0),
    )


def _weights() -> Subquery:
    return Subquery(ModelWeights.objects.filter(in_use=True).values("weights")[:1])


def weights_in_use() -> Weights:
    """Return the weights that predictions are made with. One query."""
    rows = ModelWeights.objects.filter(in_use=True).values_list("weights", flat=True)
    return sound_weights(rows.first())


@dataclass(frozen=True)
class TopicLevel:
    """How far a learner is in a topic, and why, the weightiest reason first."""

    mastery: TopicMastery
    reasons: list[Reason]
    last_at: datetime | None


def topic_levels(
    learner_id: UUID, lesson_ids: Iterable[UUID] | None = None, *, at: datetime | None = None
) -> dict[UUID, TopicLevel]:
    """Return the level in each lesson's topic that the learner answered in. One query.

    ``at``: the moment it is asked for; the database's present time unless it is given.
    """
    wanted = None if lesson_ids is None else set(lesson_ids)
    rows = ALL_STATES.rows(learner_id)
    return {
        row["lesson_id"]: _level(row, at)
        for row in rows
        if wanted is None or row["lesson_id"] in wanted
    }


def level_of(topic: Topic, learner_id: UUID) -> TopicLevel | None:
    """Return the learner's present level in a topic of a plan; None before any answer there."""
    if topic.syllabus_topic is None:
        return None
    rows = ONE_STATE.rows(learner_id, topic.syllabus_topic.lesson_id)
    return _level(rows[0], None) if rows else None


def _states(learner_id: UUID) -> QuerySet[Any, Any]:
    rows = TopicState.objects.filter(learner_id=learner_id).annotate(
        **_waiting_in_topic("lesson_id"),
        weights_in_use=_weights(),
        now=ClockNow(),
        topic_difficulty=F("lesson__difficulty__difficulty"),
        topic_answers=F("lesson__difficulty__answers"),
        skill_theta=F("learner__skill_state__theta"),
        skill_answers=F("learner__skill_state__answers"),
        skill_recent=F("learner__skill_state__recent"),
    )
    return rows.values()


def _one_state(learner_id: UUID, lesson_id: UUID) -> QuerySet[Any, Any]:
    return _states(learner_id).filter(lesson_id=lesson_id)


ALL_STATES = CompiledRows(_states, UUID(int=1))
ONE_STATE = CompiledRows(_one_state, UUID(int=1), UUID(int=2))


def at_present(topics: Iterable[Topic], learner_id: UUID) -> list[Topic]:
    """Return a plan's topics with the level and status of this moment, for showing. One query.

    Their rows keep what the last answer in the topic made of them; answers elsewhere move the
    level too, and the topic map shows it. Topics not begun stay so. Never save what is returned.
    """
    rows = list(topics)
    begun = {
        row.pk: row.syllabus_topic.lesson_id
        for row in rows
        if row.syllabus_topic is not None and row.status != TopicStatus.PENDING
    }
    levels = topic_levels(learner_id, begun.values()) if begun else {}
    for row in rows:
        level = levels.get(begun[row.pk]) if row.pk in begun else None
        if level is not None:
            row.mastery_score = level.mastery.score or 0
            row.status = topic_status(level.mastery)
    return rows


def _level(row: Mapping[str, Any], at: datetime | None) -> TopicLevel:
    learner = LearnerState(
        row["skill_theta"] or 0.0, row["skill_answers"] or 0, row["skill_recent"] or 0.0
    )
    learner_topic = LearnerTopicState(
        row["theta"], row["right"], row["wrong"], row["recent"], row["last_at"], row["days"]
    )
    topic, weights = _shared_topic(row), sound_weights(row["weights_in_use"])
    moment = at or row["now"]
    mastery = topic_mastery(
        learner=learner, learner_topic=learner_topic, topic=topic, weights=weights, at=moment
    )
    found = features(States(learner, (learner_topic,), (topic,)), moment)
    reasons = explained(found, weights) if mastery.score is not None else []
    return TopicLevel(mastery, reasons, row["last_at"])
