"""Answering, and the summary of a session, where a learner has 10 to 10^6 attempts already."""

import itertools
import json
import time
from collections.abc import Iterator
from functools import partial
from typing import Any
from uuid import UUID

from benchmarks.quiz import new_bank
from benchmarks.stage import new_learner
from benchmarks.table import show, store
from benchmarks.timing import WARM_UP, interleaved, wal_bytes

SIZES = (10, 1_000, 10_000, 100_000, 1_000_000)
LESSONS, QUESTIONS_EACH, BELIEFS_EACH = 20, 50, 10
QUIZ_OF, WAL_WRITES = 10, 200
MONTH_MS = 30 * 24 * 60 * 60 * 1000
# Ids in the order of their making, as the product's are: random ones touch a page each.
ID = "(lpad(to_hex(%(began)s + {n}), 12, '0') || '70008' || left(md5({name}), 15))::uuid"
QUIZ_ID = ID.format(n="{n}", name="%(name)s")
BELIEFS = """
INSERT INTO misconception_catalogue
       (id, slug, lesson_id, name, confusion, counter_example, correction)
SELECT gen_random_uuid(), slug || '/' || n, id, 'A belief', 'So.', 'Not so.', 'So it is.'
  FROM lessons, generate_series(0, %(beliefs)s - 1) AS n WHERE id = ANY(%(lessons)s)
"""
QUIZZES = f"""
INSERT INTO quizzes (id, learner_id, session_id, kind, topic_name, status, score, created_at,
                     submitted_at)
SELECT {QUIZ_ID.format(n="n")}, %(learner)s, %(session)s, 'practice', 'A large bank',
       CASE WHEN %(answered)s THEN 'answered' ELSE 'open' END,
       CASE WHEN %(answered)s THEN 50 END, clock_timestamp(),
       CASE WHEN %(answered)s THEN clock_timestamp() END
  FROM generate_series(0, (%(size)s - 1) / %(quiz_of)s) AS n
"""  # noqa: S608 -- constants, as below
ITEMS = f"""
WITH bank AS (
    SELECT current_id, lessons.slug || '/' || number %% %(beliefs)s AS belief,
           row_number() OVER (ORDER BY number, lessons.slug) - 1 AS place
      FROM (SELECT *, row_number() OVER (PARTITION BY lesson_id ORDER BY id) AS number
              FROM questions WHERE lesson_id = ANY(%(lessons)s)) asked
      JOIN lessons ON lessons.id = asked.lesson_id
)
INSERT INTO quiz_items (id, quiz_id, position, question_version_id, shown, key)
SELECT {ID.format(n="n", name="'item' || %(name)s")}, {QUIZ_ID.format(n="n / %(quiz_of)s")},
       1 + n %% %(quiz_of)s, current_id,
       %(shown)s,
       jsonb_build_object('option', 'a', 'explanation', 'Because.',
                          'misconceptions', jsonb_build_object('b', belief))
  FROM generate_series(0, %(size)s - 1) AS n JOIN bank ON place = n %% %(bank)s
"""  # noqa: S608
SHOWN = {
    "stem": "What follows?",
    "type": "multiple_choice",
    "difficulty": "easy",
    "concept": "a",
    "options": [{"id": "a", "text": "This"}, {"id": "b", "text": "That"}],
}
ATTEMPTS = f"""
INSERT INTO attempts (id, learner_id, session_id, quiz_item_id, question_version_id, answer,
                      correct, error, time_spent_ms, aided, p, p_shown, answered_at)
SELECT {ID.format(n="row_number() OVER (ORDER BY quiz_items.id)", name="'try' || %(name)s")},
       %(learner)s, %(session)s, quiz_items.id, question_version_id, 'a',
       TRUE, '', 1000, FALSE, 0.5, 0.5, clock_timestamp() - interval '1 day'
  FROM quiz_items JOIN quizzes ON quizzes.id = quiz_items.quiz_id
 WHERE quizzes.session_id = %(session)s
"""  # noqa: S608
TOTALS = """
INSERT INTO session_totals (id, session_id, subject, topic, attempted, correct, time_ms)
SELECT gen_random_uuid(), %(session)s, subject, unit, count(*), count(*), 1000 * count(*)
  FROM attempts JOIN question_versions ON question_versions.id = question_version_id
  JOIN questions ON questions.id = question_id JOIN lessons ON lessons.id = lesson_id
 WHERE session_id = %(session)s GROUP BY subject, unit
"""
TABLES = "quizzes, quiz_items, attempts, session_totals, misconception_catalogue"


