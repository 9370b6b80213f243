"""Flags: a learner reports a question they answered, staff say what came of it."""

from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import F

from accounts.clock import ClockNow
from tutoring.errors import (
    FlagNotFound,
    NotAnsweredYet,
    NoteTooLong,
    NothingOpen,
    ReasonMissing,
    TooManyFlags,
)
from tutoring.models import Attempt, Question, QuestionFlag, QuizItem
from tutoring.services.review_queue import quarantine_if_blamed
from tutoring.states import FlagKind, FlagStatus

LONGEST_NOTE = 1_000  # characters
MOST_OPEN = 100  # of one learner: who reports more than that helps nobody


class Set(NamedTuple):
    flag: QuestionFlag
    is_new: bool


@transaction.atomic
def set_flag(*, item: QuizItem, kind: str, note: str = "") -> Set:
    """Report a question as its learner saw it; a second report of the version changes the first.

    ``item`` brings its quiz; the caller has checked that it is the learner's. Where the third
    learner says that the key looks wrong, a question that is not of the built-in curriculum goes
    back into quarantine. Raises NotAnsweredYet, NoteTooLong and TooManyFlags.
    """
    if not Attempt.objects.filter(quiz_item=item).exists():
        raise NotAnsweredYet("Answer the question first; then you can report it.")
    note = note.strip()
    if len(note) > LONGEST_NOTE:
        raise NoteTooLong(f"Write at most {LONGEST_NOTE} characters.")
    learner_id, version_id = item.quiz.learner_id, item.question_version_id
    # The question before its flags, as with a reply: of three learners at once one is the third.
    _lock_question(versions=version_id)
    mine = QuestionFlag.objects.filter(learner_id=learner_id, status=FlagStatus.OPEN)
    if mine.exclude(question_version_id=version_id).count() >= MOST_OPEN:
        raise TooManyFlags("You have many open reports. Wait for answers to some of them.")
    flag, is_new = QuestionFlag.objects.update_or_create(
        learner_id=learner_id,
        question_version_id=version_id,
        status=FlagStatus.OPEN,
        defaults={"quiz_item": item, "kind": kind, "note": note},
    )
    if kind == FlagKind.KEY_WRONG:
        quarantine_if_blamed(version_id=version_id)
    return Set(flag, is_new)


def _lock_question(**lookup: UUID) -> None:
    rows = Question.objects.select_for_update(of=("self",), no_key=True)
    rows.only("pk").get(**lookup)


def take_back_flag(*, item: QuizItem) -> bool:
    """Delete the learner's open flag on a question; False where there is none (any more)."""
    mine = QuestionFlag.objects.filter(
        learner_id=item.quiz.learner_id, question_version_id=item.question_version_id
    )
    deleted, _ = mine.filter(status=FlagStatus.OPEN).delete()
    return bool(deleted)


def flag_on(*, item: QuizItem) -> QuestionFlag:
    """Return the learner's newest flag on a question. Raises FlagNotFound."""
    mine = QuestionFlag.objects.filter(
        learner_id=item.quiz.learner_id, question_version_id=item.question_version_id
    )
    flag = mine.order_by("-pk").first()
    if flag is None:
        raise FlagNotFound("You have not reported this question.")
    return flag


@transaction.atomic
def answer_flags(*, question_id: UUID, outcome: str, reply: str, by: UUID) -> int:
    """Close all open flags on a question with one reply, which their learners read.

    Return how many were closed. Raises ReasonMissing and NothingOpen.
    """
    reply = reply.strip()
    if not reply:
        raise ReasonMissing("Write a reply: the learners read it.")
    if len(reply) > LONGEST_NOTE:
        raise NoteTooLong(f"Write at most {LONGEST_NOTE} characters.")
    if outcome not in FlagStatus.values or outcome == FlagStatus.OPEN:
        raise ReasonMissing("Say what came of it.")
    _lock_question(pk=question_id)  # two members of staff do not answer the same flags
    waiting = QuestionFlag.objects.filter(
        question_version__question_id=question_id, status=FlagStatus.OPEN
    )
    closed = QuestionFlag.objects.filter(pk__in=list(waiting.values_list("pk", flat=True)))
    count = closed.update(status=outcome, reply=reply, answered_by_id=by, answered_at=ClockNow())
    if not count:
        raise NothingOpen("All flags on this question were answered before.")
    return count


def mark_replies_seen(*, learner_id: UUID) -> int:
    """Note that the learner has read every reply there is; twice is the same as once."""
    rows = QuestionFlag.objects.filter(learner_id=learner_id, seen_at__isnull=True)
    return rows.exclude(status=FlagStatus.OPEN).update(seen_at=ClockNow())


def export_flags(user_id: UUID) -> list[dict[str, object]]:
    """Return a person's flags with note and reply."""
    rows = QuestionFlag.objects.filter(learner_id=user_id).order_by("pk")
    fields = ("kind", "note", "status", "reply", "created_at", "answered_at")
    return list(rows.values(*fields, question_slug=F("question_version__question__slug")))
