"""Answered quizzes as the evaluator is given them."""

from collections.abc import Sequence
from typing import cast

from tutoring.agents.requests import AnswerResult, EvaluationRequest, TopicResult
from tutoring.agents.shapes import Standing
from tutoring.models import Quiz, Topic
from tutoring.selectors.bank import catalogue_entry
from tutoring.selectors.progress import topic_name_of


def evaluation_request(
    quizzes: Sequence[Quiz], topics: Sequence[Topic], suggested: Topic | None
) -> EvaluationRequest:
    """Return answered quizzes and their topics as the evaluator is given them."""
    answers, held = [], {}
    for quiz in quizzes:
        for item in quiz.items.all():
            answers.append(
                AnswerResult(
                    topic=topic_name_of(quiz),
                    concept=item.shown["concept"],
                    difficulty=item.shown["difficulty"],
                    correct=item.attempt.correct,
                    time_spent_ms=item.attempt.time_spent_ms,
                )
            )
            if item.attempt.misconception is not None:
                held[item.attempt.misconception_id] = catalogue_entry(item.attempt.misconception)
    counts = {topic.name: sum(answer.topic == topic.name for answer in answers) for topic in topics}
    return EvaluationRequest(
        topics=tuple(
            TopicResult(
                name=topic.name,
                score=topic.mastery_score,
                status=cast("Standing", topic.status),
                answered=counts[topic.name],
            )
            for topic in topics
        ),
        answers=tuple(answers),
        misconceptions=tuple(held.values()),
        next_topic=suggested.name if suggested else None,
    )
