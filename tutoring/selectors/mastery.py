"""What the rows say of learners, topics and questions, as the mastery model reads them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import (
    Count,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)

from accounts.clock import ClockNow
from tutoring.mastery.explanation import Reason, explained
from tutoring.mastery.level import TopicMastery, topic_mastery
from tutoring.mastery.prediction import START_WEIGHTS, Weights, features
from tutoring.mastery.reviews import CardState
from tutoring.mastery.states import (
    ItemState,
    LearnerItemState,
    LearnerState,
    LearnerTopicState,
    States,
)
from tutoring.mastery.states import TopicState as SharedTopicState
from tutoring.models import MasteryStep, ModelWeights, Question, SkillState, Topic, TopicState
from tutoring.states import QuestionStatus

# A question that is no longer asked was open to learners when it was.
OPEN_TO_LEARNERS = frozenset({QuestionStatus.RELEASED, QuestionStatus.RETIRED})


@dataclass(frozen=True)
class Known:
    """What is known before an answer; ``states.learner`` is the caller's, read under the lock."""

    states: States
    weights: Weights
    now: datetime
    is_released: bool
    card: CardState | None
    median: timedelta | None


def known_before(skill: SkillState, question_id: UUID) -> Known:
    """Return what an answer of this learner to this question meets. One query."""
    row = _rows_met(skill.learner_id, question_id).get()
    learner_topic = LearnerTopicState(
        row["theta"] or 0.0,
        row["right"] or 0,
        row["wrong"] or 0,
        row["recent"] or 0.0,
        row["last_at"],
        row["days"] or 0,
    )
    return Known(
        states=States(
            learner=learner_state(skill),
            learner_topics=(learner_topic,),
            topics=(_shared_topic(row),),
            item=ItemState(
                (row["deviation"] or 0.0) + (row["deviation_waiting"] or 0.0),
                (row["item_answers"] or 0) + (row["item_waiting"] or 0),
            ),
            learner_item=LearnerItemState(row["item_right"] or 0, row["item_wrong"] or 0),
        ),
        weights=_sound_weights(row["weights_in_use"]),
        now=row["now"],
        is_released=row["status"] in OPEN_TO_LEARNERS,
        card=_card(row),
        median=None if row["median"] is None else timedelta(milliseconds=row["median"]),
    )


def learner_state(skill: SkillState) -> LearnerState:
    return LearnerState(skill.theta, skill.answers, skill.recent)


def _rows_met(learner_id: UUID, question_id: UUID) -> QuerySet[Any, Any]:
    return (
        Question.objects.filter(pk=question_id)
        .annotate(
            of_topic=FilteredRelation(
                "lesson__topic_states", condition=Q(lesson__topic_states__learner=learner_id)
            ),
            of_item=FilteredRelation(
                "learner_items", condition=Q(learner_items__learner=learner_id)
            ),
            of_card=FilteredRelation("review_cards", condition=Q(review_cards__learner=learner_id)),
            **_waiting_in_topic("lesson_id"),
            deviation_waiting=_waiting("question_id", "pk", Sum("deviation")),
            item_waiting=_waiting("question_id", "pk", Count("pk")),
            weights_in_use=_weights(),
            now=ClockNow(),
        )
        .values(
            "status",
            "now",
            "weights_in_use",
            "topic_waiting",
            "topic_waiting_answers",
            "deviation_waiting",
            "item_waiting",
            theta=F("of_topic__theta"),
            right=F("of_topic__right"),
            wrong=F("of_topic__wrong"),
            recent=F("of_topic__recent"),
            last_at=F("of_topic__last_at"),
            days=F("of_topic__days"),
            topic_difficulty=F("lesson__difficulty__difficulty"),
            topic_answers=F("lesson__difficulty__answers"),
            deviation=F("item_state__deviation"),
            item_answers=F("item_state__answers"),
            median=F("item_state__median_ms"),
            item_right=F("of_item__right"),
            item_wrong=F("of_item__wrong"),
            card_stability=F("of_card__stability"),
            card_difficulty=F("of_card__difficulty"),
            card_due_at=F("of_card__due_at"),
            card_last_review_at=F("of_card__last_review_at"),
        )
    )


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


def _card(row: dict[str, Any]) -> CardState | None:
    if row["card_due_at"] is None:
        return None
    return CardState(
        row["card_stability"],
        row["card_difficulty"],
        row["card_due_at"],
        row["card_last_review_at"],
    )


def _weights() -> Subquery:
    return Subquery(ModelWeights.objects.filter(in_use=True).values("weights")[:1])


def _sound_weights(stored: list[float] | None) -> Weights:
    """Return the weights in use; those of another set of features are no weights."""
    if stored is None or len(stored) != len(START_WEIGHTS):
        return START_WEIGHTS
    return tuple(stored)


def weights_in_use() -> Weights:
    """Return the weights that predictions are made with. One query."""
    rows = ModelWeights.objects.filter(in_use=True).values_list("weights", flat=True)
    return _sound_weights(rows.first())


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
    rows = TopicState.objects.filter(learner_id=learner_id)
    if lesson_ids is not None:
        rows = rows.filter(lesson__in=list(lesson_ids))
    found = rows.annotate(
        **_waiting_in_topic("lesson_id"),
        weights_in_use=_weights(),
        now=ClockNow(),
        topic_difficulty=F("lesson__difficulty__difficulty"),
        topic_answers=F("lesson__difficulty__answers"),
        skill_theta=F("learner__skill_state__theta"),
        skill_answers=F("learner__skill_state__answers"),
        skill_recent=F("learner__skill_state__recent"),
    )
    return {row["lesson_id"]: _level(row, at) for row in found.values()}


def level_of(topic: Topic, learner_id: UUID) -> TopicLevel | None:
    """Return the learner's present level in a topic of a plan; None before any answer there."""
    if topic.syllabus_topic is None:
        return None
    lesson_id = topic.syllabus_topic.lesson_id
    return topic_levels(learner_id, [lesson_id]).get(lesson_id)


def _level(row: Mapping[str, Any], at: datetime | None) -> TopicLevel:
    learner = LearnerState(
        row["skill_theta"] or 0.0, row["skill_answers"] or 0, row["skill_recent"] or 0.0
    )
    learner_topic = LearnerTopicState(
        row["theta"], row["right"], row["wrong"], row["recent"], row["last_at"], row["days"]
    )
    topic, weights = _shared_topic(row), _sound_weights(row["weights_in_use"])
    moment = at or row["now"]
    mastery = topic_mastery(
        learner=learner, learner_topic=learner_topic, topic=topic, weights=weights, at=moment
    )
    found = features(States(learner, (learner_topic,), (topic,)), moment)
    reasons = explained(found, weights) if mastery.score is not None else []
    return TopicLevel(mastery, reasons, row["last_at"])
