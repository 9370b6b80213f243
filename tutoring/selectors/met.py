"""What an answer meets: everything it changes or is judged by, as it is under the lock.

One statement, written in SQL: a request reads twenty columns of twelve tables by their keys.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.clock import SQLITE_NOW
from tutoring.mastery.prediction import START_WEIGHTS, Weights
from tutoring.mastery.reviews import CardState
from tutoring.mastery.states import (
    ItemState,
    LearnerItemState,
    LearnerState,
    LearnerTopicState,
    States,
    TopicState,
)
from tutoring.models import LearnerMisconception, Misconception, QuizItem
from tutoring.states import QuestionStatus

# A question that is no longer asked was open to learners when it was.
OPEN_TO_LEARNERS = frozenset({QuestionStatus.RELEASED, QuestionStatus.RETIRED})
MET = """
SELECT attempts.id AS attempt, hint_uses.opened AS hints, questions.status, {now} AS now,
       skill_states.theta, skill_states.answers, skill_states.recent,
       topic_states.theta AS topic_theta, topic_states."right" AS topic_right,
       topic_states.wrong AS topic_wrong, topic_states.recent AS topic_recent,
       topic_states.last_at AS topic_last_at, topic_states.days AS topic_days,
       topic_difficulties.difficulty, topic_difficulties.answers AS difficulty_answers,
       item_states.deviation, item_states.answers AS item_answers, item_states.median_ms,
       learner_items."right" AS item_right, learner_items.wrong AS item_wrong,
       review_cards.stability AS card_stability, review_cards.difficulty AS card_difficulty,
       review_cards.due_at AS card_due_at, review_cards.last_review_at AS card_last_review_at,
       (SELECT weights FROM model_weights WHERE in_use LIMIT 1) AS weights,
       waiting.difficulty AS waiting_difficulty, waiting.answers AS waiting_answers,
       waiting.deviation AS waiting_deviation, waiting.item_answers AS waiting_item_answers,
       quiz.items AS quiz_items, quiz.answered AS quiz_answered, quiz.correct AS quiz_correct,
       (SELECT {list}({pairs}('id', held.id, 'misconception', held.misconception_id,
                              'slug', misconception_catalogue.slug, 'state', held.state,
                              'evidence', {json}(held.evidence), 'rivals', {json}(held.rivals),
                              'clean_days', {json}(held.clean_days)))
          FROM misconceptions held
          JOIN misconception_catalogue ON misconception_catalogue.id = held.misconception_id
         WHERE held.learner_id = %(learner)s AND held.state <> 'resolved') AS held,
       (SELECT {list}({pairs}('id', id, 'slug', slug, 'name', name))
          FROM misconception_catalogue
         WHERE lesson_id = questions.lesson_id) AS catalogue
  FROM questions
  LEFT JOIN skill_states ON skill_states.learner_id = %(learner)s
  LEFT JOIN topic_states ON topic_states.learner_id = %(learner)s
                        AND topic_states.lesson_id = questions.lesson_id
  LEFT JOIN topic_difficulties ON topic_difficulties.lesson_id = questions.lesson_id
  LEFT JOIN item_states ON item_states.question_id = questions.id
  LEFT JOIN learner_items ON learner_items.learner_id = %(learner)s
                         AND learner_items.question_id = questions.id
  LEFT JOIN review_cards ON review_cards.learner_id = %(learner)s
                        AND review_cards.question_id = questions.id
  LEFT JOIN attempts ON attempts.quiz_item_id = %(item)s
  LEFT JOIN hint_uses ON hint_uses.quiz_item_id = %(item)s
  LEFT JOIN (SELECT lesson_id, sum(difficulty) AS difficulty, count(*) AS answers,
                    sum(CASE WHEN question_id = %(question)s THEN deviation END) AS deviation,
                    count(CASE WHEN question_id = %(question)s THEN 1 END) AS item_answers
               FROM mastery_steps
              WHERE lesson_id = (SELECT lesson_id FROM questions WHERE id = %(question)s)
              GROUP BY lesson_id) waiting
    ON waiting.lesson_id = questions.lesson_id
 CROSS JOIN (SELECT count(*) AS items, count(given.id) AS answered,
                    count(CASE WHEN given.correct THEN 1 END) AS correct
               FROM quiz_items LEFT JOIN attempts given ON given.quiz_item_id = quiz_items.id
              WHERE quiz_items.quiz_id = %(quiz)s) quiz
 WHERE questions.id = %(question)s
