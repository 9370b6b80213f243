"""Flags of learners: grouped by question, seen as they saw it, answered for all at once."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.views.decorators.http import require_POST

from accounts.errors import DomainError
from sessions_app.admin.lists import short_time
from tutoring.admin_review import ReviewedAdmin, may_review, question_page
from tutoring.models import FlaggedQuestion, Question
from tutoring.selectors.flags import flagged_questions, flags_on
from tutoring.selectors.review_queue import BUILT_IN, why_not_solve, with_parts
from tutoring.services.flags import LONGEST_NOTE, answer_flags
from tutoring.services.review_queue import decide
from tutoring.states import FlagStatus, QuestionStatus, ReviewVerb

STEM_CHARACTERS = 80
OUTCOMES = [choice for choice in FlagStatus.choices if choice[0] != FlagStatus.OPEN]


class ReplyForm(forms.Form):
    """One reply to all open flags of a question; ``retire``: it is not asked any more."""

    outcome = forms.ChoiceField(choices=OUTCOMES)
    reply = forms.CharField(
        max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 4, "cols": 60})
    )
    retire = forms.BooleanField(required=False)


class OpenFilter(admin.SimpleListFilter):
    """Open flags unless others are asked for."""

    title, parameter_name = "flags", "flags"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("open", "Open"), ("key", "Open, the key looks wrong"), ("all", "All")]

    def choices(self, changelist: Any) -> Any:
        for value, words in self.lookup_choices:
            yield {
                "selected": (self.value() or "open") == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": words,
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        match self.value():
            case "all":
                return queryset
            case "key":
                return queryset.filter(key_flags__gt=0)
        return queryset.filter(open_flags__gt=0)


@admin.register(FlaggedQuestion)
class FlaggedQuestionAdmin(ReviewedAdmin):
    """Most blamed first; who flagged is nowhere shown."""

    list_title = "Flags from learners"
    list_display = ["stem", "open_count", "key_count", "all_count", "status", "origin", "last"]
    list_filter = [OpenFilter]
    search_fields = ["slug"]
    sortable_by: Sequence[str] = []
    change_form_template = "admin/tutoring/question/flags.html"
    fields: list[str] = []

    def get_ordering(self, request: HttpRequest) -> list[str]:
        return ["-key_flags", "-open_flags", "-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[FlaggedQuestion]:
        return flagged_questions().select_related("current").order_by(*self.get_ordering(request))

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.reply_view)
        route = path("<uuid:question_id>/reply/", view, name="tutoring_flaggedquestion_reply")
        return [route, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        user_id: Any = request.user.pk
        if row is not None and may_review(request):
            question = with_parts(Question.objects.filter(pk=row.pk)).get()
            if not why_not_solve(question, user_id):
                messages.warning(request, "Solve it blind first, or look at the key.")
                return redirect(question_page(row.pk))
        return super().change_view(request, object_id, *args, **kwargs)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        return super().render_change_form(
            request, context | self._page(kwargs["obj"]), *args, **kwargs
        )

    def _page(self, question: FlaggedQuestion) -> dict[str, Any]:
        flags = flags_on(question.pk)
        return {
            "title": f"Flags on {question.slug}",
            "subtitle": None,
            "flags": flags,
            "open_count": sum(one.flag.status == FlagStatus.OPEN for one in flags),
            "reply_form": ReplyForm(),
            "is_built_in": question.source == BUILT_IN,
            "is_released": question.status == QuestionStatus.RELEASED,
            "review_url": question_page(question.pk),
            "reply_url": reverse("admin:tutoring_flaggedquestion_reply", args=[question.pk]),
        }

    @method_decorator(require_POST)
    def reply_view(self, request: HttpRequest, question_id: UUID) -> HttpResponse:
        """Answer all open flags of a question, and retire it where that is asked for."""
        if not may_review(request):
            raise PermissionDenied
        question = Question.objects.filter(pk=question_id).first()
        if question is None:
            raise Http404
        form = ReplyForm(request.POST)
        here = reverse("admin:tutoring_flaggedquestion_change", args=[question_id])
        if not form.is_valid():
            messages.error(request, "Write a reply of at most 1000 characters, and the outcome.")
            return redirect(here)
        try:
            self._answered(request, question, form.cleaned_data)
        except DomainError as error:
            messages.error(request, str(error))
            return redirect(here)
        return redirect("admin:tutoring_flaggedquestion_changelist")

    def _answered(self, request: HttpRequest, question: Question, values: dict[str, Any]) -> None:
        by: Any = request.user.pk
        outcome, reply = values["outcome"], values["reply"]
        with transaction.atomic():
            if values["retire"]:
                decide(question_id=question.pk, verb=ReviewVerb.RETIRE, by=by, reason=reply)
            count = answer_flags(question_id=question.pk, outcome=outcome, reply=reply, by=by)
        LogEntry.objects.log_actions(by, [question], CHANGE, "flags answered", single_object=True)
        messages.success(request, f"Answered {count} on {question.slug}.")

    @admin.display(description="question")
    def stem(self, row: FlaggedQuestion) -> str:
        text = row.current.stem if row.current else ""
        return Truncator(text or row.slug).chars(STEM_CHARACTERS)

    @admin.display(description="open")
    def open_count(self, row: Any) -> int:
        return row.open_flags

    @admin.display(description="say the key is wrong")
    def key_count(self, row: Any) -> int:
        return row.key_flags

    @admin.display(description="in all")
    def all_count(self, row: Any) -> int:
        return row.flags

    @admin.display(description="source")
    def origin(self, row: FlaggedQuestion) -> str:
        return row.source

    @admin.display(description="newest")
    def last(self, row: Any) -> SafeString:
        return short_time(row.newest)
