"""A bounded sample of the bank: what is worth asking, found by indexes, never the whole bank.

A sample is made of slices, each a short query with a limit of its own; they are tried in their
order until the sample is full, so that a slice costs only where those before it were too small.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models.expressions import RawSQL

from tutoring.states import Difficulty, QuestionStatus

SAMPLE = 150
PER_LEVEL = SAMPLE // len(Difficulty.values)
PER_AIM = 10
AIMS = 6  # the misconceptions that a sample looks for: three pairs of rivals
GENERATORS = 60


class Slice(NamedTuple):
    """Up to ``limit`` released questions (``q``) under SQL conditions, with their parameters."""

    where: str
    params: tuple[Any, ...]
    limit: int

    def __and__(self, other: "Slice") -> "Slice":
        both = f"{self.where} AND {other.where}"
        return Slice(both, (*self.params, *other.params), min(self.limit, other.limit))


def first_of(slices: Iterable[Slice], limit: int = SAMPLE) -> RawSQL:
    """Return the subquery of the ids in the first slices that fill ``limit``; no id twice.

    Slices must not overlap unless their sum is within the limit.
    """
    parts: list[str] = []
    params: list[Any] = []
    for part in slices:
        parts.append(
            "SELECT id FROM (SELECT q.id FROM questions q WHERE q.status = "  # noqa: S608
            f"'{QuestionStatus.RELEASED}' AND q.current_id IS NOT NULL AND {part.where} "
            f"LIMIT {part.limit}) AS part"
        )
        params += part.params
    union = " UNION ALL ".join(parts)
    return RawSQL(f"SELECT id FROM ({union} LIMIT {limit}) AS sample", params)  # noqa: S608, S611


def everything() -> Slice:
    return Slice("TRUE", (), SAMPLE)


def of_lesson(lesson_id: UUID) -> Slice:
    return Slice("q.lesson_id = %s", (_id(lesson_id),), SAMPLE)


def of_scope(subject: str, topic: str | None, subtopic: str | None) -> Slice:
    """Return the slice of a subject, or of one topic (a lesson's unit) or subtopic of it."""
    lessons = "q.lesson_id IN (SELECT id FROM lessons WHERE subject = %s{})"
    params = [subject]
    if topic is not None:
        params.append(topic)
    where = lessons.format("" if topic is None else " AND unit = %s")
    if subtopic is not None:
        where += " AND q.concept = %s"
        params.append(subtopic)
    return Slice(where, tuple(params), SAMPLE)


def unseen(seen: Collection[UUID]) -> Slice:
    """Return the questions not among ``seen``."""
    return _ids("NOT IN", seen) if seen else everything()


def seen_among(seen: Collection[UUID]) -> Slice:
    return _ids("IN", seen)


def by_level(base: Slice) -> list[Slice]:
    """Return a slice of each level, so that a sample suits weak and strong learners alike."""
    return [base & Slice("q.difficulty = %s", (level,), PER_LEVEL) for level in Difficulty.values]


def by_practice(base: Slice, practised: Mapping[str, int]) -> list[Slice]:
    """Return the slices of unpractised subtopics, the least practised ones, and the others."""
    answered = {concept: count for concept, count in practised.items() if count}
    if not answered:
        return [base]
    fewest = min(answered.values())
    least = [concept for concept, count in answered.items() if count == fewest]
    others = [concept for concept, count in answered.items() if count != fewest]
    return [
        base & _concepts("NOT IN", list(answered)),
        base & _concepts("IN", least),
        *([base & _concepts("IN", others)] if others else []),
    ]


def generators() -> Slice:
    return Slice("q.generator IS NOT NULL", (), GENERATORS)


def static() -> Slice:
    return Slice("q.generator IS NULL", (), SAMPLE)


def revealing(slug: str) -> Slice:
    """Return the questions of which an option betrays a misconception.

    On PostgreSQL also those of which an earlier version did: it is only what a sample looks at.
    """
    if connection.vendor == "postgresql":
        # As an array it is found first, by the index of migration 0006, and then looked up.
        found = "ARRAY(SELECT question_id FROM question_versions WHERE options @> %s::jsonb)"
        return Slice(f"q.id = ANY({found})", (json.dumps([{"misconception": slug}]),), PER_AIM)
    found = "SELECT id FROM question_versions WHERE instr(options, %s) > 0"
    named = f'"misconception": {json.dumps(slug)}'
    return Slice(f"q.current_id IN ({found})", (named,), PER_AIM)


def _ids(operator: str, ids: Collection[UUID]) -> Slice:
    if connection.vendor == "postgresql":
        return Slice(f"q.id {operator} (SELECT unnest(%s::uuid[]))", (list(ids),), SAMPLE)
    return _of_json("q.id", operator, [key.hex for key in ids])


def _concepts(operator: str, concepts: Sequence[str]) -> Slice:
    if connection.vendor == "postgresql":
        return Slice(f"q.concept {operator} (SELECT unnest(%s::text[]))", (list(concepts),), SAMPLE)
    return _of_json("q.concept", operator, list(concepts))


def _of_json(column: str, operator: str, values: list[str]) -> Slice:
    """SQLite's form of a list: one parameter, however long."""
    where = f"{column} {operator} (SELECT value FROM json_each(%s))"  # noqa: S608
    return Slice(where, (json.dumps(values),), SAMPLE)


def _id(value: UUID) -> UUID | str:
    return value if connection.vendor == "postgresql" else value.hex
