"""Reviewing questions: solved blind, decided once under a lock, every decision a row."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import User
from tutoring.errors import (
    InvalidReview,
    KeptInPacks,
    MayNotSolve,
    NotReadyForRelease,
    ReasonMissing,
)
from tutoring.judging import judge_attempt, stored_answer
from tutoring.models import BlindSolve, Question, QuestionFlag, QuestionVersion, ReviewDecision
from tutoring.selectors.review_queue import (
    BUILT_IN,
    asked_item,
    has_looked,
    lacks_of,
    reviewer_name,
    solves_of,
    why_not_solve,
    with_parts,
    words_of_answer,
)
from tutoring.states import REVIEW_MOVES, FlagKind, FlagStatus, QuestionStatus, ReviewVerb

LEARNERS_TO_BLAME = 3
NEEDS_REASON = (ReviewVerb.REJECT, ReviewVerb.RETIRE, ReviewVerb.QUARANTINE)
OF_BUILT_IN = (ReviewVerb.RETIRE, ReviewVerb.RESTORE)
MOST_AT_ONCE = 1_000


def locked(question_id: UUID) -> Question:
    """Return a question with what a review judges by; its row is locked.

    Raises Question.DoesNotExist.
    """
    Question.objects.select_for_update(of=("self",), no_key=True).only("pk").get(pk=question_id)
    question: Question = with_parts(Question.objects.filter(pk=question_id)).get()
    return question


@transaction.atomic
def decide(*, question_id: UUID, verb: str, by: UUID | None, reason: str = "") -> bool:
    """Move a question by the review's table and record it; False when it was there already.

    ``by`` is None for the system. A release needs two agreeing blind solves of the current version
    by different solvers, a lesson, a sound key, and an answer to flags that blame it. Questions of
    the built-in curriculum are only retired and restored. Raises InvalidReview, KeptInPacks,
    NotReadyForRelease and ReasonMissing.
    """
    question, move, reason = locked(question_id), REVIEW_MOVES[verb], reason.strip()
    if question.status == move.target:
        return False
    if question.status not in move.sources:
        word = ReviewVerb(verb).name.lower()
        raise InvalidReview(f"Cannot {word} a question that is {question.status}.")
    _require_its_place(question, verb)
    if verb in NEEDS_REASON and not reason:
        raise ReasonMissing("Say why: the reason is kept with the decision.")
    if verb == ReviewVerb.RELEASE and (lacks := lacks_of(question)):
        raise NotReadyForRelease(f"It lacks {', '.join(lacks)}.", lacks=lacks)
    question.status = move.target
    question.validate_constraints()
    question.save(update_fields=["status"])
    note(question, verb, by=by, reason=reason)
    return True


def _require_its_place(question: Question, verb: str) -> None:
    is_built_in = question.source == BUILT_IN
    if is_built_in and verb not in OF_BUILT_IN:
        raise KeptInPacks("Questions of the built-in curriculum are kept in its packs.")
    if verb != ReviewVerb.RESTORE:
        return
    if not is_built_in:
        raise InvalidReview("Put it back into the queue: it is asked again once it is released.")
    last = question.decisions.filter(verb__in=OF_BUILT_IN).order_by("-pk").first()
    if last is None or last.question_version_id != question.current_id:
        raise InvalidReview("It left the packs; nobody here retired it.")


def note(question: Question, verb: str, *, by: UUID | None, reason: str = "") -> ReviewDecision:
    """Record what was done with the current version, in the caller's transaction."""
    return ReviewDecision.objects.create(
        question=question, question_version=question.current, verb=verb, by_id=by, reason=reason
    )


def release_all(*, question_ids: Iterable[UUID], by: UUID) -> tuple[int, list[tuple[str, str]]]:
    """Release each question that is ready; return how many, and of the rest slug and why not.

    Each in a transaction of its own: one that is not ready holds back no other.
    """
    released, refused = 0, []
    for question_id in sorted(question_ids)[:MOST_AT_ONCE]:
        try:
            released += decide(question_id=question_id, verb=ReviewVerb.RELEASE, by=by)
        except (InvalidReview, KeptInPacks, NotReadyForRelease) as error:
            slug = Question.objects.values_list("slug", flat=True).get(pk=question_id)
            refused.append((slug, str(error)))
    return released, refused


@transaction.atomic
def solve_blind(*, question_id: UUID, answer: object, by: UUID) -> BlindSolve:
    """Record the answer of somebody who did not see the key; return whether it agrees.

    Once for each person and version; a third solve settles two that disagree or are by one
    solver. Raises MayNotSolve, UnknownOption and UnreadableAnswer.
    """
    question = locked(question_id)
    refusal, version = why_not_solve(question, by), question.current
    if refusal or version is None:
        raise MayNotSolve(refusal)
    item = asked_item(question)
    judged = judge_attempt(item, answer)
    taken = {solve.number for solve in solves_of(question)}
    solver = User.objects.get(pk=by)
    return BlindSolve.objects.create(
        question_version=version,
        number=next(number for number in (1, 2, 3) if number not in taken),
        solver=reviewer_name(solver),
        by=solver,
        answer=_as_recorded(item, answer),
        agrees=judged.correct,
    )


def _as_recorded(item: Any, answer: object) -> dict[str, Any]:
    """Return a plain choice by its option's id, and any other answer in words."""
    if "graded" not in item.key and isinstance(answer, str):
        return {"option": answer}
    return {"text": words_of_answer(item, stored_answer(answer))}


@transaction.atomic
def look_at_key(*, question_id: UUID, by: UUID) -> bool:
    """Note that a reviewer wants to see the key unsolved; they cannot solve this version any more.

    False where it needs no note: they cannot solve it anyway.
    """
    question = locked(question_id)
    if why_not_solve(question, by) or has_looked(question.current_id, by):
        return False
    note(question, ReviewVerb.LOOK, by=by)
    return True


def quarantine_if_blamed(*, version_id: UUID) -> bool:
    """Take a question out of use whose key three different learners call wrong.

    Not one of the built-in curriculum, whose keys were solved twice and are covered by tests:
    staff see it first in the list of flags and can retire it at once.
    """
    blaming = QuestionFlag.objects.filter(
        question_version=version_id, kind=FlagKind.KEY_WRONG, status=FlagStatus.OPEN
    )
    count = blaming.values("learner").distinct().count()
    if count < LEARNERS_TO_BLAME:
        return False
    version = QuestionVersion.objects.select_related("question").get(pk=version_id)
    question = version.question
    is_asked = question.status == QuestionStatus.RELEASED and question.current_id == version_id
    if question.source == BUILT_IN or not is_asked:
        return False
    reason = f"{count} learners say that the key looks wrong."
    return decide(question_id=question.pk, verb=ReviewVerb.QUARANTINE, by=None, reason=reason)
