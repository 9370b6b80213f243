"""The router by model: what the learner means; amounts are read by rule, questions back too."""

from typing import Annotated

from pydantic import Field, StringConstraints

from tutoring.agents.amounts import date_named, days_named, hours_named
from tutoring.agents.builtin.router import exams_named, subjects_in
from tutoring.agents.model.caller import ModelCaller
from tutoring.agents.model.errors import AnswerRefused
from tutoring.agents.model.question import ModelQuestion
from tutoring.agents.routing import Doubts, Intent, Route, RouteRequest, settled
from tutoring.agents.shapes import Shape

Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class RouteWords(Shape):
    intent: Intent
    exam: Name | None
    topics: Annotated[list[Name], Field(max_length=40)]
    confidence: Annotated[float, Field(ge=0, le=1)]


class ModelRouter:
    """Chooses among names it is given; not a word that it writes is shown to anybody."""

    def __init__(self, caller: ModelCaller | None = None) -> None:
        self.caller = caller or ModelCaller()

    def route(self, request: RouteRequest) -> Route:
        """Return the model's reading of the line. Raises ModelUnavailable."""

        def check(words: RouteWords) -> None:
            _check(words, request)

        words = self.caller.ask(ModelQuestion("router", _data(request), RouteWords, check))
        by_name = {topic.name: topic for topic in request.topics}
        topics = [by_name[name] for name in dict.fromkeys(words.topics)]
        if request.topic is not None:
            topics = [topic for topic in request.topics if topic.slug == request.topic]
        named = exams_named(request.text, request.exams)
        exam = words.exam if len(named) < 2 else None
        route = Route(
            intent=request.intent or words.intent,
            exam=request.exam or exam or (request.known_exam if not named else None),
            subjects=subjects_in(request.text, request.topics, topics),
            topics=[topic.slug for topic in topics],
            days=days_named(request.text),
            hours_per_day=hours_named(request.text),
            exam_date=date_named(request.text, request.today),
            confidence=words.confidence,
        )
        return settled(request, route, Doubts(named))


def _data(request: RouteRequest) -> dict[str, object]:
    return {
        "text": request.text,
        "chosen": {"intent": request.intent, "exam": request.exam, "topic": request.topic},
        "intents": [intent.value for intent in Intent],
        "exams": list(request.exams),
        "topics": [
            {"name": topic.name, "unit": topic.unit, "subject": topic.subject}
            for topic in request.topics
        ],
    }


def _check(words: RouteWords, request: RouteRequest) -> None:
    if words.exam is not None and words.exam not in request.exams:
        raise AnswerRefused("The exam is not one of `exams`.")
    unknown = set(words.topics) - {topic.name for topic in request.topics}
    if unknown:
        raise AnswerRefused(f"These are not names of `topics`: {sorted(unknown)[:5]}")
