"""Editing a question in review: a new version where its text changes; attempts stay pinned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from tutoring.asking import response_of
from tutoring.errors import InvalidReview, KeptInPacks, UnsoundQuestion
from tutoring.grader import read_key
from tutoring.judging import betrayed_by
from tutoring.models import BlindSolve, Lesson, Misconception, Question, QuestionVersion
from tutoring.selectors.review_queue import BUILT_IN, solves_of
from tutoring.services.curriculum import hash_of_content
from tutoring.services.review_queue import locked, note
from tutoring.soundness import fault_of
from tutoring.states import QuestionStatus, ReviewVerb

ONE_TEXT = frozenset(
    {"integer", "decimal", "significant", "scientific", "fraction", "quantity", "expression"}
    | {"date", "term", "choice"}
)


@dataclass(frozen=True)
class OptionEdit:
    """An option as edited; a wrong one reveals a misconception (its slug), or is a slip.

    Where neither is said, what it reveals is not known yet.
    """

    id: str
    text: str
    is_right: bool
    misconception: str | None = None
    is_slip: bool = False

    def stored(self) -> dict[str, Any]:
        """Return the option as a version stores it."""
        own: dict[str, Any] = {"id": self.id, "text": self.text, "misconception": None}
        if self.is_right:
            return own
        if self.is_slip:
            return own | {"slip": True}
        return own | {"misconception": self.misconception}


@dataclass(frozen=True)
class QuestionEdit:
    """What an editor wants; ``graded``: the grader's key where no options are offered."""

    stem: str
    explanation: str
    concept: str
    difficulty: str
    lesson_id: UUID | None
    options: tuple[OptionEdit, ...] = ()
    graded: Mapping[str, Any] | None = None


@transaction.atomic
def edit_question(*, question_id: UUID, edit: QuestionEdit, by: UUID) -> bool:
    """Store an edit of a quarantined question; return whether it has another version now.

    Blind solves stay with a version whose stem, options and key are what was solved: an edit of
    explanation, misconceptions, lesson or level alone keeps them. Repeating it changes nothing.
    Raises KeptInPacks, InvalidReview and UnsoundQuestion.
    """
    question = locked(question_id)
    _require_editable(question)
    before: Any = question.current
    text = _text(before, edit)
    fault = fault_of(stem=text["stem"], options=text["options"], key=text["key"])
    if fault:
        raise UnsoundQuestion(f"It cannot be asked so: {fault}.")
    _require_known(text["options"])
    placed = _place(question, edit)
    is_new = text != {name: getattr(before, name) for name in text}
    if is_new:
        _new_version(question, before, text)
    if is_new or placed:
        what = ["the text"] if is_new else []
        note(question, ReviewVerb.EDIT, by=by, reason=f"Changed: {', '.join(what + placed)}.")
    return is_new


def _require_editable(question: Question) -> None:
    if question.source == BUILT_IN:
        raise KeptInPacks("Questions of the built-in curriculum are edited in its packs.")
    if question.status != QuestionStatus.QUARANTINED or question.current is None:
        raise InvalidReview("Only questions in quarantine are edited.")


def _text(before: QuestionVersion, edit: QuestionEdit) -> dict[str, Any]:
    text: dict[str, Any] = {"stem": edit.stem.strip(), "explanation": edit.explanation.strip()}
    if edit.graded is not None:
        return text | _typed(before, dict(edit.graded))
    options = [option.stored() for option in edit.options]
    right = [option.id for option in edit.options if option.is_right]
    if "graded" not in before.key:
        return text | {
            "options": options,
            "key": {**before.key, "option": right[0] if len(right) == 1 else ""},
        }
    graded = {
        **before.key["graded"],
        "chosen": right,
        "options": [option.id for option in edit.options],
        "misconceptions": {
            option["id"]: option["misconception"] for option in options if option["misconception"]
        },
    }
    return text | {"options": options, "key": {**before.key, "graded": graded}}


def _typed(before: QuestionVersion, graded: dict[str, Any]) -> dict[str, Any]:
    """Return options and key of a typed question; its type stays what it was."""
    kind, response = before.key["graded"]["type"], before.key["response"]
    if graded.get("type") != kind:
        raise UnsoundQuestion(f"The type of the key stays {kind}.")
    try:
        key = read_key(graded)
    except (ValueError, KeyError, TypeError) as error:
        reason = str(error).splitlines()[0]
        raise UnsoundQuestion(f"The key cannot be read: {reason}.") from error
    if graded == before.key["graded"]:
        return {"options": before.options, "key": before.key}
    if kind not in ONE_TEXT:
        return {"options": before.options, "key": {**before.key, "graded": graded}}
    options = [
        {"id": f"wrong-{place}", "text": text, "misconception": slug}
        for place, (text, slug) in enumerate(betrayed_by(graded).items(), 1)
    ]
    form = response_of(key, ask=response.get("ask"))
    return {"options": options, "key": {**before.key, "graded": graded, "response": form}}


def _require_known(options: Sequence[Mapping[str, Any]]) -> None:
    named = {option["misconception"] for option in options if option.get("misconception")}
    known = set(Misconception.objects.filter(slug__in=named).values_list("slug", flat=True))
    if unknown := sorted(named - known):
        raise UnsoundQuestion(f"There is no misconception {unknown[0]!r}.")


def _place(question: Question, edit: QuestionEdit) -> list[str]:
    """Set lesson, concept and difficulty; return the names of those that changed."""
    if edit.lesson_id is not None and not Lesson.objects.filter(pk=edit.lesson_id).exists():
        raise UnsoundQuestion("There is no such lesson.")
    wanted = {
        "lesson_id": edit.lesson_id,
        "concept": edit.concept.strip(),
        "difficulty": edit.difficulty,
    }
    changed = [name for name, value in wanted.items() if getattr(question, name) != value]
    for name in changed:
        setattr(question, name, wanted[name])
    if changed:
        question.validate_constraints()
        question.save(update_fields=[name.removesuffix("_id") for name in changed])
    return ["the " + name.removesuffix("_id") for name in changed]


def _new_version(question: Question, before: QuestionVersion, text: dict[str, Any]) -> None:
    content_hash = hash_of_content(question.slug, text)
    version = QuestionVersion.objects.filter(content_hash=content_hash).first()
    if version is None:  # an edit taken back points to the older version again
        last = question.versions.aggregate(last=Max("number"))["last"] or 0
        version = QuestionVersion.objects.create(
            question=question,
            number=last + 1,
            content_hash=content_hash,
            extra=before.extra,
            **text,
        )
        if _what_was_solved(before.stem, before.options, before.key) == _what_was_solved(
            text["stem"], text["options"], text["key"]
        ):
            _keep_solves(question, version)
    question.current = version
    question.save(update_fields=["current"])


def _what_was_solved(stem: str, options: Any, key: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what a solver saw and was judged by: without what wrong answers reveal."""
    graded = {**key.get("graded", {})}
    shown = [] if graded and graded["type"] in ONE_TEXT else options
    for name in ("misconceptions", "reveals", "by_error"):
        graded.pop(name, None)
    offered = [(option["id"], option["text"]) for option in shown]
    return stem, offered, key.get("option"), graded, key.get("response")


def _keep_solves(question: Question, version: QuestionVersion) -> None:
    BlindSolve.objects.bulk_create(
        BlindSolve(
            question_version=version,
            number=solve.number,
            solver=solve.solver,
            by=solve.by,
            answer=solve.answer,
            agrees=solve.agrees,
        )
        for solve in solves_of(question)
    )
