"""The question bank and the catalogue as agents see them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, cast
from uuid import UUID

from django.db.models.fields.json import KT

from tutoring.agents.requests import BankQuestion, CatalogueEntry, ScopeTopic
from tutoring.agents.shapes import Level, QuestionKind
from tutoring.models import (
    Misconception,
    Question,
    QuizItem,
    SyllabusTopic,
)
from tutoring.selectors.sampling import (
    AIMS,
    GENERATORS,
    PER_AIM,
    SAMPLE,
    Slice,
    by_level,
    first_of,
    generators,
    of_lesson,
    revealing,
    seen_among,
    static,
    unseen,
)

REMEMBERED_ITEMS = 2_000  # of a learner's newest; older ones may be asked again
ASIDE = AIMS * PER_AIM + GENERATORS  # beside the unseen and seen ones of a sample


def scope_of_exam(exam_type: str) -> tuple[ScopeTopic, ...]:
    """Return an exam's topics in the order of its syllabus; () when there is none. One query."""
    return tuple(
        ScopeTopic(
            slug=topic.slug,
            name=topic.name,
            unit=topic.unit,
            weight=topic.weight,
            hours=topic.hours,
            prerequisites=tuple(topic.prerequisites),
        )
        for topic in SyllabusTopic.objects.of_exam(exam_type)
    )


def exams_with_syllabus() -> list[str]:
    """Return the exams that can be studied for. One query."""
    present = SyllabusTopic.objects.filter(retired=False)
    return sorted(present.values_list("exam", flat=True).distinct())


def bank_for(
    *, lesson_id: UUID, learner_id: UUID, aims: Sequence[str] = ()
) -> tuple[BankQuestion, ...]:
    """Return a bounded sample of a lesson's questions and how this learner met each.

    Unseen ones that betray one of ``aims`` (misconceptions) come into it first, then generators,
    unseen ones of every level, and seen ones. Two queries.
    """
    seen = _stems_seen(lesson_id, learner_id)
    chosen = first_of(_slices(lesson_id, list(seen), aims), limit=SAMPLE + ASIDE)
    rows = Question.objects.filter(pk__in=chosen).select_related("current").order_by("slug")
    return tuple(bank_question(row, seen[row.pk]) for row in rows)


def _slices(lesson_id: UUID, seen: list[UUID], aims: Sequence[str]) -> list[Slice]:
    lesson = of_lesson(lesson_id)
    fresh = lesson & static() & unseen(seen)
    return [
        *(fresh & revealing(slug) for slug in aims[:AIMS]),
        lesson & generators(),
        *by_level(fresh),
        *([lesson & static() & seen_among(seen)] if seen else []),
    ]


def _stems_seen(lesson_id: UUID, learner_id: UUID) -> dict[UUID, list[str]]:
    met = QuizItem.objects.filter(
        quiz__learner_id=learner_id, question_version__question__lesson_id=lesson_id
    )
    stems: dict[UUID, list[str]] = defaultdict(list)
    newest = met.order_by("-pk").values_list("question_version__question_id", KT("shown__stem"))
    for question_id, stem in newest[:REMEMBERED_ITEMS]:
        stems[question_id].append(stem)
    return stems


def bank_question(row: Question, seen_stems: Iterable[str]) -> BankQuestion:
    """Return a row (with its ``current`` version) as agents see it."""
    version: Any = row.current
    return BankQuestion(
        version_id=version.pk,
        type=cast("QuestionKind", row.type),
        difficulty=cast("Level", row.difficulty),
        concept=row.concept,
        generator=row.generator,
        stem=version.stem,
        options=tuple(version.options),
        key=version.key,
        explanation=version.explanation,
        seen_stems=tuple(seen_stems),
    )


def catalogue_entry(row: Misconception) -> CatalogueEntry:
    """Return a row of the catalogue as agents see it."""
    return CatalogueEntry(
        slug=row.slug,
        name=row.name,
        confusion=row.confusion,
        counter_example=row.counter_example,
        correction=row.correction,
    )
