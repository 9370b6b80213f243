"""The one statement that adds the steps that wait to the rows that all learners share."""

from uuid import UUID

from django.db import connection, models

from accounts.one_statement import OneStatement
from tutoring.models import MasteryStep

TOPIC = """
INSERT INTO topic_difficulties (lesson_id, difficulty, answers)
SELECT lesson_id, sum(difficulty), count(*) FROM {steps} GROUP BY lesson_id
    ON CONFLICT (lesson_id) DO UPDATE
   SET difficulty = topic_difficulties.difficulty + excluded.difficulty,
       answers = topic_difficulties.answers + excluded.answers"""
# In one order, so that two who add steps never wait for each other crosswise.
ITEMS = """
INSERT INTO item_states (question_id, deviation, answers)
SELECT question_id, sum(deviation), count(*) FROM {steps} GROUP BY question_id
 ORDER BY question_id
    ON CONFLICT (question_id) DO UPDATE
   SET deviation = item_states.deviation + excluded.deviation,
       answers = item_states.answers + excluded.answers"""
# Each step is taken by one of those who add: the others skip what is locked.
POSTGRESQL = f"""
WITH taken AS (
    DELETE FROM mastery_steps WHERE id IN (
        SELECT id FROM mastery_steps WHERE lesson_id = %s ORDER BY id FOR UPDATE SKIP LOCKED)
    RETURNING lesson_id, question_id, difficulty, deviation
), topic AS ({TOPIC.format(steps="taken")}), items AS ({ITEMS.format(steps="taken")})
SELECT count(*) FROM taken
"""  # noqa: S608 -- constants
OF_LESSON = "mastery_steps WHERE lesson_id = {a}.lesson_id"


def _columns() -> dict[str, models.Field]:
    return {"lesson_id": MasteryStep._meta.get_field("lesson")}


def _writes() -> list[str]:
    return [
        TOPIC.format(steps=OF_LESSON),
        ITEMS.format(steps=OF_LESSON),
        f"DELETE FROM {OF_LESSON}",  # noqa: S608 -- a constant
    ]


SQLITE = OneStatement("added_steps", _columns, _writes)  # in order: the trigger's, one by one


def add_steps(lesson_id: UUID) -> None:
    """Add a lesson's waiting steps to topic and questions, and take them away."""
    if connection.vendor == "sqlite":
        SQLITE.run({"lesson_id": lesson_id})
        return
    with connection.cursor() as cursor:
        cursor.execute(POSTGRESQL, [lesson_id])
