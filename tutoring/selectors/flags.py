"""What learners report of questions, as they and staff see it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from tutoring.judging import answer_given, right_answer
from tutoring.models import FlaggedQuestion, QuestionFlag
from tutoring.states import FlagKind, FlagStatus

NEWEST = 200  # of a learner's flags, that a page looks through
SHOWN_TO_STAFF = 50
OF_VERSION = "versions__flags"


def flags_of(learner_id: UUID) -> QuerySet[QuestionFlag]:
    """Return a learner's flags, the newest first, with what they saw."""
    rows = QuestionFlag.objects.filter(learner_id=learner_id).order_by("-pk")
    return rows.select_related("quiz_item", "question_version__question__lesson")


def newest_flags(learner_id: UUID) -> dict[UUID, QuestionFlag]:
    """Return the flags to show beside answered questions, by quiz item. One query."""
    rows = QuestionFlag.objects.filter(learner_id=learner_id).order_by("-pk")[:NEWEST]
    return {flag.quiz_item_id: flag for flag in list(rows)[::-1]}


def unseen_replies(learner_id: UUID) -> int:
    """Return how many replies the learner has not read. One query."""
    return replies_not_seen(learner_id).count()


def replies_not_seen(learner_id: UUID) -> QuerySet[QuestionFlag]:
    """Return the answered flags whose reply the learner has not read."""
    rows = QuestionFlag.objects.filter(learner_id=learner_id, seen_at__isnull=True)
    return rows.exclude(status=FlagStatus.OPEN)


def flagged_questions() -> QuerySet[FlaggedQuestion]:
    """Return the questions that learners reported, with how many flags are open and of what kind.

    Those that most learners blame first.
    """
    is_open = Q(**{f"{OF_VERSION}__status": FlagStatus.OPEN})
    blamed = is_open & Q(**{f"{OF_VERSION}__kind": FlagKind.KEY_WRONG})
    rows = FlaggedQuestion.objects.annotate(
        flags=Count(OF_VERSION),
        open_flags=Count(OF_VERSION, filter=is_open),
        key_flags=Count(OF_VERSION, filter=blamed),
        newest=Max(f"{OF_VERSION}__created_at"),
    )
    return rows.filter(flags__gt=0)


@dataclass(frozen=True)
class FlagShown:
    """One flag for staff: what the learner saw, answered and says; never who they are.

    ``note`` is None where its key is lost.
    """

    flag: QuestionFlag
    answer: str
    right: str

    @property
    def shown(self) -> dict[str, Any]:
        shown: dict[str, Any] = self.flag.quiz_item.shown
        return shown

    @property
    def explanation(self) -> str:
        return str(self.flag.quiz_item.key["explanation"])


def flags_on(question_id: UUID) -> list[FlagShown]:
    """Return the flags on a question, open ones first, then the newest. Two queries."""
    rows = QuestionFlag.objects.filter(question_version__question_id=question_id)
    related = ("quiz_item__attempt", "question_version", "answered_by")
    found = rows.select_related(*related).order_by("answered_at", "-pk")
    waiting = found.filter(status=FlagStatus.OPEN)[:SHOWN_TO_STAFF]
    answered = found.exclude(status=FlagStatus.OPEN).order_by("-pk")[:SHOWN_TO_STAFF]
    return list(_shown([*waiting, *answered]))


def _shown(flags: Iterable[QuestionFlag]) -> Iterable[FlagShown]:
    for flag in flags:
        item = flag.quiz_item
        attempt = getattr(item, "attempt", None)
        answer = answer_given(item, attempt.answer) if attempt is not None else ""
        yield FlagShown(flag, answer, right_answer(item))
