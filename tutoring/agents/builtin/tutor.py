"""The tutor: the curriculum's own lesson."""

from tutoring.agents.requests import LessonRequest
from tutoring.agents.shapes import TutorExplanation


class BuiltinTutor:
    """Explains a topic with its lesson; it adds nothing that nobody checked."""

    def explain(self, request: LessonRequest) -> TutorExplanation:
        return TutorExplanation.model_validate({**request.lesson, "topic": request.topic})
