"""What the evaluator is given of a session or of one quiz, and the plain counts beside it."""

from collections.abc import Sequence
from typing import Any, NamedTuple, cast

from django.db.models import QuerySet

from sessions_app.models import StudySession
from tutoring.agents.requests import AnswerResult, EvaluationRequest, TopicResult
from tutoring.agents.shapes import Standing
from tutoring.models import Attempt, Quiz
from tutoring.rules import percent_half_up, topic_status
from tutoring.selectors.bank import catalogue_entry
from tutoring.selectors.mastery import topic_levels
from tutoring.selectors.progress import next_topic_among, topic_name_of, topics_of


class Evaluated(NamedTuple):
    """Answers to judge; ``counts``: ``{topic, attempted, correct, accuracy, total_time_ms}``."""

    request: EvaluationRequest
    counts: list[dict[str, Any]]


def session_evaluation(session: StudySession) -> Evaluated:
    """Return the answers of a session, with the topics of its plan. Three queries."""
    attempts = _in_order(Attempt.objects.filter(session=session))
    topics = topics_of(session)
    planned = [
        TopicResult(topic.name, topic.mastery_score, cast("Standing", topic.status), 0)
        for topic in topics
    ]
    beside = _unplanned(attempts, {topic.name for topic in topics})
    suggested = next_topic_among(topics)
    return _evaluated(attempts, [*planned, *beside], suggested.name if suggested else None)


def quiz_evaluation(quiz: Quiz) -> Evaluated:
    """Return the answers given so far to a quiz. Two queries."""
    attempts = _in_order(Attempt.objects.filter(quiz_item__quiz=quiz))
    topics = _unplanned(attempts, set())
    if not topics:
        topics = [TopicResult(topic_name_of(quiz), 0, "pending", 0)]
    return _evaluated(attempts, topics, None)


def _in_order(attempts: QuerySet[Attempt]) -> list[Attempt]:
    related = ("quiz_item__quiz__topic", "question_version__question", "misconception")
    return list(attempts.select_related(*related).order_by("answered_at", "quiz_item__position"))


def _topic_of(attempt: Attempt) -> str:
    return topic_name_of(attempt.quiz_item.quiz)


def _unplanned(attempts: Sequence[Attempt], planned: set[str]) -> list[TopicResult]:
    """Return topics outside a plan at the level that all of the learner's answers show."""
    lessons = {
        _topic_of(attempt): attempt.question_version.question.taught_in_id
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


def _evaluated(
    attempts: Sequence[Attempt], topics: Sequence[TopicResult], next_topic: str | None
) -> Evaluated:
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
    return Evaluated(request, counts)


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
