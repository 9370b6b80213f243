"""The evaluator by model: words around figures that the built-in evaluator computed."""

from collections.abc import Iterator

from tutoring.agents.builtin.evaluator import BuiltinEvaluator
from tutoring.agents.model.caller import ModelCaller
from tutoring.agents.model.checks import refuse_figures, refuse_markup, refuse_other_subjects
from tutoring.agents.model.errors import AnswerRefused
from tutoring.agents.model.question import ModelQuestion
from tutoring.agents.model.words import EvaluationWords
from tutoring.agents.requests import EvaluationRequest
from tutoring.agents.shapes import PerformanceAnalysis


class ModelEvaluator:
    """Writes summary, encouragement and advice; every score and status stays as computed."""

    def __init__(self, caller: ModelCaller | None = None) -> None:
        self.caller = caller or ModelCaller()

    def evaluate(self, request: EvaluationRequest) -> PerformanceAnalysis:
        """Return the analysis; without answers the built-in one. Raises ModelUnavailable."""
        computed = BuiltinEvaluator().evaluate(request)
        if not request.answers:
            return computed
        vocabulary = list(_vocabulary(request, computed))

        def check(words: EvaluationWords) -> None:
            texts = [words.summary, words.encouragement, *words.actions]
            refuse_markup(texts)
            refuse_figures([words.summary, words.encouragement], vocabulary)
            refuse_other_subjects([words.summary, " ".join(words.actions)], vocabulary)
            if len(words.actions) != len(computed.recommendations):
                raise AnswerRefused("Give one action for each of the recommendations.")

        data = {"results": computed.model_dump(exclude={"encouragement"})}
        words = self.caller.ask(ModelQuestion("evaluator", data, EvaluationWords, check))
        return _in_words(computed, words)


def _in_words(computed: PerformanceAnalysis, words: EvaluationWords) -> PerformanceAnalysis:
    advice = [
        {**recommendation.model_dump(), "action": action}
        for recommendation, action in zip(computed.recommendations, words.actions, strict=True)
    ]
    return PerformanceAnalysis.model_validate(
        {
            **computed.model_dump(),
            "summary": f"{computed.summary} {words.summary}",
            "encouragement": words.encouragement,
            "recommendations": advice,
        }
    )


def _vocabulary(request: EvaluationRequest, computed: PerformanceAnalysis) -> Iterator[str]:
    yield from (answer.topic for answer in request.answers)
    yield from (answer.concept for answer in request.answers)
    yield from (topic.name for topic in request.topics)
    for advice in computed.recommendations:
        yield from (advice.topic, advice.action)
    for entry in request.misconceptions:
        yield from (entry.name, entry.confusion, entry.correction)
