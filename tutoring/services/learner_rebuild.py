"""One learner's misconceptions and review cards made anew from the attempts.

Learner by learner, each in a transaction under the lock that every answer of theirs takes: others
answer meanwhile, and whoever was done stays done if the rest is broken off.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.models import User
from tutoring.judging import NOT_ANSWERED
from tutoring.mastery.reviews import CardState
from tutoring.models import Attempt, LearnerMisconception, Misconception, ReviewCard
from tutoring.selectors.met import OPEN_TO_LEARNERS
from tutoring.services.mastery import learner_time, lock_learner
from tutoring.services.misconceptions import Catalogue, weighed_rows
from tutoring.services.rebuild import was_evidence
from tutoring.services.reviews import card_after
from tutoring.states import OPEN_MISCONCEPTION_STATES

READ_AT_ONCE, LEARNERS_AT_ONCE = 500, 200
Visit = Callable[[UUID], None]


@dataclass
class Followed:
    """What a learner's answers made, oldest first: misconceptions, and cards by question."""

    answers: int = 0
    rows: list[LearnerMisconception] = field(default_factory=list)
    cards: dict[UUID, CardState] = field(default_factory=dict)


class Catalogues(dict[UUID, Catalogue]):
    """The misconceptions of each lesson, read when the lesson is first met."""

    def __missing__(self, lesson_id: UUID) -> Catalogue:
        rows = Misconception.objects.filter(lesson=lesson_id)
        self[lesson_id] = {row.slug: row for row in rows}
        return self[lesson_id]


def rebuild_learners(*, after: UUID | None = None, visit: Visit | None = None) -> dict[str, int]:
    """Rebuild the misconceptions and cards of all learners in the order of their ids.

    ``after``: only those behind this one; ``visit`` is told each learner that is done. Returns
    how many learners there were, with their answers, misconceptions and cards, and how many of
    the learners had had others.
    """
    totals = dict.fromkeys(("learners", "answers", "misconceptions", "cards", "differing"), 0)
    catalogues = Catalogues()
    for learner_id in _learners(after):
        found = rebuild_learner(learner_id=learner_id, catalogues=catalogues)
        for name, count in {"learners": 1, **found}.items():
            totals[name] += count
        if visit is not None:
            visit(learner_id)
    return totals


def _learners(after: UUID | None) -> Iterator[UUID]:
    """Yield who has answered or holds rows, a chunk at a time: nobody's cursor stays open."""
    own = {"learner": OuterRef("pk")}
    tables = (Attempt, LearnerMisconception, ReviewCard)
    has_any = Q(
        *(Exists(table._default_manager.filter(**own)) for table in tables), _connector="OR"
    )
    while True:
        rows = User.objects.filter(has_any).order_by("pk")
        chunk = (rows if after is None else rows.filter(pk__gt=after))[:LEARNERS_AT_ONCE]
        learner_ids = list(chunk.values_list("pk", flat=True))
        if not learner_ids:
            return
        yield from learner_ids
        after = learner_ids[-1]


@transaction.atomic
def rebuild_learner(*, learner_id: UUID, catalogues: Catalogues | None = None) -> dict[str, int]:
    """Make a learner's misconceptions and cards what the attempts say; write what differs.

    Safe to repeat; a learner who is gone has none. Taken as they are now: the learner's time
    zone and exam date, the questions' median times, the catalogue.
    """
    try:
        learner = lock_learner(learner_id)
    except User.DoesNotExist:
        return {}
    followed = follow_answers(learner, catalogues if catalogues is not None else Catalogues())
    differing = _write_rows(learner_id, followed.rows) + _write_cards(learner_id, followed.cards)
    return {
        "answers": followed.answers,
        "misconceptions": len(followed.rows),
        "cards": len(followed.cards),
        "differing": int(differing > 0),
    }


def follow_answers(learner: User, catalogues: Catalogues) -> Followed:
    """Return what the learner's attempts, in their order, make of ledger and cards."""
    profile = getattr(learner, "learner", None)
    exam_date = profile.exam_date if profile is not None else None
    followed = Followed()
    for attempt in _attempts(learner.pk).iterator(chunk_size=READ_AT_ONCE):
        followed.answers += 1
        _follow(followed, attempt, learner, catalogues, exam_date)
    return followed


