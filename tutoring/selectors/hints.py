"""What hints of a question are made from, and which of them a learner has opened."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from sessions_app.models import AgentAction
from tutoring.agents import is_builtin
from tutoring.agents.builtin.tutor import BuiltinTutor
from tutoring.agents.hinting import Hint, HintRequest
from tutoring.agents.requests import CatalogueEntry
from tutoring.models import LearnerItem, LearnerMisconception, QuizItem, ReviewCard
from tutoring.selectors.bank import catalogue_entry
from tutoring.selectors.progress import attempt_of
from tutoring.states import QuizKind

OPEN_HINT = "open_hint"  # the history's word
# What an item is best fetched with: select_related(*HINTED_WITH).
HINTED_WITH = (
    "hints",
    "attempt",
    "quiz__redeems__misconception",
    "question_version__question__lesson",
)
ANSWERS = frozenset({"answer", "accepted"})  # members of a key that hold answers


def opened_hints(item: QuizItem) -> int:
    """Return how many hints were opened on an item; no query if it was read with ``hints``."""
    used = getattr(item, "hints", None)
    return 0 if used is None else used.opened


def is_aided(item: QuizItem) -> bool:
    """Whether an answer given now is one with help."""
    return opened_hints(item) > 0


def follows_an_attempt(item: QuizItem) -> bool:
    """Whether the learner answered this before: what it redeems, or the question itself.

    Two queries, none for a redemption.
    """
    if item.quiz.kind == QuizKind.REDEMPTION:
        return True
    met = Q(learner_id=item.quiz.learner_id, question_id=item.question_version.question_id)
    return LearnerItem.objects.filter(met).exists() or ReviewCard.objects.filter(met).exists()


def hint_request(item: QuizItem, number: int) -> HintRequest:
    """Return what a tutor is given for an item read with ``HINTED_WITH``. One query at most.

    Of an open question it holds nothing of the key but what the guard keeps back.
    """
    lesson = item.question_version.question.taught_in
    about = {"topic": lesson.title, "lesson": lesson.content, "stem": item.shown["stem"]}
    if attempt_of(item) is not None:
        return HintRequest(**about, number=number, solution=item.key["explanation"])
    return HintRequest(
        **about,
        number=number,
        misconception=_belief_shown(item),
        withheld=tuple(withheld_texts(item)),
    )


def _belief_shown(item: QuizItem) -> CatalogueEntry | None:
    """Return what the redeemed answer betrayed, or the newest open suspicion in the lesson."""
    redeemed = item.quiz.redeems
    if redeemed is not None:
        return catalogue_entry(redeemed.misconception) if redeemed.misconception else None
    rows = LearnerMisconception.objects.open().filter(
        learner_id=item.quiz.learner_id,
        misconception__lesson=item.question_version.question.lesson_id,
    )
    held = rows.select_related("misconception").order_by("-detected_at", "-pk").first()
    return catalogue_entry(held.misconception) if held is not None else None


def withheld_texts(item: QuizItem) -> list[str]:
    """Return the texts that no hint on an open item may hold: options, right and accepted ones."""
    response = item.shown.get("response", {})
    offered = [*item.shown["options"], *response.get("items", ()), *response.get("right", ())]
    return [*(part["text"] for part in offered), *_answers_in(item.key.get("graded", {}))]


def _answers_in(key: Any, *, is_answer: bool = False) -> Iterator[str]:
    if isinstance(key, dict):
        for name, value in key.items():
            yield from _answers_in(value, is_answer=name in ANSWERS)
    elif isinstance(key, list | tuple):
        for value in key:
            yield from _answers_in(value, is_answer=is_answer)
    elif is_answer and key is not None:
        yield str(key)


@dataclass(frozen=True)
class HintsShown:
    """The hints of one open question on its page: those opened, and whether another may come."""

    item_id: UUID
    hints: list[Hint]
    has_more: bool

    @property
    def next_number(self) -> int:
        return len(self.hints) + 1


def hints_shown(item_id: UUID) -> HintsShown | None:
    """Return the hints of an open question; None where none may be opened. Four queries at most.

    No tutor is asked: what a model said stands in the history of the session.
    """
    item = QuizItem.objects.select_related(*HINTED_WITH).get(pk=item_id)
    opened = opened_hints(item)
    if attempt_of(item) is not None or not (opened or follows_an_attempt(item)):
        return None
    if not opened:
        return HintsShown(item_id, [], has_more=True)
    request = hint_request(item, 1)
    told = _told(item)
    hints = [told.get(n) or _builtin(request, n) for n in range(1, opened + 1)]
    return HintsShown(item_id, hints, has_more=hints[-1].has_more)


def _builtin(request: HintRequest, number: int) -> Hint:
    return BuiltinTutor().hint(HintRequest(**{**vars(request), "number": number}))


def _told(item: QuizItem) -> dict[int, Hint]:
    """Return what a model said in the session; nothing where the tutor is the built-in one."""
    if is_builtin("tutor") or item.quiz.session_id is None:
        return {}
    rows = AgentAction.objects.filter(
        session=item.quiz.session_id, action=OPEN_HINT, metadata__question_id=str(item.pk)
    )
    hints = [
        Hint.model_validate(metadata["told"])
        for metadata in rows.values_list("metadata", flat=True)
    ]
    return {hint.number: hint for hint in hints}
