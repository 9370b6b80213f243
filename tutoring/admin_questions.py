"""What staff see of the questions that a model wrote: key, source and both blind solves."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from sessions_app.admin.lists import BoundedListAdmin, json_block
from tutoring.models import Question
from tutoring.selectors.unchecked import WRITTEN_BY_MODEL


@admin.register(Question)
class WrittenQuestionAdmin(BoundedListAdmin):
    """Questions by a model alone; those of the curriculum are kept in its packs."""

    list_title = "Questions by a model"
    list_display = ["slug", "difficulty", "concept", "status", "first_solve", "second_solve"]
    list_filter = ["status", "difficulty"]
    search_fields = ["=slug", "=lesson__slug"]
    ordering = ["-pk"]
    sortable_by: Sequence[str] = []
    fields = [
        "id",
        "slug",
        "lesson_slug",
        "status",
        "difficulty",
        "concept",
        "stem",
        "choices_and_key",
        "explanation",
        "first_solve",
        "second_solve",
    ]
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        rows = super().get_queryset(request).filter(source=WRITTEN_BY_MODEL)
        return rows.select_related("lesson", "current").prefetch_related("current__blind_solves")

    @admin.display(description="lesson")
    def lesson_slug(self, question: Question) -> str:
        return question.lesson.slug if question.lesson else ""

    @admin.display(description="question")
    def stem(self, question: Question) -> str:
        return question.current.stem if question.current else ""

    @admin.display(description="options and key")
    def choices_and_key(self, question: Question) -> SafeString:
        version = question.current
        held = {"options": version.options, "key": version.key} if version else {}
        return json_block(held, "options and key")

    @admin.display(description="worked solution")
    def explanation(self, question: Question) -> str:
        return question.current.explanation if question.current else ""

    @admin.display(description="first solve", empty_value="none")
    def first_solve(self, question: Question) -> str | None:
        return _solve(question, 1)

    @admin.display(description="second solve", empty_value="none")
    def second_solve(self, question: Question) -> str | None:
        return _solve(question, 2)


def _solve(question: Question, number: int) -> str | None:
    """Say what a blind solve took for right, whose it is, and whether it agrees with the key."""
    solves: Any = question.current.blind_solves.all() if question.current else ()
    solve = next((solve for solve in solves if solve.number == number), None)
    if solve is None:
        return None
    verdict = "agrees" if solve.agrees else "disagrees"
    return f"{solve.answer.get('option', '?')} by {solve.solver}: {verdict}"
