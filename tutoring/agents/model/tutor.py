"""The tutor by model: the curriculum's lesson in other words."""

from collections.abc import Iterator

from tutoring.agents.builtin.tutor import BuiltinTutor
from tutoring.agents.hinting import Hint, HintRequest
from tutoring.agents.model.caller import ModelCaller
from tutoring.agents.model.checks import refuse_markup, refuse_other_subjects
from tutoring.agents.model.hints import model_hint
from tutoring.agents.model.question import ModelQuestion
from tutoring.agents.model.words import LessonWords
from tutoring.agents.requests import LessonRequest
from tutoring.agents.shapes import TutorExplanation


class ModelTutor:
    """Explains a topic anew; topic and practice question stay the curriculum's."""

    def __init__(self, caller: ModelCaller | None = None) -> None:
        self.caller = caller or ModelCaller()

    def explain(self, request: LessonRequest) -> TutorExplanation:
        """Return the lesson in the model's words. Raises ModelUnavailable."""
        lesson = BuiltinTutor().explain(request)
        vocabulary = [request.topic, *_texts_of_lesson(lesson)]

        def check(words: LessonWords) -> None:
            texts = list(_texts(words))
            refuse_markup([*texts, *(step.title for step in words.steps)])
            refuse_other_subjects(texts, vocabulary)

        known = lesson.model_dump(exclude={"practice_question"})
        data = {"topic": request.topic, "difficulty": request.difficulty, "lesson": known}
        words = self.caller.ask(ModelQuestion("tutor", data, LessonWords, check))
        steps = [
            {"step_number": number, **step.model_dump()}
            for number, step in enumerate(words.steps, start=1)
        ]
        kept = {"topic": lesson.topic, "practice_question": lesson.practice_question}
        return TutorExplanation.model_validate({**words.model_dump(), **kept, "steps": steps})

    def hint(self, request: HintRequest) -> Hint:
        """Return a hint in the model's words. Raises ModelUnavailable."""
        return model_hint(request, self.caller)


def _texts(words: LessonWords) -> Iterator[str]:
    yield from (words.intuition, words.real_world_example, words.common_pitfall)
    for step in words.steps:
        yield f"{step.content} {step.analogy or ''}"  # an analogy alone may be about anything


def _texts_of_lesson(lesson: TutorExplanation) -> Iterator[str]:
    yield from (lesson.intuition, lesson.real_world_example, lesson.common_pitfall)
    for step in lesson.steps:
        yield from (step.title, step.content, step.analogy or "")
