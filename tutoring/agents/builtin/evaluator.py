"""The evaluator: what the answers show, in plain words made from the numbers."""

from collections.abc import Iterable, Sequence

from tutoring.agents.requests import (
    AnswerResult,
    CatalogueEntry,
    EvaluationRequest,
    TopicResult,
)
from tutoring.agents.shapes import (
    MisconceptionNote,
    PerformanceAnalysis,
    Recommendation,
    TopicMastery,
)
from tutoring.rules import MASTERED_FROM, percent_half_up

ENCOURAGEMENT = (
    (MASTERED_FROM, "This sits well. Carry it into the next topic."),
    (50, "The ground is there. What is missing has a name now, and that makes it quick to mend."),
    (0, "A hard set. Knowing exactly what went wrong is the fastest way to the next step."),
)


class BuiltinEvaluator:
    """Describes results; score and status of a topic come from the published rule."""

    def evaluate(self, request: EvaluationRequest) -> PerformanceAnalysis:
        right = sum(answer.correct for answer in request.answers)
        score = percent_half_up(right, len(request.answers))
        return PerformanceAnalysis(
            overall_score=score,
            summary=_summary(request, right),
            topic_mastery=[_mastery(topic, request.answers) for topic in request.topics],
            misconceptions=[_note(entry) for entry in request.misconceptions],
            recommendations=_recommendations(request),
            encouragement=next(words for least, words in ENCOURAGEMENT if score >= least),
        )


def _summary(request: EvaluationRequest, right: int) -> str:
    total = len(request.answers)
    if not total:
        return "There are no answers to look at yet."
    words = f"{right} of {total} right."
    known = len(request.misconceptions)
    if known == 1:
        words += f" The wrong answers point to one idea: {request.misconceptions[0].name}."
    elif known:
        words += f" The wrong answers point to {known} ideas that need another look."
    return words


def _mastery(topic: TopicResult, answers: Sequence[AnswerResult]) -> TopicMastery:
    own = [answer for answer in answers if answer.topic == topic.name]
    right = {answer.concept for answer in own if answer.correct}
    wrong = {answer.concept for answer in own if not answer.correct}
    return TopicMastery(
        topic=topic.name,
        score=topic.score,
        status=topic.status,
        strength=_listed(right - wrong) or "Nothing certain yet.",
        weakness=_listed(wrong) or "None seen in these answers.",
    )


def _listed(concepts: Iterable[str]) -> str:
    words = ", ".join(sorted(concepts))
    return words[:1].upper() + words[1:]


def _note(entry: CatalogueEntry) -> MisconceptionNote:
    return MisconceptionNote(
        concept=entry.name,
        description=entry.confusion,
        correction=entry.correction,
        suggested_review=entry.counter_example,
    )


def _recommendations(request: EvaluationRequest) -> list[Recommendation]:
    advice = [
        (topic.name, "Read the lesson's pitfall again and take another quiz.", "25 min")
        for topic in request.topics
        if topic.status in {"weak", "learning"} and topic.answered
    ]
    if request.next_topic and request.next_topic not in [name for name, _, _ in advice]:
        advice.append((request.next_topic, "Go on with the next topic of your plan.", "40 min"))
    return [
        Recommendation(priority=number, topic=name, action=action, time_estimate=time)
        for number, (name, action, time) in enumerate(advice, start=1)
    ]
