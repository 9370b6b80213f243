"""What answers show about a learner's beliefs: suspected, confirmed, resolved, back again.

Rule: one wrong answer that betrays a misconception makes it suspected, a second one confirms it;
right answers to questions that offered the same trap, on two different days of the learner and
with no relapse in between, resolve it. A later wrong answer opens it anew.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from sessions_app.models import StudySession
from sessions_app.services.doctor import sound_context
from tutoring.mastery.beliefs import Causes, prior, weighed
from tutoring.models import Attempt, LearnerMisconception, Misconception, Quiz
from tutoring.selectors.met import Met
from tutoring.selectors.misconceptions import causes_of
from tutoring.states import MisconceptionState

CONFIRMED_FROM = 2  # signs
RESOLVED_FROM = 2  # days with a clean probe
MAX_NAMES = 500  # the context's own limit

Catalogue = Mapping[str, Misconception]  # a lesson's misconceptions by slug


def ledger_values(*, attempt: Attempt, met: Met, at: datetime) -> dict[str, Any]:
    """Return what an answer makes of the learner's beliefs, for the attempt's statement.

    ``at`` is in the learner's zone.
    """
    rows = weighed_rows(attempt=attempt, held=met.held, catalogue=met.catalogue, at=at)
    return {"ledger": [_as_json(row) for row in rows]}


def _as_json(row: LearnerMisconception) -> dict[str, Any]:
    return {
        "id": _key(row.pk),
        "misconception": _key(row.misconception_id),
        "evidence": row.evidence,
        "rivals": row.rivals,
        "clean_days": row.clean_days,
        "state": row.state,
    }


def _key(key: UUID) -> str:
    return str(key) if connection.vendor == "postgresql" else key.hex


def weighed_rows(
    *, attempt: Attempt, held: Iterable[LearnerMisconception], catalogue: Catalogue, at: datetime
) -> list[LearnerMisconception]:
    """Return the open rows that an answer changes, changed, and the one that it begins.

    ``held``: the learner's open rows; ``catalogue``: the question's lesson's misconceptions.
    """
    offered = set(attempt.quiz_item.key["misconceptions"].values())
    betrayed = attempt.misconception
    if not attempt.correct and betrayed is None:
        return []  # it betrays nothing that the catalogue knows
    touching = offered | set(catalogue)
    rows = [row for row in held if row.misconception.slug in touching]
    slug = betrayed.slug if betrayed is not None else None
    for row in rows:
        _weigh(row, attempt, slug, offered, at)
    if betrayed is None or betrayed.pk in {row.misconception_id for row in rows}:
        return rows
    return [*rows, _begun(betrayed, attempt, catalogue, offered, at)]


def _weigh(
    row: LearnerMisconception,
    attempt: Attempt,
    betrayed: str | None,
    offered: set[str],
    at: datetime,
) -> None:
    own = row.misconception.slug
    row.rivals = _rivals(weighed(causes_of(row), betrayed=betrayed, offered=offered), own)
    if betrayed == own:
        row.evidence = [*row.evidence, _sign(attempt, at)]
        row.clean_days = []
        if len(row.evidence) >= CONFIRMED_FROM:
            row.state = MisconceptionState.CONFIRMED
    elif attempt.correct and own in offered:
        row.clean_days = sorted({*row.clean_days, at.date().isoformat()})
        if len(row.clean_days) >= RESOLVED_FROM:
            row.state, row.resolved_at = MisconceptionState.RESOLVED, at


def _begun(
    misconception: Misconception,
    attempt: Attempt,
    catalogue: Catalogue,
    offered: set[str],
    at: datetime,
) -> LearnerMisconception:
    """Begin a suspicion, with everything else that could lead to the same answer."""
    known = {*_siblings(misconception, catalogue), *offered, misconception.slug}
    causes = weighed(prior(known), betrayed=misconception.slug, offered=offered)
    return LearnerMisconception(
        learner_id=attempt.learner_id,
        misconception=misconception,
        session_id=attempt.session_id,
        evidence=[_sign(attempt, at)],
        rivals=_rivals(causes, misconception.slug),
        detected_at=at,
    )


def _siblings(misconception: Misconception, catalogue: Catalogue) -> Iterable[str]:
    """The other misconceptions of its lesson, which is nearly always the question's own."""
    if misconception.slug in catalogue:
        return catalogue
    siblings = Misconception.objects.filter(lesson=misconception.lesson_id)
    return siblings.values_list("slug", flat=True)


def _sign(attempt: Attempt, at: datetime) -> dict[str, str]:
    return {"attempt": str(attempt.pk), "option": attempt.answer, "at": at.isoformat()}


def _rivals(causes: Causes, own: str) -> Causes:
    rivals = {cause: chance for cause, chance in causes.items() if cause != own}
    return dict(sorted(rivals.items(), key=lambda pair: -pair[1]))


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
