"""The tutor: the curriculum's own lesson, and hints drawn from it."""

from collections.abc import Collection, Iterator

from tutoring.agents.answering import LessonAnswer, LessonQuestion
from tutoring.agents.builtin.answering import answer_from_lesson, fitted_lesson
from tutoring.agents.builtin.hints import ladder_hint
from tutoring.agents.hinting import Hint, HintRequest
from tutoring.agents.markdown import markdown_parts
from tutoring.agents.requests import LessonRequest
from tutoring.agents.shapes import TutorExplanation


class BuiltinTutor:
    """Explains a topic with its lesson; it adds nothing that nobody checked."""

    def explain(self, request: LessonRequest) -> TutorExplanation:
        return fitted_lesson(request)

    def stream(self, request: LessonRequest, withheld: Collection[str] = ()) -> Iterator[str]:
        return markdown_parts(self.explain(request))

    def answer(self, question: LessonQuestion) -> LessonAnswer:
        return answer_from_lesson(question)

    def hint(self, request: HintRequest) -> Hint:
        return ladder_hint(request)