def _attempts(learner_id: UUID) -> QuerySet[Attempt]:
    needed = (
        "answer", "correct", "misconception", "aided", "p", "p_shown", "answered_at",
        "time_spent_ms", "learner_id", "session_id", "quiz_item__key",
        "question_version__question__lesson_id", "question_version__question__status",
    )  # fmt: skip
    rows = Attempt.objects.filter(learner=learner_id).select_related(
        "misconception", "quiz_item", "question_version__question"
    )
    median = F("question_version__question__item_state__median_ms")
    return rows.only(*needed).annotate(median_ms=median).order_by("answered_at", "pk")


def _follow(
    followed: Followed,
    attempt: Any,  # annotated with the question's median
    learner: User,
    catalogues: Catalogues,
    exam_date: date | None,
) -> None:
    question, at = attempt.question_version.question, learner_time(learner, attempt.answered_at)
    if attempt.answer == NOT_ANSWERED or not _was_open(attempt):
        return
    if not attempt.aided:
        held = [row for row in followed.rows if row.state in OPEN_MISCONCEPTION_STATES]
        catalogue = catalogues[question.lesson_id]
        weighed = weighed_rows(attempt=attempt, held=held, catalogue=catalogue, at=at)
        followed.rows += [row for row in weighed if row not in held]
    card = card_after(
        attempt=attempt,
        card=followed.cards.get(question.pk),
        median=None if attempt.median_ms is None else timedelta(milliseconds=attempt.median_ms),
        at=at,
        exam_date=exam_date,
    )
    if card is not None:
        followed.cards[question.pk] = card


def _was_open(attempt: Attempt) -> bool:
    """Was the question open to learners when it was answered?

    An unaided answer's chance says so; of an aided one, which has none, only the present is known.
    """
    is_open = attempt.question_version.question.status in OPEN_TO_LEARNERS
    if attempt.aided or attempt.p_shown is None:
        return is_open
    return was_evidence(attempt.p, attempt.p_shown)


def _write_rows(learner_id: UUID, rows: list[LearnerMisconception]) -> int:
    """Make the learner's rows these, keeping the id of each that began with the same answer."""
    stored = list(LearnerMisconception.objects.filter(learner=learner_id))
    before = {_beginning(row): row for row in stored}
    for row in rows:
        if (old := before.get(_beginning(row))) is not None:
            row.pk = old.pk
    kept = {row.pk for row in rows if _same_row(before.get(_beginning(row)), row)}
    made = [row for row in rows if row.pk not in kept]
    removed = _delete(LearnerMisconception, [row.pk for row in stored if row.pk not in kept])
    LearnerMisconception.objects.bulk_create(made)
    return removed + len(made)


def _delete(model: type[models.Model], keys: list[UUID]) -> int:
    if not keys:
        return 0
    return model._default_manager.filter(pk__in=keys).delete()[0]


def _beginning(row: LearnerMisconception) -> tuple[UUID, str | None]:
    first = row.evidence[0] if row.evidence else {}
    return row.misconception_id, first.get("attempt")


def _same_row(old: LearnerMisconception | None, new: LearnerMisconception) -> bool:
    names = (
        "misconception_id", "session_id", "evidence", "rivals", "clean_days", "state",
        "detected_at", "resolved_at",
    )  # fmt: skip
    return old is not None and all(getattr(old, name) == getattr(new, name) for name in names)


def _write_cards(learner_id: UUID, cards: dict[UUID, CardState]) -> int:
    stored = list(ReviewCard.objects.filter(learner=learner_id))
    before = {
        card.question_id: CardState(
            card.stability, card.difficulty, card.due_at, card.last_review_at
        )
        for card in stored
    }
    removed = _delete(ReviewCard, [card.pk for card in stored if card.question_id not in cards])
    changed = [
        ReviewCard(learner_id=learner_id, question_id=question_id, **card._asdict())
        for question_id, card in cards.items()
        if before.get(question_id) != card
    ]
    ReviewCard.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=("learner", "question"),
        update_fields=CardState._fields,
    )
    return removed + len(changed)
