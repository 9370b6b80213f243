"""The one statement that records an attempt with everything it changes.

Every row that a learner's answer moves is the learner's own, or their session's; both are locked.
Of the rows that learners share it moves none: what it adds to them waits as a ``MasteryStep``,
which ``step_statement`` adds to topic and question in a short transaction of its own.
"""

from typing import Any

from django.db import connection

from accounts.one_statement import OneStatement
from sessions_app.services.entry_writes import entry_columns, entry_writes
from tutoring.models import (
    Attempt,
    LearnerItem,
    LearnerMisconception,
    MasteryStep,
    QuizItem,
    ReviewCard,
    SessionTotal,
    SkillState,
    Topic,
    TopicState,
)
from tutoring.states import QuizStatus, TopicStatus

OF_ATTEMPT = (
    "id", "learner_id", "session_id", "quiz_item_id", "question_version_id", "answer", "correct",
    "misconception_id", "error", "time_spent_ms", "confidence", "aided", "p", "p_shown",
    "answered_at",
)  # fmt: skip
OF_TOPIC = ("id", "lesson_id", "theta", "right", "wrong", "recent", "last_at", "days")
OF_ITEM = ("id", "question_id", "right", "wrong")
OF_STEP = ("id", "difficulty", "deviation")
OF_CARD = ("id", "stability", "difficulty", "due_at", "last_review_at")


def _columns() -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for prefix, model, names in (
        ("", Attempt, OF_ATTEMPT),
        ("", SkillState, ("theta", "answers", "recent")),
        ("topic_", TopicState, OF_TOPIC),
        ("item_", LearnerItem, OF_ITEM),
        ("step_", MasteryStep, OF_STEP),
        ("plan_", Topic, ("mastery_score", "status")),
        ("total_", SessionTotal, ("id", "subject", "topic", "time_ms")),
        ("card_", ReviewCard, OF_CARD),
    ):
        fields = {field.attname: field for field in model._meta.concrete_fields}
        columns |= {f"{prefix}{name}": fields[name] for name in names}
    of_quiz = QuizItem._meta.get_field("quiz").remote_field.model._meta
    columns["quiz_id"] = QuizItem._meta.get_field("quiz")
    columns["quiz_score"] = of_quiz.get_field("score")
    columns["ledger"] = LearnerMisconception._meta.get_field("evidence")
    columns["moves"] = Attempt._meta.get_field("correct")  # whether the model learns from it
    return {**columns, **entry_columns()}


def _writes() -> list[str]:
    own = [ATTEMPT, SKILL, TOPIC, ITEM, STEP, PLANS, TOTAL, CARD, QUIZ]
    return [*own, LEDGER.format(**LEDGER_ROWS[connection.vendor]), *entry_writes()]


ATTEMPT = f"""
INSERT INTO attempts ({", ".join(OF_ATTEMPT)})
SELECT {", ".join("{a}." + name for name in OF_ATTEMPT)} {{source}} WHERE TRUE"""
SKILL = """
INSERT INTO skill_states (learner_id, theta, answers, recent)
SELECT {a}.learner_id, {a}.theta, {a}.answers, {a}.recent {source} WHERE TRUE
    ON CONFLICT (learner_id) DO UPDATE
   SET theta = excluded.theta, answers = excluded.answers, recent = excluded.recent"""
TOPIC = """
INSERT INTO topic_states
       (id, learner_id, lesson_id, theta, "right", wrong, recent, last_at, days)
SELECT {a}.topic_id, {a}.learner_id, {a}.topic_lesson_id, {a}.topic_theta, {a}.topic_right,
       {a}.topic_wrong, {a}.topic_recent, {a}.topic_last_at, {a}.topic_days
       {source} WHERE {a}.moves
    ON CONFLICT (learner_id, lesson_id) DO UPDATE
   SET theta = excluded.theta, "right" = excluded."right", wrong = excluded.wrong,
       recent = excluded.recent, last_at = excluded.last_at, days = excluded.days"""
