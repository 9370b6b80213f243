"""What answers show about a learner's beliefs: suspected, confirmed, resolved, back again.

Rule: one wrong answer that betrays a misconception makes it suspected, a second one confirms it;
right answers to questions that offered the same trap, on two different days of the learner and
with no relapse in between, resolve it. A later wrong answer opens it anew.
"""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from sessions_app.models import StudySession
from sessions_app.services.doctor import sound_context
from tutoring.mastery.beliefs import Causes, prior, weighed
from tutoring.models import Attempt, LearnerMisconception, Misconception, Quiz
from tutoring.selectors.misconceptions import causes_of
from tutoring.states import MisconceptionState

CONFIRMED_FROM = 2  # signs
RESOLVED_FROM = 2  # days with a clean probe
MAX_NAMES = 500  # the context's own limit
WRITTEN = ("evidence", "rivals", "clean_days", "state", "resolved_at")


def weigh_answer(*, attempt: Attempt, lesson_id: UUID, at: datetime) -> None:
    """Let an answer speak for or against what the learner may believe.

    In the caller's transaction, the learner locked; ``at`` is in the learner's zone.
    """
    offered = set(attempt.quiz_item.key["misconceptions"].values())
    betrayed = attempt.misconception
    if not attempt.correct and betrayed is None:
        return  # it betrays nothing that the catalogue knows
    rows = list(_open_rows(attempt.learner_id, lesson_id, offered))
    slug = betrayed.slug if betrayed is not None else None
    for row in rows:
        _weigh(row, attempt, slug, offered, at)
        row.save(update_fields=WRITTEN)
    if betrayed is not None and betrayed.pk not in {row.misconception_id for row in rows}:
        _open(betrayed, attempt, offered, at)


def _open_rows(learner_id: UUID, lesson_id: UUID, offered: set[str]) -> list[LearnerMisconception]:
    rows = LearnerMisconception.objects.open().filter(learner_id=learner_id)
    touched = rows.filter(Q(misconception__lesson=lesson_id) | Q(misconception__slug__in=offered))
    return list(touched.select_related("misconception").order_by("pk"))


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


def _open(misconception: Misconception, attempt: Attempt, offered: set[str], at: datetime) -> None:
    """Begin a suspicion, with everything else that could lead to the same answer."""
    siblings = Misconception.objects.filter(lesson=misconception.lesson_id)
    known = {*siblings.values_list("slug", flat=True), *offered, misconception.slug}
    causes = weighed(prior(known), betrayed=misconception.slug, offered=offered)
    LearnerMisconception.objects.create(
        learner_id=attempt.learner_id,
        misconception=misconception,
        session_id=attempt.session_id,
        evidence=[_sign(attempt, at)],
        rivals=_rivals(causes, misconception.slug),
        detected_at=at,
    )


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
