"""A question of a run: its answer recorded once, and what follows from it."""

from functools import partial
from typing import Any
from uuid import UUID

from accounts.clock import database_now
from autopilot.doorbell import ring_on_commit
from autopilot.models import AutopilotRun
from autopilot.selectors.elapsed import active_ms
from autopilot.services.following import complete_step
from autopilot.services.records import record
from autopilot.services.stage import Stage
from autopilot.services.tools.asking import after_item, answered_result
from sessions_app.services.write_path import lock_session
from tutoring.errors import QuizItemNotFound
from tutoring.models import Attempt, LearnerMisconception, Quiz
from tutoring.services.answers import answer_item
from tutoring.services.attempts import evaluated_entry, lock_item, record_attempt
from tutoring.states import MisconceptionState, QuizKind


def record_answer(stage: Stage, given: Any, time_spent_ms: int | None) -> Attempt:
    """Record the answer to the question asked, in the caller's transaction.

    Raises UnknownOption and UnreadableAnswer, before anything is written.
    """
    item_id, quiz_id = (UUID(stage.step.inputs[name]) for name in ("item_id", "quiz_id"))
    if Quiz.objects.filter(pk=quiz_id, kind=QuizKind.TOPIC).exists():
        return answer_item(
            session_id=stage.session.pk, item_id=item_id, answer=given, time_spent_ms=time_spent_ms
        )
    return _answer_review(stage, item_id, given, time_spent_ms)


def _answer_review(stage: Stage, item_id: UUID, given: Any, time_spent_ms: int | None) -> Attempt:
    item = lock_item(item_id, session=stage.session.pk, kind=QuizKind.REVIEW)
    if item is None:
        raise QuizItemNotFound("This session has no such question.")
    recorded = record_attempt(
        learner_id=stage.session.user_id,
        item=item,
        answer=given,
        session=item.quiz.session,
        time_spent_ms=time_spent_ms,
        learner=item.quiz.learner,
        told=partial(evaluated_entry, by=None),
    )
    return recorded.attempt


def finish_question(stage: Stage, attempt: Attempt) -> None:
    """Complete the question's step and go on to what follows."""
    stage.session = lock_session(stage.session.pk)
    _tell_misconceptions(stage, attempt)
    charge_wait(stage)
    follow = after_item(stage, UUID(stage.step.inputs["quiz_id"]), answered_result(attempt))
    complete_step(stage, follow)
    if follow.wait is None:
        ring_on_commit(stage.run.pk)


def _tell_misconceptions(stage: Stage, attempt: Attempt) -> None:
    held = attempt.misconception
    if held is not None:
        about = {"misconception": held.slug, "name": held.name}
        record(stage, "misconception_detected", f"The answer betrays: {held.name}.", about)
    if not attempt.correct:
        return
    busted = LearnerMisconception.objects.filter(
        learner_id=attempt.learner_id,
        state=MisconceptionState.RESOLVED,
        resolved_at__gte=attempt.answered_at,
    )
    for row in busted.select_related("misconception").order_by("pk"):
        about = {"misconception": row.misconception.slug, "name": row.misconception.name}
        record(stage, "misconception_busted", f"Overcome: {row.misconception.name}.", about)


def charge_wait(stage: Stage) -> None:
    """Add the wait that ends now to the run's elapsed time."""
    run = stage.run
    run.active_ms = active_ms(run, database_now())
    AutopilotRun.objects.filter(pk=run.pk).update(active_ms=run.active_ms)
