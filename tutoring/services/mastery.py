"""Learning from answers: a learner's rows under the learner's lock, shared rows by waiting steps.

No answer waits for another learner's: what it adds to its topic and question is inserted as a
``MasteryStep`` in its own transaction and added to the shared rows right after, in a short one.
"""

from datetime import datetime
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import models, transaction
from django.db.models import F

from tutoring.mastery.level import topic_mastery
from tutoring.mastery.states import Update
from tutoring.models import (
    ItemState,
    LearnerItem,
    MasteryStep,
    Question,
    SkillState,
    Topic,
    TopicDifficulty,
    TopicState,
)
from tutoring.rules import topic_status
from tutoring.selectors.mastery import Known
from tutoring.states import TopicStatus

STEPS_AT_ONCE = 500
TOPIC_FIELDS = ("theta", "right", "wrong", "recent", "last_at", "days")


def lock_learner(learner_id: UUID) -> SkillState:
    """Return the learner's row, locked until the transaction ends: the lock of all their rows."""
    rows = SkillState.objects.select_for_update(of=("self",), no_key=True)
    rows = rows.select_related("learner__learner").filter(pk=learner_id)
    row = rows.first()
    if row is None:
        SkillState.objects.bulk_create([SkillState(learner_id=learner_id)], ignore_conflicts=True)
        row = rows.get()
    return row


def learner_time(skill: SkillState, at: datetime) -> datetime:
    """Return a moment in the learner's own zone: it says where their day ends."""
    return at.astimezone(ZoneInfo(skill.learner.timezone))


def store_update(skill: SkillState, question: Question, update: Update) -> None:
    """Write what an answer changed; the learner is locked. Four statements."""
    skill.theta, skill.answers, skill.recent = update.learner
    skill.save(update_fields=["theta", "answers", "recent"])
    (moved,) = update.learner_topics
    topic = TopicState(learner_id=skill.pk, lesson_id=question.lesson_id, **moved._asdict())
    _upsert(topic, key=("learner", "lesson"), fields=TOPIC_FIELDS)
    item = LearnerItem(
        learner_id=skill.pk, question_id=question.pk, **update.learner_item._asdict()
    )
    _upsert(item, key=("learner", "question"), fields=("right", "wrong"))
    (topic_step,) = update.topics
    MasteryStep.objects.create(
        lesson_id=question.lesson_id,
        question_id=question.pk,
        difficulty=topic_step.difficulty,
        deviation=update.item.deviation,
    )
    transaction.on_commit(partial(add_waiting_steps, lesson_id=question.lesson_id), robust=True)


def level_topics(
    skill: SkillState, question: Question, known: Known, update: Update, *, at: datetime
) -> None:
    """Let the topics of the learner's plans follow their level. One statement.

    A topic that was not begun in its session stays so.
    """
    mastery = topic_mastery(
        learner=update.learner,
        learner_topic=update.learner_topics[0],
        topic=update.topics[0].added_to(known.states.topics[0]),
        weights=known.weights,
        at=at,
    )
    topics = Topic.objects.filter(
        session__user=skill.pk, syllabus_topic__lesson=question.lesson_id
    ).exclude(status=TopicStatus.PENDING)
    topics.update(mastery_score=mastery.score or 0, status=topic_status(mastery))


def _upsert(row: models.Model, *, key: tuple[str, ...], fields: tuple[str, ...]) -> None:
    type(row)._default_manager.bulk_create(
        [row], update_conflicts=True, unique_fields=key, update_fields=fields
    )


@transaction.atomic
def add_waiting_steps(*, lesson_id: UUID) -> int:
    """Add the steps that wait to their topic's and questions' rows; return how many.

    Safe beside others: each step is taken by one of them, and rows are locked in one order.
    """
    waiting = MasteryStep.objects.filter(lesson_id=lesson_id).order_by("pk")
    steps = list(waiting.select_for_update(skip_locked=True)[:STEPS_AT_ONCE])
    if not steps:
        return 0
    _increment(
        TopicDifficulty, lesson_id, {"difficulty": sum(step.difficulty for step in steps)}, steps
    )
    by_question = sorted(steps, key=attrgetter("question_id"))
    for question_id, own in groupby(by_question, key=attrgetter("question_id")):
        mine = list(own)
        _increment(ItemState, question_id, {"deviation": sum(s.deviation for s in mine)}, mine)
    MasteryStep.objects.filter(pk__in=[step.pk for step in steps]).delete()
    return len(steps)


def _increment(
    model: type[TopicDifficulty | ItemState],
    key: UUID,
    more: dict[str, float],
    steps: list[MasteryStep],
) -> None:
    changes = {name: F(name) + value for name, value in more.items()}
    changes["answers"] = F("answers") + len(steps)
    rows: models.Manager[Any] = model._default_manager
    if not rows.filter(pk=key).update(**changes):
        rows.bulk_create([model(pk=key)], ignore_conflicts=True)
        rows.filter(pk=key).update(**changes)


def add_all_waiting_steps() -> int:
    """Add what a crash left waiting; return how many steps."""
    lessons = MasteryStep.objects.values_list("lesson_id", flat=True).distinct()
    return sum(add_waiting_steps(lesson_id=pk) for pk in lessons.order_by("lesson_id"))
