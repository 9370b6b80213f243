"""Hints: one at a time, after an answer of one's own; any makes the next answer an aided one."""

import time
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from sessions_app.services.write_path import Entry, append_action, lock_session, require_active
from tutoring.agents import get_tutor
from tutoring.agents.hinting import Hint
from tutoring.agents.turns import Turn, turns_metadata, turns_of
from tutoring.errors import AttemptFirst, HintOutOfOrder
from tutoring.models import Attempt, HintUse, Quiz, QuizItem
from tutoring.selectors.hints import (
    HINTED_WITH,
    OPEN_HINT,
    follows_an_attempt,
    hint_request,
    opened_hints,
)
from tutoring.selectors.progress import attempt_of

TUTOR = "tutor"


@dataclass(frozen=True)
class PreparedHint:
    """A hint as the tutor gave it, outside any transaction; not opened yet."""

    item: QuizItem
    hint: Hint
    duration_ms: int
    turns: tuple[Turn, ...] = ()


def prepare_hint(*, item_id: UUID, number: int | None = None) -> PreparedHint:
    """Have the tutor give a hint, outside any transaction; without ``number`` the next one.

    An answered question's hints lead through its solution from the first step. Raises
    AttemptFirst, HintOutOfOrder and QuizItem.DoesNotExist.
    """
    item = QuizItem.objects.select_related(*HINTED_WITH).get(pk=item_id)
    opened = opened_hints(item)
    is_open = attempt_of(item) is None
    if is_open and not follows_an_attempt(item):
        raise AttemptFirst("Try it yourself first; hints come after an answer.")
    number = number or (opened + 1 if is_open else 1)
    if is_open and number > opened + 1:
        raise HintOutOfOrder("Hints are opened one after the other.")
    started = time.monotonic()
    tutor = get_tutor()
    hint = tutor.hint(hint_request(item, number))
    if hint.number != number:
        raise HintOutOfOrder("That was the last hint.")
    duration_ms = round((time.monotonic() - started) * 1000)
    return PreparedHint(item, hint, duration_ms, turns_of(tutor))


def open_hint(*, item_id: UUID, number: int | None = None, by: UUID | None = None) -> Hint:
    """Give a hint and remember that it was given. Raises as its two parts do."""
    return store_hint(prepare_hint(item_id=item_id, number=number), by=by)


@transaction.atomic
def store_hint(prepared: PreparedHint, *, by: UUID | None = None) -> Hint:
    """Count a hint on an open question as opened, with an entry in its session's history.

    Safe to repeat: a hint that is open already is given again and nothing changes, as is one of
    a question answered by now. Raises SessionNotActive and HintOutOfOrder.
    """
    item, number = prepared.item, prepared.hint.number
    if attempt_of(item) is not None:
        return prepared.hint
    _lock(item.quiz)
    if Attempt.objects.filter(quiz_item=item).exists():
        return prepared.hint
    opened = HintUse.objects.filter(quiz_item=item).values_list("opened", flat=True).first() or 0
    if number <= opened:
        return prepared.hint
    if number > opened + 1:
        raise HintOutOfOrder("Hints are opened one after the other.")
    HintUse.objects.update_or_create(quiz_item=item, defaults={"opened": number})
    if item.quiz.session_id is not None:
        append_action(session_id=item.quiz.session_id, entry=_entry(prepared, by))
    return prepared.hint


def _lock(quiz: Quiz) -> None:
    """Take the lock that answers take: of the session, or of a quiz that has none."""
    if quiz.session_id is not None:
        require_active(lock_session(quiz.session_id))
    else:
        Quiz.objects.select_for_update(of=("self",), no_key=True).get(pk=quiz.pk)


def _entry(prepared: PreparedHint, by: UUID | None) -> Entry:
    item, hint = prepared.item, prepared.hint
    return Entry(
        agent=TUTOR,
        action=OPEN_HINT,
        reasoning=f"Hint {hint.number} on question {item.position}, from: {hint.source}.",
        metadata={
            "quiz_id": str(item.quiz_id),
            "question_id": str(item.pk),
            "question": item.position,
            "told": hint.model_dump(),
            **({"by": str(by)} if by else {}),
            **turns_metadata(prepared.turns),
        },
        duration_ms=prepared.duration_ms,
    )
