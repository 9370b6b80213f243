"""The tutor by model: the curriculum's lesson in other words."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any

from tutoring.agents.answering import LessonAnswer, LessonQuestion, latest_turns
from tutoring.agents.builtin.tutor import BuiltinTutor
from tutoring.agents.hinting import Hint, HintRequest
from tutoring.agents.model.answering import model_answer, refuse_open_answers
from tutoring.agents.model.caller import ModelCaller
from tutoring.agents.model.checks import refuse_markup, refuse_other_subjects
from tutoring.agents.model.hints import model_hint
from tutoring.agents.model.question import ModelQuestion, TextQuestion
from tutoring.agents.model.streaming import stream_words
from tutoring.agents.model.words import LessonWords
from tutoring.agents.requests import LessonRequest
from tutoring.agents.shapes import TutorExplanation
from tutoring.retrieval import sections_of


class ModelTutor:
    """Explains a topic anew; topic and practice question stay the curriculum's."""

    def __init__(self, caller: ModelCaller | None = None) -> None:
        self.caller = caller or ModelCaller()

    def explain(self, request: LessonRequest) -> TutorExplanation:
        """Return the lesson in the model's words. Raises ModelUnavailable."""
        whole = replace(request, difficulty="medium", context="", history=())
        lesson = BuiltinTutor().explain(whole)
        vocabulary = [request.topic, *_texts_of_lesson(lesson)]
        sections = sections_of(lesson)

        def check(words: LessonWords) -> None:
            texts = list(_texts(words))
            refuse_open_answers("\n".join(texts), request.withheld, sections)
            refuse_markup([*texts, *(step.title for step in words.steps)])
            refuse_other_subjects(texts, vocabulary)

        known = lesson.model_dump(exclude={"practice_question"})
        data = {
            "topic": request.topic,
            "difficulty": request.difficulty,
            "lesson": known,
            **wishes(request),
        }
        words = self.caller.ask(ModelQuestion("tutor", data, LessonWords, check))
        steps = [
            {"step_number": number, **step.model_dump()}
            for number, step in enumerate(words.steps, start=1)
        ]
        kept = {"topic": lesson.topic, "practice_question": lesson.practice_question}
        return TutorExplanation.model_validate({**words.model_dump(), **kept, "steps": steps})

    def stream(self, request: LessonRequest, withheld: Collection[str] = ()) -> Iterator[str]:
        """Yield the lesson in the model's words as Markdown. Raises ModelUnavailable on the way."""
        whole = replace(request, difficulty="medium", context="", history=())
        lesson = BuiltinTutor().explain(whole)
        vocabulary = [request.topic, *_texts_of_lesson(lesson)]
        sections = sections_of(lesson)

        def check(paragraphs: str) -> None:
            refuse_markup([paragraphs])
            refuse_other_subjects([paragraphs], vocabulary)
            refuse_open_answers(paragraphs, withheld, sections)

        data = {
            "topic": request.topic,
            "difficulty": request.difficulty,
            "lesson": lesson.model_dump(exclude={"practice_question"}),
            **wishes(request),
        }
        return stream_words(self.caller, TextQuestion("stream", data, check))

    def answer(self, question: LessonQuestion) -> LessonAnswer:
        """Return an answer in the model's words with its section. Raises ModelUnavailable."""
        return model_answer(question, self.caller)

    def hint(self, request: HintRequest) -> Hint:
        """Return a hint in the model's words. Raises ModelUnavailable."""
        return model_hint(request, self.caller)


def wishes(request: LessonRequest) -> dict[str, Any]:
    """Return what the learner wants to know of the topic, where something was said of it."""
    said = latest_turns(request.history)
    return {
        **({"context": request.context} if request.context.strip() else {}),
        **({"history": said} if said else {}),
    }


def _texts(words: LessonWords) -> Iterator[str]:
    yield from (words.intuition, words.real_world_example, words.common_pitfall)
    for step in words.steps:
        yield f"{step.content} {step.analogy or ''}"  # an analogy alone may be about anything


def _texts_of_lesson(lesson: TutorExplanation) -> Iterator[str]:
    yield from (lesson.intuition, lesson.real_world_example, lesson.common_pitfall)
    for step in lesson.steps:
        yield from (step.title, step.content, step.analogy or "")
