"""Answers about a lesson by model: in its own words, from the lesson, with the place named."""

from collections.abc import Collection, Sequence
from typing import Annotated

from pydantic import StringConstraints

from tutoring.agents.answering import LessonAnswer, LessonQuestion, latest_turns
from tutoring.agents.builtin.answering import lesson_of, unknown
from tutoring.agents.hinting import gives_away
from tutoring.agents.model.caller import ModelCaller
from tutoring.agents.model.checks import refuse_markup, refuse_other_subjects, stems
from tutoring.agents.model.errors import AnswerRefused
from tutoring.agents.model.question import ModelQuestion
from tutoring.agents.shapes import Shape
from tutoring.retrieval import Section, best_section, sections_of

SHARED_WORDS = 2  # that an answer and the section it cites have at least
OPEN_QUESTION = "Do not answer a question of an open quiz; explain the idea behind it."


class AnswerWords(Shape):
    is_known: bool
    answer: Annotated[str, StringConstraints(min_length=1, max_length=1500)]
    section: Annotated[str, StringConstraints(max_length=200)] | None


def model_answer(question: LessonQuestion, caller: ModelCaller) -> LessonAnswer:
    """Return the model's answer with the section it used, or that the lesson does not say.

    A section that does not exist or has nothing to do with the answer is replaced by the one that
    speaks of it; where none does, the answer is refused. Raises ModelUnavailable.
    """
    lesson = lesson_of(question)
    sections = sections_of(lesson)

    def check(words: AnswerWords) -> None:
        if not words.is_known:
            return
        refuse_markup([words.answer])
        refuse_other_subjects([words.answer], _texts(question.topic, sections))
        refuse_open_answers(words.answer, question.withheld, sections)
        if cited_section(words.section, words.answer, sections) is None:
            raise AnswerRefused("Name the section of the data that your answer comes from.")

    data = {
        "topic": question.topic,
        "question": question.question,
        "history": latest_turns(question.history),
        "sections": [{"title": section.title, "text": section.text} for section in sections],
    }
    words = caller.ask(ModelQuestion("answer", data, AnswerWords, check))
    cited = cited_section(words.section, words.answer, sections)
    if not words.is_known or cited is None:
        return unknown(lesson)
    return LessonAnswer(words.answer.strip(), cited.title, cited.anchor)


def refuse_open_answers(text: str, withheld: Collection[str], sections: Sequence[Section]) -> None:
    """Raise AnswerRefused for a text that holds the right answer of an open question."""
    if withheld and gives_away(text, withheld, known=" ".join(_texts("", sections))):
        raise AnswerRefused(OPEN_QUESTION)


def cited_section(title: str | None, answer: str, sections: Sequence[Section]) -> Section | None:
    """Return the section named, if the answer speaks of it; else the one that it does speak of."""
    named = (title or "").strip().casefold()
    cited = next(
        (section for section in sections if named in {section.title.casefold(), section.anchor}),
        None,
    )
    if cited is not None:
        words = stems(f"{cited.title} {cited.text}")
        if len(words & stems(answer)) >= min(SHARED_WORDS, len(words)):
            return cited
    found = best_section(answer, sections)
    return found.section if found is not None else None


def _texts(topic: str, sections: Sequence[Section]) -> list[str]:
    return [topic, *(f"{section.title} {section.text}" for section in sections)]
