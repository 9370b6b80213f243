"""The form of the pack files; an unknown or missing member is a finding, not a guess."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]
Level = Literal["easy", "medium", "hard"]
OptionId = Literal["a", "b", "c", "d"]


class PackPart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Step(PackPart):
    title: Text
    content: Text
    analogy: Text | None = None


class LessonBody(PackPart):
    intuition: Text
    steps: Annotated[tuple[Step, ...], Field(min_length=3, max_length=6)]
    real_world_example: Text
    common_pitfall: Text
    practice_question: Text | None = None


class CatalogueEntry(PackPart):
    id: Slug
    name: Text
    confusion: Text
    counter_example: Text
    correction: Text


class PackOption(PackPart):
    id: OptionId
    text: Text
    correct: bool = False
    misconception: Slug | None = None


class PackQuestion(PackPart):
    """Either a static question (stem, options, explanation) or the name of a generator."""

    id: Slug
    difficulty: Level
    concept: Text
    type: Literal["multiple_choice"] = "multiple_choice"
    generator: Text | None = None
    stem: Text | None = None
    options: tuple[PackOption, ...] = ()
    explanation: Text | None = None


class LessonPack(PackPart):
    slug: Slug
    subject: Text
    unit: Text
    title: Text
    lesson: LessonBody
    misconceptions: Annotated[tuple[CatalogueEntry, ...], Field(min_length=1)]
    questions: Annotated[tuple[PackQuestion, ...], Field(min_length=1)]

    @property
    def path_slug(self) -> str:
        """The lesson's slug among all subjects: "physics/friction"."""
        return f"{self.subject.lower()}/{self.slug}"

    def explanation(self) -> dict[str, Any]:
        """Return the lesson in the form of a TutorExplanation."""
        body = self.lesson
        return {
            "topic": self.title,
            "intuition": body.intuition,
            "steps": [
                {"step_number": number, **step.model_dump()}
                for number, step in enumerate(body.steps, start=1)
            ],
            "real_world_example": body.real_world_example,
            "common_pitfall": body.common_pitfall,
            "practice_question": body.practice_question,
        }


class PackTopic(PackPart):
    slug: Slug
    name: Text
    lesson: Text
    weight: Annotated[int, Field(ge=1, le=5)]
    hours: Annotated[float, Field(gt=0, le=40)]
    prerequisites: tuple[Slug, ...] = ()


class PackUnit(PackPart):
    name: Text
    topics: Annotated[tuple[PackTopic, ...], Field(min_length=1)]


class PackSubject(PackPart):
    name: Text
    units: Annotated[tuple[PackUnit, ...], Field(min_length=1)]


class ExamPack(PackPart):
    exam: Literal["NEET", "JEE", "UPSC", "CAT"]
    year: Annotated[int, Field(ge=2000, le=2100)]
    source: Text
    subjects: Annotated[tuple[PackSubject, ...], Field(min_length=1)]

    def topics(self) -> list[tuple[PackSubject, PackUnit, PackTopic]]:
        """Return every topic with its subject and unit, in the order of the syllabus."""
        return [
            (subject, unit, topic)
            for subject in self.subjects
            for unit in subject.units
            for topic in unit.topics
        ]


class Solves(PackPart):
    """The two independent solves of one static question."""

    author: OptionId
    second: OptionId
