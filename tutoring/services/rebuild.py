"""The model's rows made anew from the attempts, which are what really happened."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection, models, transaction
from django.db.models import F

from tutoring.mastery.replay import Outcome, Replay
from tutoring.mastery.states import Answer
from tutoring.models import (
    Attempt,
    ItemState,
    LearnerItem,
    MasteryStep,
    SkillState,
    TopicDifficulty,
    TopicState,
)
from tutoring.selectors.met import OPEN_TO_LEARNERS
from tutoring.services.attempts import NOT_ANSWERED

READ_AT_ONCE, WRITTEN_AT_ONCE = 2_000, 1_000
SAME = 1e-9


class Replayed(NamedTuple):
    """One attempt as the model takes it, with the chances stored when it was given."""

    answer: Answer
    p: float | None
    time_spent_ms: int | None


def answers_in_order() -> Iterator[Replayed]:
    """Yield every answer that moves the model, oldest first."""
    attempts = Attempt.objects.order_by("answered_at", "pk")
    rows = attempts.values(
        "learner_id",
        "answer",
        "correct",
        "aided",
        "p",
        "p_shown",
        "answered_at",
        "time_spent_ms",
        zone=F("learner__timezone"),
        question_id=F("question_version__question_id"),
        lesson_id=F("question_version__question__lesson_id"),
        question_status=F("question_version__question__status"),
    )
    for row in rows.iterator(chunk_size=READ_AT_ONCE):
        replayed = _replayed(row)
        if replayed.answer.is_evidence:
            yield replayed


def was_evidence(p: float | None, p_shown: float | None) -> bool:
    """Tell whether an answer could move the model when it was given.

    A shown chance without the states' own says no; answers older than both chances may have.
    """
    return p is not None or p_shown is None


def _replayed(row: Mapping[str, Any]) -> Replayed:
    could_move = was_evidence(row["p"], row["p_shown"])
    answer = Answer(
        learner=row["learner_id"],
        item=row["question_id"],
        topics=(row["lesson_id"],),
        correct=None if row["answer"] == NOT_ANSWERED else row["correct"],
        at=row["answered_at"].astimezone(ZoneInfo(row["zone"])),
        aided=row["aided"],
        released=could_move and row["question_status"] in OPEN_TO_LEARNERS,
    )
    return Replayed(answer, row["p"], row["time_spent_ms"])


def replay_all(visit: Callable[[Replayed, Outcome], None] | None = None) -> tuple[Replay, int]:
    """Run the model over all answers; ``visit`` sees each with what was thought before it."""
    replay, count = Replay(), 0
    for replayed in answers_in_order():
        count += 1
        outcome = replay.apply(replayed.answer, p=replayed.p)
        if visit is not None:
            visit(replayed, outcome)
    return replay, count


@transaction.atomic
def rebuild_mastery() -> dict[str, int]:
    """Replace the model's rows by a replay of all attempts; answers wait until it is done.

    Returns how many answers were replayed and how many learners' rows had been different.
    """
    if connection.vendor == "postgresql":  # elsewhere the transaction is the only writer
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE users IN EXCLUSIVE MODE")  # every answer locks its learner
    before: dict[Hashable, float] = dict(SkillState.objects.values_list("pk", "theta"))
    replay, answers = replay_all()
    _empty()
    _write(replay)
    thetas = {learner: state.theta for learner, state in replay.learners.items()}
    differing = sum(
        abs(before.get(learner, 0.0) - thetas.get(learner, 0.0)) > SAME
        for learner in before.keys() | thetas.keys()
    )
    return {"answers": answers, "learners": len(thetas), "differing": differing}


def _empty() -> None:
    MasteryStep.objects.all().delete()
    TopicState.objects.all().delete()
    LearnerItem.objects.all().delete()
    SkillState.objects.update(theta=0, answers=0, recent=0)
    TopicDifficulty.objects.update(difficulty=0, answers=0)
    ItemState.objects.update(deviation=0, answers=0)


def _write(replay: Any) -> None:  # its keys are the ids that the answers came with
    _upsert(
        SkillState,
        (
            SkillState(learner_id=learner, theta=state.theta, answers=state.n, recent=state.recent)
            for learner, state in replay.learners.items()
        ),
        ("learner",),
        ("theta", "answers", "recent"),
    )
    _upsert(
        TopicDifficulty,
        (
            TopicDifficulty(lesson_id=lesson, difficulty=state.difficulty, answers=state.n)
            for lesson, state in replay.topics.items()
        ),
        ("lesson",),
        ("difficulty", "answers"),
    )
    _upsert(
        ItemState,
        (
            ItemState(question_id=question, deviation=state.deviation, answers=state.n)
            for question, state in replay.items.items()
        ),
        ("question",),
        ("deviation", "answers"),
    )
    _create(
        TopicState,
        (
            TopicState(learner_id=learner, lesson_id=lesson, **state._asdict())
            for (learner, lesson), state in replay.learner_topics.items()
        ),
    )
    _create(
        LearnerItem,
        (
            LearnerItem(learner_id=learner, question_id=question, **state._asdict())
            for (learner, question), state in replay.learner_items.items()
        ),
    )


def _create(model: type[models.Model], rows: Iterable[models.Model]) -> None:
    model._default_manager.bulk_create(rows, batch_size=WRITTEN_AT_ONCE)


def _upsert(
    model: type[models.Model],
    rows: Iterable[models.Model],
    key: tuple[str, ...],
    fields: tuple[str, ...],
) -> None:
    model._default_manager.bulk_create(
        rows,
        batch_size=WRITTEN_AT_ONCE,
        update_conflicts=True,
        unique_fields=key,
        update_fields=fields,
    )
