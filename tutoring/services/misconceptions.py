"""What answers show about a learner's beliefs: suspected, confirmed, resolved.

Rule: one wrong answer makes a misconception suspected, a second one confirms it, a right answer
to a question that offered the same trap resolves it.
"""

from typing import Any

from django.db import IntegrityError, transaction

from accounts.clock import ClockNow, database_now
from sessions_app.models import StudySession
from sessions_app.services.doctor import sound_context
from tutoring.models import Attempt, LearnerMisconception, Misconception, Quiz
from tutoring.states import MisconceptionState

CONFIRMED_FROM = 2
MAX_NAMES = 500  # the context's own limit


def note_misconception(*, attempt: Attempt, misconception: Misconception) -> None:
    """Add a wrong answer to the evidence, in the caller's transaction.

    Safe beside other sessions of the learner: one open row for each belief.
    """
    evidence = {
        "attempt": str(attempt.pk),
        "option": attempt.answer,
        "at": database_now().isoformat(),
    }
    held = _locked_open_row(attempt, misconception)
    if held is None:
        try:
            with transaction.atomic():
                LearnerMisconception.objects.create(
                    learner_id=attempt.learner_id,
                    misconception=misconception,
                    session_id=attempt.session_id,
                    evidence=[evidence],
                )
            return
        except IntegrityError:  # another session of the same learner was quicker
            held = _locked_open_row(attempt, misconception)
            if held is None:
                raise
    _strengthen(held, evidence)


def _locked_open_row(attempt: Attempt, misconception: Misconception) -> LearnerMisconception | None:
    rows = LearnerMisconception.objects.open().select_for_update(of=("self",), no_key=True)
    return rows.filter(learner_id=attempt.learner_id, misconception=misconception).first()


def _strengthen(held: LearnerMisconception, evidence: dict[str, Any]) -> None:
    held.evidence = [*held.evidence, evidence]
    if len(held.evidence) >= CONFIRMED_FROM:
        held.state = MisconceptionState.CONFIRMED
    held.save(update_fields=["evidence", "state"])


def resolve_misconceptions(*, attempt: Attempt, tempted_by: set[str]) -> int:
    """Resolve what a right answer disproves, in the caller's transaction; return how many."""
    held = LearnerMisconception.objects.open().filter(
        learner_id=attempt.learner_id, misconception__slug__in=tempted_by
    )
    return held.update(state=MisconceptionState.RESOLVED, resolved_at=ClockNow())


def misconception_names(session: StudySession, quiz: Quiz) -> list[str]:
    """Return the context's list of names after a quiz: what it showed comes in, resolved goes."""
    rows = LearnerMisconception.objects.filter(learner_id=session.user_id)
    resolved = set(
        rows.filter(state=MisconceptionState.RESOLVED).values_list("misconception__name", flat=True)
    )
    held = set(rows.open().values_list("misconception__name", flat=True))
    revealed = (
        Attempt.objects.filter(quiz_item__quiz=quiz, misconception__isnull=False)
        .order_by("quiz_item__position")
        .values_list("misconception__name", flat=True)
    )
    before = sound_context(session).get("misconceptions", [])
    names = [name for name in before if name in held or name not in resolved]
    names += [name for name in revealed if name in held]
    return list(dict.fromkeys(names))[-MAX_NAMES:]
