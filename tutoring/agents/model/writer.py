"""Questions by model: written from a lesson, checked like the packs, solved without their keys.

No built-in agent stands behind it: without a model the bank is all there is.
"""

import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Literal, TypeVar

import structlog
from pydantic import Field, StringConstraints, ValidationError

from tutoring.agents.model.answering import cited_section
from tutoring.agents.model.caller import ModelCaller
from tutoring.agents.model.checks import refuse_markup, refuse_other_subjects
from tutoring.agents.model.errors import AnswerRefused, ModelUnavailable
from tutoring.agents.model.question import ModelQuestion
from tutoring.agents.shapes import Level, Shape, TutorExplanation
from tutoring.agents.turns import Turn
from tutoring.agents.writing import MAX_WRITTEN, WritingOrder, WrittenQuestion
from tutoring.curriculum.checks import OPTION_IDS, check_static
from tutoring.curriculum.schema import PackQuestion
from tutoring.retrieval import Section, sections_of

Given = TypeVar("Given")
OptionText = Annotated[str, StringConstraints(min_length=1, max_length=300)]
logger = structlog.get_logger("mentor.agents")


class OptionWords(Shape):
    text: OptionText
    is_right: bool
    misconception: Annotated[str, StringConstraints(max_length=200)] | None


class QuestionWords(Shape):
    stem: Annotated[str, StringConstraints(min_length=10, max_length=1500)]
    options: Annotated[list[OptionWords], Field(min_length=4, max_length=4)]
    concept: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    difficulty: Level
    explanation: Annotated[str, StringConstraints(min_length=1, max_length=1500)]
    section: Annotated[str, StringConstraints(max_length=200)]


class WrittenWords(Shape):
    questions: Annotated[list[QuestionWords], Field(min_length=1, max_length=MAX_WRITTEN)]


class SolvedWords(Shape):
    answers: Annotated[list[Literal["a", "b", "c", "d"]], Field(max_length=MAX_WRITTEN)]


class ModelQuestionWriter:
    """Writes questions and solves them blind; ``turns`` tell what each call took."""

    def __init__(self, caller: ModelCaller | None = None) -> None:
        self.caller = caller or ModelCaller()
        self.turns: list[Turn] = []

    @property
    def model(self) -> str:
        return self.caller.endpoint.model

    def write(self, order: WritingOrder) -> list[WrittenQuestion]:
        """Return up to ``count`` sound questions. Raises ModelUnavailable."""
        lesson = TutorExplanation.model_validate({**order.lesson, "topic": order.topic})
        sections = sections_of(lesson)

        def check(words: WrittenWords) -> None:
            _check(words, order, sections)

        data = {
            "topic": order.topic,
            "count": order.count,
            "sections": [{"title": part.title, "text": part.text} for part in sections],
            "misconceptions": [
                {"id": entry.slug, "name": entry.name, "confusion": entry.confusion}
                for entry in order.misconceptions
            ],
            "known_questions": list(order.stems),
        }
        question = ModelQuestion("writer", data, WrittenWords, check)
        words = self._counted("writer", lambda: self.caller.ask(question))
        return [_written(one, sections) for one in words.questions[: order.count]]

    def solve(self, questions: Sequence[PackQuestion], *, number: int) -> list[str]:
        """Return the option that it takes for right, of each question; it is given no key.

        The second time (``number`` 2) the options stand in another order under other letters.
        Raises ModelUnavailable.
        """
        shown = [_in_order(question, number) for question in questions]

        def check(words: SolvedWords) -> None:
            if len(words.answers) != len(shown):
                raise AnswerRefused("Give one answer for each of the questions.")

        data = {
            "questions": [
                {
                    "stem": question.stem,
                    "options": {
                        letter: option.text
                        for letter, option in zip(OPTION_IDS, options, strict=True)
                    },
                }
                for question, options in zip(questions, shown, strict=True)
            ]
        }
        asked = ModelQuestion("solver", data, SolvedWords, check)
        words = self._counted("solver", lambda: self.caller.ask(asked))
        return [
            options[OPTION_IDS.index(letter)].id
            for letter, options in zip(words.answers, shown, strict=True)
        ]

    def _counted(self, role: str, ask: Callable[[], Given]) -> Given:
        started, failure = time.monotonic(), None
        try:
            return ask()
        except ModelUnavailable as error:
            failure = error.failure
            raise
        finally:
            duration_ms = round((time.monotonic() - started) * 1000)
            turn = Turn(role, "model", self.model, self.caller.spent, duration_ms, failure)
            self.turns.append(turn)
            logger.info("model_turn", **turn.metadata())


def _in_order(question: PackQuestion, number: int) -> tuple:
    return question.options if number == 1 else tuple(reversed(question.options))


def _check(words: WrittenWords, order: WritingOrder, sections: Sequence[Section]) -> None:
    """Raise AnswerRefused for a question that the checks of the packs, or these, do not pass."""
    vocabulary = [order.topic, *(f"{part.title} {part.text}" for part in sections)]
    stems = set(order.stems)
    for one in words.questions:
        texts = [one.stem, one.concept, one.explanation, *(o.text for o in one.options)]
        refuse_markup(texts)
        refuse_other_subjects([one.stem, one.explanation], vocabulary)
        if one.stem in stems:
            raise AnswerRefused(f"This question is there already: {one.stem[:80]!r}")
        stems.add(one.stem)
        for finding in _findings(one, order, sections):
            raise AnswerRefused(finding)


def _findings(
    words: QuestionWords, order: WritingOrder, sections: Sequence[Section]
) -> Iterable[str]:
    try:
        question = _written(words, sections).question
    except (ValidationError, LookupError):
        yield "Name the exact title of the section that each question comes from."
        return
    slips = {None}  # a wrong option that betrays no belief
    known = {entry.slug for entry in order.misconceptions} | slips
    yield from check_static(question, known, set())  # type: ignore[arg-type]


def _written(words: QuestionWords, sections: Sequence[Section]) -> WrittenQuestion:
    """Return the words in the form of the packs. Raises LookupError without a section."""
    cited = cited_section(words.section, f"{words.stem} {words.explanation}", sections)
    if cited is None:
        raise LookupError(words.section)
    digest = hashlib.sha256(words.stem.encode()).hexdigest()[:12]
    question = PackQuestion.model_validate(
        {
            "id": f"written-{digest}",
            "difficulty": words.difficulty,
            "concept": words.concept,
            "stem": words.stem,
            "explanation": words.explanation,
            "options": [
                {
                    "id": letter,
                    "text": option.text,
                    "correct": option.is_right,
                    "misconception": option.misconception,
                }
                for letter, option in zip(OPTION_IDS, words.options, strict=True)
            ],
        }
    )
    return WrittenQuestion(question, cited.anchor)
