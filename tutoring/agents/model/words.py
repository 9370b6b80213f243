"""What a model writes: words alone, each with its longest length; nothing else is accepted."""

from typing import Annotated

from pydantic import Field, StringConstraints

from tutoring.agents.shapes import Level, Shape

Title = Annotated[str, StringConstraints(min_length=1, max_length=120)]
Sentence = Annotated[str, StringConstraints(min_length=1, max_length=400)]
Paragraph = Annotated[str, StringConstraints(min_length=1, max_length=1500)]


class StepWords(Shape):
    title: Title
    content: Paragraph
    analogy: Sentence | None


class LessonWords(Shape):
    intuition: Paragraph
    steps: Annotated[list[StepWords], Field(min_length=1, max_length=10)]
    real_world_example: Paragraph
    common_pitfall: Paragraph


class OrderedTopic(Shape):
    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    difficulty: Level
    rationale: Sentence


class PlanWords(Shape):
    overview: Paragraph
    topics: Annotated[list[OrderedTopic], Field(min_length=1, max_length=400)]


class EvaluationWords(Shape):
    summary: Paragraph
    encouragement: Sentence
    actions: Annotated[list[Sentence], Field(max_length=400)]


class MisconceptionWords(Shape):
    inferred_confusion: Paragraph
    counter_example: Paragraph
    explanation: Paragraph
