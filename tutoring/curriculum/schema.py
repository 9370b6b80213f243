"""The form of the pack files; an unknown or missing member is a finding, not a guess."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StringConstraints

from tutoring.asking import QUESTION_TYPES

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]
Level = Literal["easy", "medium", "hard"]
OptionId = Literal["a", "b", "c", "d", "e", "f"]
ItemId = Annotated[str, StringConstraints(pattern=r"^[\w-]{1,20}$")]
Kind = Literal[
    "choice_set", "true_false", "assertion_reason", "integer", "decimal", "significant",
    "scientific", "fraction", "quantity", "expression", "date", "term", "sequence", "matching",
    "blanks",
]  # fmt: skip


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
    """``slip``: a wrong option that betrays no belief, only a mistake in passing."""

    id: OptionId
    text: Text
    correct: bool = False
    misconception: Slug | None = None
    slip: bool = False

    def shown(self) -> dict[str, Any]:
        """Return the option as a version stores it, without what the key says."""
        named = self.model_dump(exclude={"correct", "slip"})
        return named | {"slip": True} if self.slip else named


def _named_by_text(members: Any) -> Any:
    """YAML reads the name ``true`` as a truth value."""
    if not isinstance(members, dict):
        return members
    return {
        str(name).lower() if isinstance(name, bool) else name: value
        for name, value in members.items()
    }


class PackItem(PackPart):
    """Something to put in order or to match."""

    id: ItemId
    text: Text


class PackQuestion(PackPart):
    """Either a static question (stem, options or key, explanation) or the name of a generator.

    Without ``kind`` it is a choice of four options; with it ``key`` has the members of that
    type's key (docs/grading.md), and its answer is typed, ordered or matched. ``items`` of a
    sequence stand in the right order; ``labels`` name the blanks. ``check`` computes the key
    anew (tutoring/curriculum/arithmetic.py).
    """

    id: Slug
    difficulty: Level
    concept: Text
    type: Literal["multiple_choice"] = "multiple_choice"
    kind: Kind | None = None
    generator: Text | None = None
    stem: Text | None = None
    options: tuple[PackOption, ...] = ()
    key: Annotated[dict[str, Any], BeforeValidator(_named_by_text)] = {}
    ask: Text | None = None
    items: tuple[PackItem, ...] = ()
    left: tuple[PackItem, ...] = ()
    right: tuple[PackItem, ...] = ()
    labels: tuple[Text, ...] = ()
    explanation: Text | None = None
    check: Text | None = None

    @property
    def question_type(self) -> str:
        """The API's type: one of four."""
        return QUESTION_TYPES[self.kind] if self.kind else self.type


class LessonPack(PackPart):
    """A lesson, its catalogue and its questions; a ``quantitative`` one has generators."""

    slug: Slug
    subject: Text
    unit: Text
    title: Text
    quantitative: bool = True
    lesson: LessonBody
    misconceptions: Annotated[tuple[CatalogueEntry, ...], Field(min_length=1)]
    questions: Annotated[tuple[PackQuestion, ...], Field(min_length=1)]

    @property
    def path_slug(self) -> str:
        """The lesson's slug among all subjects: "physics/friction"."""
        return f"{self.subject.lower().replace(' ', '-')}/{self.slug}"

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


Solve = StrictBool | str | list[Any] | dict[str, Any]


class Solves(PackPart):
    """The independent solves of one static question: an option's id or a typed answer.

    Without ``second`` the question waits for it and is not released.
    """

    author: Solve
    second: Solve | None = None

    @property
    def given(self) -> tuple[Solve, ...]:
        """The solves that there are."""
        return (self.author,) if self.second is None else (self.author, self.second)
