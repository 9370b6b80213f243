"""Curriculum and question bank: shared by all learners, written by ``load_curriculum`` alone."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from accounts.clock import ClockNow
from accounts.ids import uuid7
from accounts.states import ExamType
from tutoring.states import Difficulty, QuestionStatus, QuestionType


class Lesson(models.Model):
    """One lesson; ``content`` has the members of TutorExplanation; an edit raises ``version``."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.CharField(max_length=200, unique=True)  # "physics/friction"
    subject = models.CharField(max_length=100)
    unit = models.CharField(max_length=100)
    title = models.CharField(max_length=200)
    content = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(db_default=ClockNow(), editable=False)

    class Meta:
        db_table = "lessons"

    def __str__(self) -> str:
        return self.title


class SyllabusTopicQuerySet(models.QuerySet["SyllabusTopic"]):
    def of_exam(self, exam_type: str) -> SyllabusTopicQuerySet:
        """The present syllabus of an exam, in its own order."""
        return self.filter(exam=exam_type, retired=False).order_by("position")


class SyllabusTopic(models.Model):
    """What an exam asks for, how much it weighs, how long it takes, what comes before it.

    ``prerequisites`` are slugs of the same exam, without a cycle (checked on loading).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    exam = models.CharField(max_length=8, choices=ExamType)
    year = models.PositiveSmallIntegerField()
    subject = models.CharField(max_length=100)
    unit = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    slug = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField()
    weight = models.PositiveSmallIntegerField()
    hours = models.FloatField()
    prerequisites = models.JSONField(default=list)
    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="syllabus_topics")
    retired = models.BooleanField(default=False)

    objects = SyllabusTopicQuerySet.as_manager()

    class Meta:
        db_table = "syllabus_topics"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["exam", "slug"], name="syllabus_unique_slug"),
            models.CheckConstraint(name="syllabus_exam", condition=Q(exam__in=ExamType.values)),
            models.CheckConstraint(
                name="syllabus_positive", condition=Q(weight__gte=1, hours__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exam}: {self.name}"


class Misconception(models.Model):
    """One catalogued wrong belief: what the learner thinks, a case against it, the right idea."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.CharField(max_length=200, unique=True)
    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="misconceptions")
    name = models.CharField(max_length=200)
    confusion = models.TextField()
    counter_example = models.TextField()
    correction = models.TextField()

    class Meta:
        db_table = "misconception_catalogue"

    def __str__(self) -> str:
        return self.name


class QuestionQuerySet(models.QuerySet["Question"]):
    def released(self) -> QuestionQuerySet:
        return self.filter(status=QuestionStatus.RELEASED, current__isnull=False)


class Question(models.Model):
    """A question of the bank under a stable slug; ``current`` is the version that is asked.

    With a ``generator`` the version holds no stem: each quiz item stores its own seed. Without a
    ``lesson`` it was imported and nobody placed it yet: it cannot be released, so what is asked
    always has one.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.CharField(max_length=200, unique=True)
    lesson = models.ForeignKey(
        Lesson, models.PROTECT, related_name="questions", null=True, blank=True
    )
    batch = models.ForeignKey(
        "ImportBatch", models.SET_NULL, null=True, blank=True, related_name="questions"
    )
    type = models.CharField(max_length=16, choices=QuestionType)
    difficulty = models.CharField(max_length=8, choices=Difficulty)
    concept = models.CharField(max_length=200)
    source = models.CharField(max_length=200, blank=True)
    licence = models.CharField(max_length=100, blank=True)
    status = models.CharField(max_length=12, choices=QuestionStatus, default=QuestionStatus.DRAFT)
    generator = models.CharField(max_length=200, null=True, blank=True)
    current = models.ForeignKey(
        "QuestionVersion", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    objects = QuestionQuerySet.as_manager()

    class Meta:
        db_table = "questions"
        permissions: ClassVar = [("review_question", "Can review questions and answer flags")]
        # Choosing reads a bounded sample by these (selectors/sampling.py).
        indexes: ClassVar = [
            models.Index(
                fields=["lesson", "difficulty", "concept"],
                condition=Q(status=QuestionStatus.RELEASED, current__isnull=False),
                name="question_to_ask",
            ),
            models.Index(
                fields=["lesson"], condition=Q(generator__isnull=False), name="question_generated"
            ),
            # The lists of staff: the newest of a status first.
            models.Index(fields=["status", "id"], name="question_of_status"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(name="question_type", condition=Q(type__in=QuestionType.values)),
            models.CheckConstraint(
                name="question_difficulty", condition=Q(difficulty__in=Difficulty.values)
            ),
            models.CheckConstraint(
                name="question_status", condition=Q(status__in=QuestionStatus.values)
            ),
            models.CheckConstraint(
                name="question_released_has_lesson",
                condition=~Q(status=QuestionStatus.RELEASED) | Q(lesson__isnull=False),
                violation_error_message="Choose a lesson before the question is released.",
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def taught_in(self) -> Lesson:
        """The lesson of a question that may be asked: a constraint sees to it that it has one."""
        if self.lesson is None:
            raise ValueError(f"The question {self.slug} belongs to no lesson yet.")
        return self.lesson

    @property
    def taught_in_id(self) -> UUID:
        """As ``taught_in``, without reading the lesson."""
        if self.lesson_id is None:
            raise ValueError(f"The question {self.slug} belongs to no lesson yet.")
        return self.lesson_id


class QuestionVersion(models.Model):
    """The text of a question at one time, never changed: attempts pin the version seen.

    ``options``: ``[{id, text, misconception|null}]``; ``key``: ``{"option": id}``, of a typed
    question ``{graded, response}``, its ``options`` then only say what wrong answers betray.
    ``extra``: what an imported question said beyond these (feedback, tags, category, its name).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    question = models.ForeignKey(Question, models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    stem = models.TextField(blank=True)
    options = models.JSONField(default=list)
    key = models.JSONField(default=dict)
    explanation = models.TextField(blank=True)
    extra = models.JSONField(default=dict, blank=True)
    content_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(db_default=ClockNow(), editable=False)

    class Meta:
        db_table = "question_versions"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["question", "number"], name="question_version_unique_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id} v{self.number}"


class CurriculumLoad(models.Model):
    """One load of the built-in curriculum that was worked through: what it was, what it wrote.

    ``digest``: SHA-256 of the pack files and of the code that reads them.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    digest = models.CharField(max_length=64)
    written = models.JSONField(default=dict)
    loaded_at = models.DateTimeField(db_default=ClockNow(), editable=False)

    class Meta:
        db_table = "curriculum_loads"

    def __str__(self) -> str:
        return f"curriculum {self.digest[:12]}"
