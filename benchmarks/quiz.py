"""Choosing a quiz of ten, and a set of practice, from banks of 10^3 to 10^6 questions."""

import secrets
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from benchmarks.stage import new_learner
from benchmarks.table import show, store
from benchmarks.timing import interleaved

SIZES = (1_000, 10_000, 100_000, 1_000_000)
COUNT = 10
CONCEPTS, BELIEFS = 40, 200
LESSON = """
INSERT INTO lessons (id, slug, subject, unit, title, content, version, updated_at)
VALUES (%(lesson)s, %(name)s, %(name)s, 'Unit', 'A large bank', '{}', 1, clock_timestamp())
"""
BANK = """
WITH made AS MATERIALIZED (
    SELECT gen_random_uuid() AS question, gen_random_uuid() AS version, n,
           %(name)s || '/' || n AS slug
      FROM generate_series(1, %(size)s) AS n
), questions AS (
    INSERT INTO questions (id, slug, lesson_id, type, difficulty, concept, source, licence, status,
                           current_id)
    SELECT question, slug, %(lesson)s, 'multiple_choice',
           (ARRAY['easy', 'medium', 'hard'])[1 + n %% 3], 'concept ' || n %% %(concepts)s, '', '',
           'released', version
      FROM made
)
INSERT INTO question_versions
       (id, question_id, number, stem, options, key, explanation, content_hash, created_at)
SELECT version, question, 1, 'What follows from ' || slug || '?',
       jsonb_build_array(
           jsonb_build_object('id', 'a', 'text', 'This', 'misconception', NULL),
           jsonb_build_object('id', 'b', 'text', 'That', 'misconception',
                              %(name)s || '/belief-' || abs(hashtext(slug)) %% %(beliefs)s)),
       '{"option": "a"}', 'Because.', md5(slug) || md5(slug), clock_timestamp()
  FROM made
"""


def run(*, quick: bool) -> None:
    rounds = 20 if quick else 60
    banks = {size: new_bank(size) for size in (SIZES[:3] if quick else SIZES)}
    rows = _measured(banks, rounds)
    show(f"Choose {COUNT} questions, queries included, median of {rounds}", rows)
    store("quiz", rows)


def new_bank(size: int) -> tuple[UUID, str]:
    """Return a new lesson of so many static questions, and its subject."""
    from django.db import connection

    from accounts.ids import uuid7

    lesson, name = uuid7(), f"bank-{size}-{secrets.token_hex(4)}"
    values = {"lesson": lesson, "name": name, "size": size}
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(LESSON, {"lesson": lesson, "name": name})
        cursor.execute(BANK, {**values, "concepts": CONCEPTS, "beliefs": BELIEFS})
        cursor.execute("VACUUM ANALYZE questions, question_versions")
        cursor.execute("RESET statement_timeout")
    return lesson, name


def _measured(banks: dict[int, tuple[UUID, str]], rounds: int) -> list[dict[str, Any]]:
    """Measure every size and way in turns, so that drift hits all of them alike."""
    ways = {(size, name): way for size in banks for name, way in _ways(*banks[size]).items()}
    medians = interleaved(rounds, ways)
    names = dict.fromkeys(name for _, name in ways)
    return [{"questions": n, **{name: medians[n, name] for name in names}} for n in banks]


def _ways(lesson: UUID, name: str) -> dict[str, Callable[[], None]]:
    from tutoring.agents import get_quizmaster
    from tutoring.agents.requests import QuizRequest
    from tutoring.selectors.bank import bank_for
    from tutoring.selectors.practice import Scope
    from tutoring.services.practice import choose_questions

    learner_id = new_learner().pk

    def quiz(aims: tuple[str, ...] = ()) -> None:
        bank = bank_for(lesson_id=lesson, learner_id=learner_id, aims=aims)
        request = QuizRequest("Unit", bank, COUNT, secrets.randbits(31), aims)
        assert len(get_quizmaster().compose(request)) == COUNT

    def practice() -> None:
        batch = choose_questions(learner_id=learner_id, scope=Scope(name), count=COUNT)
        assert len(batch.chosen) == COUNT

    aims = tuple(f"{name}/belief-{number}" for number in range(4))
    return {
        "quiz ms": quiz,
        "quiz with 4 misconceptions to probe ms": partial(quiz, aims),
        "practice set ms": practice,
    }