ITEM = """
INSERT INTO learner_items (id, learner_id, question_id, "right", wrong)
SELECT {a}.item_id, {a}.learner_id, {a}.item_question_id, {a}.item_right, {a}.item_wrong
       {source} WHERE {a}.moves
    ON CONFLICT (learner_id, question_id) DO UPDATE
   SET "right" = excluded."right", wrong = excluded.wrong"""
STEP = """
INSERT INTO mastery_steps (id, lesson_id, question_id, difficulty, deviation)
SELECT {a}.step_id, {a}.topic_lesson_id, {a}.item_question_id, {a}.step_difficulty,
       {a}.step_deviation
       {source} WHERE {a}.moves"""
# A topic that was not begun in its session stays so.
PLANS = f"""
UPDATE topics SET mastery_score = {{a}}.plan_mastery_score, status = {{a}}.plan_status {{source}}
 WHERE {{a}}.moves AND topics.status <> '{TopicStatus.PENDING}'
   AND topics.session_id IN (SELECT id FROM study_sessions WHERE user_id = {{a}}.learner_id)
   AND topics.syllabus_topic_id IN (
       SELECT id FROM syllabus_topics WHERE lesson_id = {{a}}.topic_lesson_id)"""  # noqa: S608
TOTAL = """
INSERT INTO session_totals (id, session_id, subject, topic, attempted, correct, time_ms)
SELECT {a}.total_id, {a}.session_id, {a}.total_subject, {a}.total_topic, 1,
       CASE WHEN {a}.correct THEN 1 ELSE 0 END, {a}.total_time_ms
       {source} WHERE {a}.session_id IS NOT NULL
    ON CONFLICT (session_id, subject, topic) DO UPDATE
   SET attempted = session_totals.attempted + 1,
       correct = session_totals.correct + excluded.correct,
       time_ms = session_totals.time_ms + excluded.time_ms"""
CARD = """
INSERT INTO review_cards
       (id, learner_id, question_id, stability, difficulty, due_at, last_review_at)
SELECT {a}.card_id, {a}.learner_id, {a}.item_question_id, {a}.card_stability,
       {a}.card_difficulty, {a}.card_due_at, {a}.card_last_review_at
       {source} WHERE {a}.card_due_at IS NOT NULL
    ON CONFLICT (learner_id, question_id) DO UPDATE
   SET stability = excluded.stability, difficulty = excluded.difficulty,
       due_at = excluded.due_at, last_review_at = excluded.last_review_at"""
# The last answer closes its quiz.
QUIZ = f"""
UPDATE quizzes SET status = '{QuizStatus.ANSWERED}', score = {{a}}.quiz_score,
       submitted_at = {{now}} {{source}}
 WHERE quizzes.id = {{a}}.quiz_id AND {{a}}.quiz_score IS NOT NULL"""  # noqa: S608
# ``ledger``: the learner's misconceptions that the answer speaks of, as a JSON list.
LEDGER = """
INSERT INTO misconceptions
       (id, learner_id, misconception_id, session_id, evidence, rivals, clean_days, state,
        detected_at, resolved_at)
SELECT {id}, {{a}}.learner_id, {misconception}, {{a}}.session_id, {evidence}, {rivals},
       {clean_days}, {state}, {{a}}.answered_at,
       CASE WHEN {state} = 'resolved' THEN {{a}}.answered_at END
  FROM {rows} WHERE TRUE
    ON CONFLICT (id) DO UPDATE
   SET evidence = excluded.evidence, rivals = excluded.rivals, clean_days = excluded.clean_days,
       state = excluded.state, resolved_at = excluded.resolved_at"""
OF_LEDGER = ("id", "misconception", "evidence", "rivals", "clean_days", "state")
LEDGER_ROWS = {
    "postgresql": {
        **{name: f"held.{name}" for name in OF_LEDGER},
        "rows": "a, jsonb_to_recordset(a.ledger) AS held(id uuid, misconception uuid, "
        "evidence jsonb, rivals jsonb, clean_days jsonb, state text)",
    },
    "sqlite": {
        **{name: f"json_extract(held.value, '$.{name}')" for name in OF_LEDGER},
        "rows": "json_each(NEW.ledger) AS held",
    },
}

RECORD = OneStatement("recorded_attempts", _columns, _writes)
