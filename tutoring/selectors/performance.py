"""What answers show, of a session or of one quiz: the evaluator's words and the plain counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import QuerySet

from sessions_app.models import StudySession
from tutoring.agents import get_evaluator
from tutoring.agents.requests import AnswerResult, EvaluationRequest, TopicResult
from tutoring.agents.shapes import PerformanceAnalysis, Standing
from tutoring.models import Attempt, Quiz
from tutoring.rules import percent_half_up, topic_status
from tutoring.selectors.bank import catalogue_entry
from tutoring.selectors.mastery import topic_levels
from tutoring.selectors.progress import next_topic_among, topic_name_of, topics_of


@dataclass(frozen=True)
class Performance:
    """``topic_performance``: ``{topic, attempted, correct, accuracy, total_time_ms}`` by topic."""

    analysis: PerformanceAnalysis
    topic_performance: list[dict[str, Any]]

    def as_answer(self) -> dict[str, Any]:
        analysis = self.analysis.model_dump(mode="json")
        return {**analysis, "topic_performance": self.topic_performance}


def session_performance(session: StudySession) -> Performance:
    """Return what the answers of a session show, with the topics of its plan. Three queries."""
    attempts = _in_order(Attempt.objects.filter(session=session))
    topics = topics_of(session)
    planned = [
        TopicResult(topic.name, topic.mastery_score, cast("Standing", topic.status), 0)
        for topic in topics
    ]
    beside = _unplanned(attempts, {topic.name for topic in topics})
    suggested = next_topic_among(topics)
    return _performance(attempts, [*planned, *beside], suggested.name if suggested else None)


def quiz_performance(quiz: Quiz) -> Performance:
    """Return what the answers given so far to a quiz show. Two queries."""
    attempts = _in_order(Attempt.objects.filter(quiz_item__quiz=quiz))
    topics = _unplanned(attempts, set())
    if not topics:
        topics = [TopicResult(topic_name_of(quiz), 0, "pending", 0)]
    return _performance(attempts, topics, None)


def _in_order(attempts: QuerySet[Attempt]) -> list[Attempt]:
    related = ("quiz_item__quiz__topic", "question_version__question", "misconception")
    return list(attempts.select_related(*related).order_by("answered_at", "quiz_item__position"))


def _topic_of(attempt: Attempt) -> str:
    return topic_name_of(attempt.quiz_item.quiz)


def _unplanned(attempts: Sequence[Attempt], planned: set[str]) -> list[TopicResult]:
    """Return topics outside a plan at the level that all of the learner's answers show."""
    lessons = {
        _topic_of(attempt): attempt.question_version.question.lesson_id
        for attempt in attempts
        if _topic_of(attempt) not in planned
    }
    if not lessons:
        return []
    levels = topic_levels(attempts[0].learner_id, lessons.values())
    results = []
    for name, lesson_id in lessons.items():
        level = levels.get(lesson_id)
        score = (level.mastery.score or 0) if level else 0
        status = topic_status(level.mastery).value if level else "learning"
        results.append(TopicResult(name, round(score), cast("Standing", status), 0))
    return results


def _performance(
    attempts: Sequence[Attempt], topics: Sequence[TopicResult], next_topic: str | None
) -> Performance:
    counts = _counted(attempts)
    answered = {row["topic"]: row["attempted"] for row in counts}
    request = EvaluationRequest(
        topics=tuple(
            TopicResult(topic.name, topic.score, topic.status, answered.get(topic.name, 0))
            for topic in topics
        ),
        answers=tuple(_answer(attempt) for attempt in attempts),
        misconceptions=tuple(
            {
                attempt.misconception.slug: catalogue_entry(attempt.misconception)
                for attempt in attempts
                if attempt.misconception is not None
            }.values()
        ),
        next_topic=next_topic,
    )
    return Performance(get_evaluator().evaluate(request), counts)


def _answer(attempt: Attempt) -> AnswerResult:
    shown = attempt.quiz_item.shown
    return AnswerResult(
        topic=_topic_of(attempt),
        concept=shown["concept"],
        difficulty=shown["difficulty"],
        correct=attempt.correct,
        time_spent_ms=attempt.time_spent_ms,
    )


def _counted(attempts: Sequence[Attempt]) -> list[dict[str, Any]]:
    by_topic: dict[str, list[Attempt]] = {}
    for attempt in attempts:
        by_topic.setdefault(_topic_of(attempt), []).append(attempt)
    return [
        {
            "topic": name,
            "attempted": len(own),
            "correct": sum(attempt.correct for attempt in own),
            "accuracy": percent_half_up(sum(attempt.correct for attempt in own), len(own)),
            "total_time_ms": sum(attempt.time_spent_ms or 0 for attempt in own),
        }
        for name, own in by_topic.items()
    ]
