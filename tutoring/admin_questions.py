"""The bank: every question with its filters and figures; its page is the page of its review."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import F, FilteredRelation, Q, QuerySet
from django.db.models.functions import Collate
from django.http import HttpRequest
from django.utils.text import Truncator

from accounts.states import ExamType
from tutoring.admin_imports import export_chosen
from tutoring.admin_review import BatchFilter, OriginFilter, ReviewPages, may_review
from tutoring.models import ItemStatistic, Lesson, Question, SyllabusTopic
from tutoring.selectors.item_statistics import OF_QUESTION
from tutoring.states import QuestionType

STEM_CHARACTERS = 80
LONGEST_SEARCH, MOST_FOUND = 200, 500
# Long columns that no row of the list shows.
NOT_LISTED = (
    "lesson__content",
    *(f"current__{name}" for name in ("options", "key", "explanation", "extra")),
)


class ExamFilter(admin.SimpleListFilter):
    """Questions whose lesson an exam's syllabus asks for."""

    title, parameter_name = "exam", "exam"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(ExamType.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() is None:
            return queryset
        topics = SyllabusTopic.objects.filter(exam=self.value(), retired=False)
        return queryset.filter(lesson__in=topics.values("lesson"))


class SubjectFilter(admin.SimpleListFilter):
    title, parameter_name = "subject", "subject"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        names = Lesson.objects.order_by("subject").values_list("subject", flat=True).distinct()
        return [(name, name) for name in names]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(lesson__subject=self.value()) if self.value() else queryset


class LessonFilter(admin.SimpleListFilter):
    """The lessons of the chosen subject; all of them are too many to choose from."""

    title, parameter_name = "lesson", "lesson"
    NONE = "none"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        subject = request.GET.get("subject")
        if not subject:
            return [(self.NONE, "No lesson yet")]
        lessons = Lesson.objects.filter(subject=subject).order_by("unit", "title")
        return [(self.NONE, "No lesson yet"), *lessons.values_list("slug", "title")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == self.NONE:
            return queryset.filter(lesson__isnull=True)
        return queryset.filter(lesson__slug=self.value()) if self.value() else queryset


class KindFilter(admin.SimpleListFilter):
    title, parameter_name = "type", "type"
    GENERATED = "generated"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [*QuestionType.choices, (self.GENERATED, "generated")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == self.GENERATED:
            return queryset.filter(generator__isnull=False)
        return queryset.filter(type=self.value()) if self.value() else queryset


class SuspicionFilter(admin.SimpleListFilter):
    """What the item statistics find suspicious (docs/review.md)."""

    title, parameter_name = "statistics", "suspicious"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Suspicious")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() != "yes":
            return queryset
        found = ItemStatistic.objects.filter(OF_QUESTION).exclude(suspicion="")
        return queryset.filter(pk__in=found.values("question"))


class BankChangeList(ChangeList):
    """Finds the rows of a page by their keys alone, and fetches only those with all they show."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        ids = list(self.result_list.values_list("pk", flat=True))
        places = {pk: place for place, pk in enumerate(ids)}
        rows = with_figures(Question.objects.filter(pk__in=ids))
        rows = rows.select_related("lesson", "current").defer(*NOT_LISTED)
        self.result_list = sorted(rows, key=lambda row: places[row.pk])  # type: ignore[assignment]


def with_words(rows: QuerySet[Question], words: Sequence[str]) -> QuerySet[Question]:
    """Narrow to questions with every word in slug or stem; the case of ASCII letters is one.

    PostgreSQL compares many times faster where it need not know the letters of all languages.
    """
    stem: Any = F("current__stem")
    name: Any = F("slug")
    if connection.vendor == "postgresql":
        stem, name = Collate(stem, "C"), Collate(name, "C")
    rows = rows.alias(stem_said=stem, slug_said=name)
    for word in words:
        how = "icontains" if word.isascii() else "contains"
        said = Q(**{f"stem_said__{how}": word})
        rows = rows.filter(said | Q(slug_said__icontains=word) if word.isascii() else said)
    return rows


def with_figures(rows: QuerySet[Question]) -> QuerySet[Question]:
    """Annotate questions with their item statistics over all versions."""
    own = FilteredRelation("statistics", condition=Q(statistics__question_version__isnull=True))
    return rows.annotate(
        own=own,
        n=F("own__n"),
        share_right=F("own__difficulty"),
        discrimination=F("own__discrimination"),
        suspicion=F("own__suspicion"),
    )


@admin.register(Question)
class QuestionAdmin(ReviewPages):
    """All questions; those of the curriculum are kept in its packs and not edited here."""

    list_title = "Questions"
    list_display = [
        "slug",
        "stem",
        "status",
        "lesson_title",
        "kind",
        "level",
        "answers",
        "right",
        "tells_apart",
        "suspicious",
    ]
    list_filter = [
        "status",
        ExamFilter,
        SubjectFilter,
        LessonFilter,
        OriginFilter,
        "difficulty",
        KindFilter,
        BatchFilter,
        SuspicionFilter,
    ]
    search_fields = ["slug", "current__stem"]
    search_help_text = (
        f"Words of the question, or part of its slug: the newest {MOST_FOUND:,} found"
    )
    ordering = ["-pk"]
    sortable_by: Sequence[str] = ["answers", "right", "tells_apart"]
    paginator = Paginator
    actions: list[Any] = [export_chosen]
    fields = [
        "slug",
        "status",
        "lesson_title",
        "concept",
        "difficulty",
        "type",
        "source",
        "licence",
        "batch",
        "generator",
    ]
    readonly_fields = fields

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_review(request) or super().has_view_permission(request, obj)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_review(request) or super().has_module_permission(request)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return BankChangeList

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        rows = Question.objects.all()
        return with_figures(rows) if "o" in request.GET else rows

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Question], search_term: str
    ) -> tuple[QuerySet[Question], bool]:
        words = search_term[:LONGEST_SEARCH].replace("\0", "").split()
        if not words:
            return queryset, False
        # One look at the texts; counting and showing then go by the keys that it found.
        found = with_words(queryset.order_by("-pk"), words).values_list("pk", flat=True)
        return queryset.filter(pk__in=list(found[:MOST_FOUND])), False

    @admin.display(description="question")
    def stem(self, row: Question) -> str:
        if row.generator:
            return f"generated by {row.generator}"
        return Truncator(row.current.stem if row.current else "").chars(STEM_CHARACTERS)

    @admin.display(description="lesson", empty_value="none yet")
    def lesson_title(self, row: Question) -> str | None:
        return row.lesson.title if row.lesson else None

    @admin.display(description="type")
    def kind(self, row: Question) -> str:
        return row.get_type_display()

    @admin.display(description="level")
    def level(self, row: Question) -> str:
        return row.get_difficulty_display()

    @admin.display(description="answers", ordering="n", empty_value="")
    def answers(self, row: Any) -> int | None:
        return row.n

    @admin.display(description="right", ordering="share_right", empty_value="")
    def right(self, row: Any) -> str | None:
        return None if row.share_right is None else f"{row.share_right:.0%}"

    @admin.display(description="discrimination", ordering="discrimination", empty_value="")
    def tells_apart(self, row: Any) -> str | None:
        return None if row.discrimination is None else f"{row.discrimination:+.2f}"

    @admin.display(description="suspicious", empty_value="")
    def suspicious(self, row: Any) -> str | None:
        return row.suspicion or None
