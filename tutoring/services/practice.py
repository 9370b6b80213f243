"""Practice: sets of questions in the learner's one active practice session, answered one by one."""

import hashlib
import json
import random
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import Learner
from accounts.states import ExamType
from sessions_app.errors import PracticeAlreadyActive, SessionNotActive
from sessions_app.models import StudySession
from sessions_app.services.lifecycle import start_session
from sessions_app.services.write_path import (
    Entry,
    append_action,
    append_to_practice,
)
from sessions_app.states import SessionKind
from tutoring.agents import get_quizmaster
from tutoring.agents.requests import ComposedItem, QuizRequest
from tutoring.errors import AlreadyAnswered, QuizItemNotFound
from tutoring.judging import is_slow_to_judge, judge_attempt, meant_answer
from tutoring.models import Attempt, Quiz, QuizItem
from tutoring.selectors.practice import Candidate, Scope, active_practice, candidates_for, met_by
from tutoring.services.attempts import evaluated_entry, lock_item, record_attempt
from tutoring.services.composing import SEED_BITS
from tutoring.services.quizzes import QUIZMASTER, item_rows
from tutoring.states import SERVED_KINDS, QuizKind

TARGET_CHANCE = 0.7  # hard enough to learn from, easy enough to go on
TRIES = 20  # a try is lost only where another call got on
SESSION_NAME = "Practice"


@dataclass(frozen=True)
class Chosen:
    """A composed question and the words under which it stands in the bank."""

    item: ComposedItem
    subject: str
    topic: str
    source: str


@dataclass(frozen=True)
class Batch:
    """Questions made ready outside any transaction; empty where the bank has none."""

    learner_id: UUID
    scope: Scope
    chosen: tuple[Chosen, ...] = ()
    subtopic: str | None = None
    duration_ms: int = 0
    kind: QuizKind = QuizKind.PRACTICE


@dataclass(frozen=True)
class Served:
    """A stored set: ``rows`` are the quiz items, in step with the batch's questions."""

    batch: Batch
    session_id: UUID | None
    rows: tuple[QuizItem, ...] = ()


def choose_questions(
    *, learner_id: UUID, scope: Scope, count: int, seed: int | None = None, typed: bool = False
) -> Batch:
    """Choose up to ``count`` questions: agents' work, to be done outside any transaction.

    The least-practised subtopic leads; within it unseen questions come first, then those whose
    chance of a right answer is nearest to ``TARGET_CHANCE``. ``typed``: the caller can ask for
    more than a choice of one option. Two queries.
    """
    started = time.monotonic()
    met = met_by(learner_id, scope)
    candidates = candidates_for(learner_id, scope, met)
    if not typed:
        candidates = [one for one in candidates if one.question.is_plain_choice]
    if not candidates:
        return Batch(learner_id, scope)
    seed = secrets.randbits(SEED_BITS) if seed is None else seed
    best = best_first(_fresh_if_enough(candidates, count), met.practised, seed)[:count]
    request = QuizRequest(
        topic=scope.name,
        bank=tuple(candidate.question for candidate in best),
        count=count,
        seed=seed,
    )
    by_version = {candidate.question.version_id: candidate for candidate in best}
    chosen = tuple(
        _chosen(item, by_version[item.version_id]) for item in get_quizmaster().compose(request)
    )
    duration_ms = round((time.monotonic() - started) * 1000)
    return Batch(learner_id, scope, chosen, best[0].question.concept, duration_ms)


def _fresh_if_enough(candidates: Sequence[Candidate], count: int) -> Sequence[Candidate]:
    """Return the unseen ones if they fill a set: one generator alone can."""
    fresh = [candidate for candidate in candidates if not candidate.times_seen]
    can_fill = len(fresh) >= count or any(candidate.question.generator for candidate in fresh)
    return fresh if can_fill else candidates


def best_first(
    candidates: Sequence[Candidate], practised: dict[str, int], seed: int
) -> list[Candidate]:
    """Return the candidates in the order of use; equals in the order of the seed.

    Questions of the leading subtopic come before all others.
    """
    rng = random.Random(seed)  # noqa: S311 -- reproducible, not secret
    shuffled = rng.sample(candidates, len(candidates))

    def rank(candidate: Candidate) -> tuple[int, int, float]:
        distance = abs(candidate.chance - TARGET_CHANCE)
        return practised.get(candidate.question.concept, 0), candidate.times_seen, distance

    ranked = sorted(shuffled, key=rank)
    leading = ranked[0].question.concept
    return sorted(ranked, key=lambda candidate: candidate.question.concept != leading)


def _chosen(item: ComposedItem, candidate: Candidate) -> Chosen:
    return Chosen(item, candidate.subject, candidate.topic, candidate.source)


