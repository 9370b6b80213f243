"""Questions by a model: kept in quarantine with two blind solves, asked as unchecked ones only."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import transaction

from tutoring.agents import get_quizmaster, is_builtin
from tutoring.agents.model.caller import ModelCaller
from tutoring.agents.model.errors import ModelUnavailable
from tutoring.agents.model.writer import ModelQuestionWriter
from tutoring.agents.requests import ComposedItem, QuizRequest
from tutoring.agents.turns import Failure, Turn
from tutoring.agents.writing import MAX_WRITTEN, WritingOrder, WrittenQuestion
from tutoring.grader import grade, read_key
from tutoring.models import BlindSolve, Lesson, Misconception, Question, QuestionVersion
from tutoring.selectors.bank import catalogue_entry
from tutoring.selectors.unchecked import SOLVES, WRITTEN_BY_MODEL, unchecked_for
from tutoring.services.composing import SEED_BITS
from tutoring.services.curriculum import hash_of_content, version_text
from tutoring.states import QuestionStatus

QUIZMASTER = "quizmaster"
KNOWN_STEMS = 40  # that a writer is shown, the newest


@dataclass(frozen=True)
class Writing:
    """What came of an order: ``failure`` says why there is less than was asked for."""

    questions: tuple[Question, ...]
    turns: tuple[Turn, ...]
    failure: Failure | None = None


def write_questions(*, lesson: Lesson, count: int) -> Writing:
    """Have a model write questions for a lesson and solve them blind; call it outside transactions.

    They are stored in quarantine. All calls of one order share one deadline; a question whose
    solves did not come in time is stored without them and not asked.
    """
    writer = ModelQuestionWriter(ModelCaller())
    try:
        written = writer.write(_order(lesson, min(count, MAX_WRITTEN)))
    except ModelUnavailable as error:
        return Writing((), tuple(writer.turns), error.failure)
    solves: list[list[str]] = []
    failure = None
    try:
        for number in range(1, SOLVES + 1):
            solves.append(writer.solve([one.question for one in written], number=number))
    except ModelUnavailable as error:
        failure = error.failure
    stored = [
        _store(lesson, one, [answers[place] for answers in solves], solver=writer.model)
        for place, one in enumerate(written)
    ]
    return Writing(tuple(stored), tuple(writer.turns), failure)


def _order(lesson: Lesson, count: int) -> WritingOrder:
    entries = Misconception.objects.filter(lesson=lesson).order_by("slug")
    versions = QuestionVersion.objects.filter(question__lesson=lesson).exclude(stem="")
    stems = versions.order_by("-pk").values_list("stem", flat=True)[:KNOWN_STEMS]
    return WritingOrder(
        topic=lesson.title,
        lesson=lesson.content,
        misconceptions=tuple(catalogue_entry(entry) for entry in entries),
        count=count,
        stems=tuple(stems),
    )


@transaction.atomic
def _store(
    lesson: Lesson, written: WrittenQuestion, answers: Sequence[str], *, solver: str
) -> Question:
    """Store one question in quarantine with the solves there are; once, whoever writes it again."""
    pack = written.question
    text = version_text(pack)
    slug = f"{lesson.slug}/{pack.id}"
    question, is_new = Question.objects.get_or_create(
        slug=slug,
        defaults={
            "lesson": lesson,
            "type": "multiple_choice",
            "difficulty": pack.difficulty,
            "concept": pack.concept,
            "source": WRITTEN_BY_MODEL,
            "status": QuestionStatus.QUARANTINED,
        },
    )
    if not is_new:
        return question
    text["key"] = {**text["key"], "section": written.section}
    version = QuestionVersion.objects.create(
        question=question, number=1, content_hash=hash_of_content(slug, text), **text
    )
    question.current = version
    question.save(update_fields=["current"])
    BlindSolve.objects.bulk_create(
        BlindSolve(
            question_version=version,
            number=number,
            solver=solver[:100],
            answer={"option": answer},
            agrees=_agrees(text, answer),
        )
        for number, answer in enumerate(answers, start=1)
    )
    return question


def _agrees(text: dict[str, Any], answer: str) -> bool:
    """Whether the key's grader passes a solve."""
    offered = [option["id"] for option in text["options"]]
    key = {"type": "choice", "option": text["key"]["option"], "options": offered}
    return grade(read_key(key), answer).correct


def extra_items(
    *, lesson_id: UUID, learner_id: UUID, count: int, taken: Sequence[ComposedItem] = ()
) -> list[ComposedItem]:
    """Return up to ``count`` unchecked questions for a learner whom the bank gave too few.

    A model writes what is missing. Nothing where the quizmaster is the built-in one: the bank is
    then all there is. Call it outside any transaction.
    """
    if count <= 0 or is_builtin(QUIZMASTER):
        return []
    lesson = Lesson.objects.get(pk=lesson_id)
    bank = unchecked_for(lesson_id=lesson_id, learner_id=learner_id)
    if len(bank) < count:
        write_questions(lesson=lesson, count=count - len(bank))
        bank = unchecked_for(lesson_id=lesson_id, learner_id=learner_id)
    if not bank:
        return []
    seed = secrets.randbits(SEED_BITS)
    request = QuizRequest(topic=lesson.title, bank=bank, count=count, seed=seed)
    known = {item.shown["stem"] for item in taken}
    return [
        replace(item, shown={**item.shown, "unchecked": True})
        for item in get_quizmaster().compose(request)
        if item.shown["stem"] not in known
    ]
