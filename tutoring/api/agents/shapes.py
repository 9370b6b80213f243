"""Answers with members beside those of an agent's shape."""

from tutoring.agents.shapes import MisconceptionAnalysis, Percent, PerformanceAnalysis, Shape


class MisconceptionAnswer(MisconceptionAnalysis):
    """``underlying_confusion`` is the inferred one, for clients that read it there."""

    underlying_confusion: str


class TopicPerformance(Shape):
    topic: str
    attempted: int
    correct: int
    accuracy: Percent
    total_time_ms: int


class PerformanceAnswer(PerformanceAnalysis):
    """The evaluator's words and the plain counts."""

    topic_performance: list[TopicPerformance]