def run(*, quick: bool) -> None:
    rounds = 60 if quick else 200
    sizes = SIZES[:-1] if quick else SIZES
    lessons = [new_bank(QUESTIONS_EACH)[0] for _ in range(LESSONS)]
    _execute(BELIEFS, {"lessons": lessons, "beliefs": BELIEFS_EACH})
    practices = {size: _practice_with(size, lessons, rounds) for size in sizes}
    _settle()
    rows = _measured(practices, rounds)
    show(f"Answer a question after n others, and sum up their session; median of {rounds}", rows)
    flat = {name: rows[-1][name] / rows[0][name] for name in ("attempt ms", "summary ms")}
    print(f"\nFrom n={sizes[0]:,} to n={sizes[-1]:,}:", end=" ")
    print(", ".join(f"{name} {ratio:.2f}x" for name, ratio in flat.items()))
    store("attempts", {"attempts": rows, "flatness": flat})


def _practice_with(size: int, lessons: list[UUID], rounds: int) -> tuple[UUID, UUID, Iterator]:
    """Return a learner's practice session of so many attempts, and its questions that wait."""
    from sessions_app.services.lifecycle import start_session
    from tutoring.models import QuizItem

    learner_id = new_learner().pk
    session_id = start_session(user_id=learner_id, kind="practice").pk
    values = {
        "learner": learner_id,
        "session": session_id,
        "lessons": lessons,
        "bank": LESSONS * QUESTIONS_EACH,
        "beliefs": BELIEFS_EACH,
        "quiz_of": QUIZ_OF,
        "shown": json.dumps(SHOWN),
    }
    now_ms = int(time.time() * 1000)
    past = {**values, "name": f"past {session_id}", "size": size, "answered": True}
    past["began"] = now_ms - MONTH_MS
    for statement in (QUIZZES, ITEMS, ATTEMPTS, TOTALS):
        _execute(statement, past)
    count = rounds + WARM_UP + WAL_WRITES
    waiting = {**values, "name": f"open {session_id}", "size": count, "answered": False}
    waiting["began"] = now_ms
    for statement in (QUIZZES, ITEMS):
        _execute(statement, waiting)
    items = QuizItem.objects.filter(quiz__session=session_id, quiz__status="open")
    ids = list(items.order_by("quiz_id", "position").values_list("pk", flat=True))
    assert len(ids) == count
    return learner_id, session_id, zip(ids, itertools.cycle((0, 1)), strict=False)


def _execute(statement: str, values: dict[str, Any]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(statement, values)
        cursor.execute("RESET statement_timeout")


def _settle() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(f"VACUUM ANALYZE {TABLES}")
        cursor.execute("CHECKPOINT")  # so that no full-page image falls into the measurement
        cursor.execute("RESET statement_timeout")


def _measured(
    practices: dict[int, tuple[UUID, UUID, Iterator]], rounds: int
) -> list[dict[str, Any]]:
    """Measure every size in turns, so that drift hits all of them alike."""
    from sessions_app.models import StudySession
    from tutoring.selectors.summary import session_summary

    answer = {n: partial(_answer, learner, items) for n, (learner, _, items) in practices.items()}
    sessions = {n: StudySession.objects.get(pk=session) for n, (_, session, _) in practices.items()}
    summed = {n: partial(session_summary, session) for n, session in sessions.items()}
    answered, summaries = interleaved(rounds, answer), interleaved(rounds, summed)
    wal = {n: wal_bytes(answer[n], WAL_WRITES) for n in practices}
    for n, session in sessions.items():
        counted = session_summary(session)["questions_attempted"]
        assert counted == n + rounds + WARM_UP + WAL_WRITES, "an answer was lost"
    return [
        {
            "n": n,
            "attempt ms": answered[n],
            "attempt WAL bytes": wal[n],
            "summary ms": summaries[n],
        }
        for n in practices
    ]


def _answer(learner_id: UUID, items: Iterator) -> None:
    """Answer the next question that waits; every other one wrong."""
    from tutoring.services.practice import answer_question

    item_id, place = next(items)
    answer_question(learner_id=learner_id, item_id=item_id, selected=place, time_spent_ms=900)