"""
WORDS = {
    "postgresql": {
        "now": "clock_timestamp()",
        "list": "jsonb_agg",
        "pairs": "jsonb_build_object",
        "json": "to_jsonb",
    },
    "sqlite": {
        "now": SQLITE_NOW.replace("%", "%%"),
        "list": "json_group_array",
        "pairs": "json_object",
        "json": "json",
    },
}


@dataclass(frozen=True)
class Met:
    """What is known before an answer, and what it may move.

    ``held``: the learner's open misconceptions, oldest first; ``catalogue``: the lesson's
    misconceptions by slug; ``quiz``: how many questions its quiz has, how many of them are
    answered, and how many right; ``attempt_id``: the item's answer, if there is one; ``hints``:
    how many were opened on it.
    """

    attempt_id: UUID | None
    hints: int
    now: datetime
    states: States
    weights: Weights
    is_released: bool
    card: CardState | None
    median: timedelta | None
    quiz: tuple[int, int, int]
    held: list[LearnerMisconception] = field(default_factory=list)
    catalogue: dict[str, Misconception] = field(default_factory=dict)


def met_by_answer(item: QuizItem, learner_id: UUID) -> Met:
    """Return what an answer of this learner to this item meets; the learner is locked. One query.

    ``item`` brings its question version with the question.
    """
    question_id = item.question_version.question_id
    return _met(question_id, learner_id, item_id=item.pk, quiz_id=item.quiz_id)


def known_before(learner_id: UUID, question_id: UUID) -> Met:
    """Return what an answer to a question would meet, whatever quiz asks it. One query."""
    return _met(question_id, learner_id, item_id=None, quiz_id=None)


def _met(question_id: UUID, learner_id: UUID, *, item_id: UUID | None, quiz_id: UUID | None) -> Met:
    ids = {"question": question_id, "learner": learner_id, "item": item_id, "quiz": quiz_id}
    sql = MET.format(**WORDS[connection.vendor])
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(sql, {name: key and key.hex for name, key in ids.items()})
        else:
            cursor.execute(sql, ids)
        names = [column[0] for column in cursor.description]
        row = dict(zip(names, cursor.fetchone(), strict=True))
    return Met(
        attempt_id=_uuid(row["attempt"]),
        hints=row["hints"] or 0,
        now=_moment(row["now"]),
        states=_states(row),
        weights=sound_weights(_loaded(row["weights"])),
        is_released=row["status"] in OPEN_TO_LEARNERS,
        card=_card(row),
        median=None if row["median_ms"] is None else timedelta(milliseconds=row["median_ms"]),
        quiz=(row["quiz_items"], row["quiz_answered"], row["quiz_correct"]),
        held=_held(learner_id, _loaded(row["held"]) or []),
        catalogue=_catalogue(_loaded(row["catalogue"]) or []),
    )


def sound_weights(stored: list[float] | None) -> Weights:
    """Return the weights in use; those of another set of features are no weights."""
    if stored is None or len(stored) != len(START_WEIGHTS):
        return START_WEIGHTS
    return tuple(stored)


def _states(row: Mapping[str, Any]) -> States:
    def number(name: str) -> Any:
        return row[name] or 0

    return States(
        learner=LearnerState(number("theta"), number("answers"), number("recent")),
        learner_topics=(
            LearnerTopicState(
                number("topic_theta"),
                number("topic_right"),
                number("topic_wrong"),
                number("topic_recent"),
                _moment(row["topic_last_at"]) if row["topic_last_at"] else None,
                number("topic_days"),
            ),
        ),
        topics=(
            TopicState(
                number("difficulty") + number("waiting_difficulty"),
                number("difficulty_answers") + number("waiting_answers"),
            ),
        ),
        item=ItemState(
            number("deviation") + number("waiting_deviation"),
            number("item_answers") + number("waiting_item_answers"),
        ),
        learner_item=LearnerItemState(number("item_right"), number("item_wrong")),
    )


def _card(row: Mapping[str, Any]) -> CardState | None:
    if row["card_due_at"] is None:
        return None
    return CardState(
        row["card_stability"],
        row["card_difficulty"],
        _moment(row["card_due_at"]),
        _moment(row["card_last_review_at"]),
    )


def _held(learner_id: UUID, rows: list[dict[str, Any]]) -> list[LearnerMisconception]:
    held = [
        LearnerMisconception(
            id=UUID(row["id"]),
            learner_id=learner_id,
            misconception=_misconception(id=UUID(row["misconception"]), slug=row["slug"]),
            state=row["state"],
            evidence=row["evidence"],
            rivals=row["rivals"],
            clean_days=row["clean_days"],
        )
        for row in rows
    ]
    return sorted(held, key=lambda row: row.pk)


def _catalogue(rows: list[dict[str, Any]]) -> dict[str, Misconception]:
    return {
        row["slug"]: _misconception(id=UUID(row["id"]), slug=row["slug"], name=row["name"])
        for row in rows
    }


def _misconception(**values: Any) -> Misconception:
    """Return a row of the catalogue that reads its other columns when somebody asks for them."""
    return Misconception.from_db(connection.alias, list(values), list(values.values()))


def _loaded(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _uuid(value: UUID | str | None) -> UUID | None:
    return UUID(value) if isinstance(value, str) else value


def _moment(value: datetime | str) -> datetime:
    """SQLite gives moments without a zone, or as text; they are in UTC."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