def serve_questions(*, batch: Batch, by: UUID | None = None) -> Served:
    """Store a batch as a practice quiz in the learner's one active practice session.

    Gets that session or makes it; any number of calls at once agree on one. An empty batch
    writes nothing and makes no session. Raises PracticeAlreadyActive or SessionNotActive only
    if sessions begin and end under it again and again.
    """
    if not batch.chosen:
        active = active_practice(batch.learner_id)
        return Served(batch, active.pk if active is not None else None)
    for _ in range(TRIES - 1):
        try:
            return _serve(batch, by)
        except (PracticeAlreadyActive, SessionNotActive, IntegrityError):
            continue  # another call began or ended the session in between
    return _serve(batch, by)


@transaction.atomic
def _serve(batch: Batch, by: UUID | None) -> Served:
    entry = _entry_of(batch, by)
    # Takes the session's row lock; an ended session is none.
    session_id = append_to_practice(user_id=batch.learner_id, entry=entry)
    if session_id is None:
        session_id = _start(batch, by).pk
        append_action(session_id=session_id, entry=entry)
    quiz = Quiz.objects.create(
        learner_id=batch.learner_id,
        session_id=session_id,
        kind=batch.kind,
        topic_name=batch.scope.name,
    )
    rows = item_rows(quiz, [chosen.item for chosen in batch.chosen])
    QuizItem.objects.bulk_create(rows)
    return Served(batch, session_id, tuple(rows))


def _start(batch: Batch, by: UUID | None) -> StudySession:
    exams = Learner.objects.filter(pk=batch.learner_id).values_list("exam_type", flat=True)
    return start_session(
        user_id=batch.learner_id,
        exam_type=exams.first() or ExamType.NEET,
        name=f"{SESSION_NAME}: {batch.scope.topic or batch.scope.subject}"[:200],
        kind=SessionKind.PRACTICE,
        subject=batch.scope.subject,
        topic=batch.scope.topic or "",
        subtopic=batch.subtopic or "",
        by=by,
    )


def _why(batch: Batch) -> str:
    if batch.kind == QuizKind.REVIEW:
        return f"{len(batch.chosen)} questions that were missed and are due, the longest due first."
    return (
        f"{len(batch.chosen)} questions, {batch.subtopic} first: the least practised; unseen "
        f"ones before others, near a chance of {TARGET_CHANCE:.0%}."
    )


def _entry_of(batch: Batch, by: UUID | None) -> Entry:
    return Entry(
        agent=QUIZMASTER,
        action="questions_served",
        reasoning=_why(batch),
        metadata={
            "subject": batch.scope.subject,
            "subtopic": batch.subtopic,
            "questions": len(batch.chosen),
            **({"by": str(by)} if by else {}),
        },
        duration_ms=batch.duration_ms,
    )


def question_hash(shown: dict[str, Any]) -> str:
    """Return the SHA-256 of a question as asked, whatever the order of its parts; no key."""
    form = shown.get("response", {})
    parts = [part for name in ("items", "left", "right") for part in form.get(name, ())]
    text = [shown["stem"], sorted(part["text"] for part in (*shown["options"], *parts))]
    return hashlib.sha256(json.dumps(text, ensure_ascii=False).encode()).hexdigest()


@transaction.atomic
def answer_question(
    *,
    learner_id: UUID,
    item_id: UUID,
    selected: object,
    time_spent_ms: int | None,
    session_id: UUID | None = None,
    by: UUID | None = None,
) -> Attempt:
    """Record a learner's one answer to a question that practice served them.

    ``selected``: an option's place in the list as served, from 0, or its very text; for other
    types what the question asks for, as JSON. The last answer of a set scores its quiz. Raises
    QuizItemNotFound (never served, or in another session than ``session_id``), AlreadyAnswered,
    SessionNotActive, UnknownOption and UnreadableAnswer.
    """
    item = lock_item(item_id, learner=learner_id, kind__in=SERVED_KINDS)
    if item is None or session_id not in {None, item.quiz.session_id}:
        raise QuizItemNotFound("No such question was served here.")
    attempt, is_new, _ = record_attempt(
        learner_id=learner_id,
        item=item,
        answer=partial(meant_answer, item, selected, by_id=False),
        session=item.quiz.session,
        time_spent_ms=time_spent_ms,
        learner=item.quiz.learner,
        told=partial(evaluated_entry, by=by),
    )
    if not is_new:
        raise AlreadyAnswered("This question is answered; each one is answered once.")
    return attempt


def judge_ahead(*, learner_id: UUID, item_id: UUID, selected: object) -> None:
    """Judge what may take seconds before any transaction opens; its judgement is remembered.

    No query for a place among options, otherwise one. Raises UnknownOption and UnreadableAnswer.
    """
    if isinstance(selected, int):
        return
    item = QuizItem.objects.filter(pk=item_id, quiz__learner_id=learner_id, attempt=None).first()
    if item is not None and is_slow_to_judge(item):
        judge_attempt(item, meant_answer(item, selected, by_id=False))
