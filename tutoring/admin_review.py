"""The review queue of staff: solve blind, edit, release or reject, and the next one."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.errors import DomainError
from sessions_app.admin.lists import BoundedListAdmin
from tutoring.admin_question_forms import DecisionForm, EditForm
from tutoring.forms import AnswerForm
from tutoring.given import CHOOSE
from tutoring.models import ImportBatch, Question, QueuedQuestion
from tutoring.selectors.curriculum_report import HEADS, curriculum_report
from tutoring.selectors.questions_shown import LETTERS, OptionShown
from tutoring.selectors.responses_shown import response_shown
from tutoring.selectors.review_queue import (
    BUILT_IN,
    SHOWN_SEED,
    asked_item,
    lacks_of,
    next_in_queue,
    question_reviewed,
    queue,
    solves_of,
    why_not_solve,
    with_parts,
)
from tutoring.selectors.unchecked import WRITTEN_BY_MODEL
from tutoring.services.question_edits import edit_question
from tutoring.services.review_queue import decide, look_at_key, release_all, solve_blind
from tutoring.states import REVIEW_MOVES, QuestionStatus, ReviewVerb

STEM_CHARACTERS = 90
BATCHES_LISTED = 30
SEEDS = range(1, 10_000)
# What a button says; the others of the table are the system's.
BUTTONS = {
    ReviewVerb.RELEASE: "Release",
    ReviewVerb.REJECT: "Reject",
    ReviewVerb.QUARANTINE: "Take back into quarantine",
    ReviewVerb.RETIRE: "Retire",
    ReviewVerb.REQUEUE: "Put back into the queue",
    ReviewVerb.RESTORE: "Ask it again",
}
OF_BUILT_IN = (ReviewVerb.RETIRE, ReviewVerb.RESTORE)


def may_review(request: HttpRequest) -> bool:
    """Return whether this member of staff reviews questions and answers flags."""
    user: Any = request.user
    return user.has_perm("tutoring.review_question") or user.has_perm("tutoring.change_question")


def question_page(question_id: UUID | None, page: str = "change") -> str:
    """Return the address of a question's page in the admin."""
    return reverse(f"admin:tutoring_question_{page}", args=[question_id])


class ReviewedAdmin(BoundedListAdmin):
    """A list for those who review, whatever other rights they have."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_review(request)

    def has_review_permission(self, request: HttpRequest) -> bool:
        return may_review(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_review(request)


class SolvesFilter(admin.SimpleListFilter):
    """How far the blind solves of the current version are."""

    title, parameter_name = "blind solves", "solves"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("none", "None yet"),
            ("one", "One"),
            ("agree", "Two or more agree with the key"),
            ("against", "One is against the key"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() is None:
            return queryset
        solves = "current__blind_solves"
        rows = queryset.annotate(
            solved=Count(solves, distinct=True),
            agreeing=Count(
                f"{solves}__solver", filter=Q(**{f"{solves}__agrees": True}), distinct=True
            ),
            against=Count(solves, filter=Q(**{f"{solves}__agrees": False}), distinct=True),
        )
        match self.value():
            case "none":
                return rows.filter(solved=0)
            case "one":
                return rows.filter(solved=1)
            case "agree":
                return rows.filter(agreeing__gte=2)
            case "against":
                return rows.filter(against__gte=1)
        return queryset


class OriginFilter(admin.SimpleListFilter):
    """Where a question comes from."""

    title, parameter_name = "source", "from"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("packs", "Built-in curriculum"), ("model", "A model"), ("import", "An import")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        match self.value():
            case "packs":
                return queryset.filter(source=BUILT_IN)
            case "model":
                return queryset.filter(source=WRITTEN_BY_MODEL)
            case "import":
                return queryset.exclude(source__in=[BUILT_IN, WRITTEN_BY_MODEL])
        return queryset


class BatchFilter(admin.SimpleListFilter):
    """The newest imports; an older one is reached from its own page."""

    title, parameter_name = "import", "batch"

    def has_output(self) -> bool:
        return True

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        rows = ImportBatch.objects.filter(step="store").order_by("-pk").only("bank", "file_name")
        return [(str(row.pk), str(row)) for row in rows[:BATCHES_LISTED]]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        try:
            return queryset.filter(batch=UUID(self.value())) if self.value() else queryset
        except ValueError:
            return queryset.none()


@admin.register(QueuedQuestion)
class QueuedQuestionAdmin(ReviewedAdmin):
    """What waits, the oldest first; a row leads to the question's own page."""

    list_title = "Review queue"
    list_display = ["stem", "lesson_title", "source", "licence", "first", "second", "lacks"]
    list_display_links = None
    list_filter = [OriginFilter, SolvesFilter, BatchFilter, "difficulty"]
    search_fields = ["slug", "lesson__slug", "source"]
    search_help_text = "Part of a slug, a lesson or a source"
    ordering = ["pk"]
    sortable_by: Sequence[str] = []
    actions = ["release_selected"]
    change_list_template = "admin/tutoring/question/queue.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[QueuedQuestion]:
        return queue()

    def change_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        return redirect(question_page(_uuid(object_id)))

    @admin.action(description="Release all that are ready", permissions=["review"])
    def release_selected(self, request: HttpRequest, rows: QuerySet[QueuedQuestion]) -> None:
        by: Any = request.user.pk
        released, refused = release_all(question_ids=rows.values_list("pk", flat=True), by=by)
        if released:
            messages.success(request, f"Released: {released}.")
        for slug, why in refused:
            messages.warning(request, f"Not released, {slug}: {why}")

    @admin.display(description="question")
    def stem(self, row: QueuedQuestion) -> SafeString:
        text = row.current.stem if row.current else ""
        words = Truncator(text or row.slug).chars(STEM_CHARACTERS)
        return format_html('<a href="{}?queue=1">{}</a>', question_page(row.pk), words)

    @admin.display(description="lesson", empty_value="none yet")
    def lesson_title(self, row: QueuedQuestion) -> str | None:
        return row.lesson.title if row.lesson else None

    @admin.display(description="first solve", empty_value="none")
    def first(self, row: QueuedQuestion) -> str | None:
        return solve_in_few_words(row, 1)

    @admin.display(description="second solve", empty_value="none")
    def second(self, row: QueuedQuestion) -> str | None:
        return solve_in_few_words(row, 2)

    @admin.display(description="lacks")
    def lacks(self, row: QueuedQuestion) -> str:
        return "; ".join(lacks_of(row)) or "nothing: it is ready"


def solve_in_few_words(question: Question, number: int) -> str | None:
    """Say whose a blind solve is and whether it agrees; the answer itself would tell the key."""
    solve = next((solve for solve in solves_of(question) if solve.number == number), None)
    if solve is None:
        return None
    solver = solve.by.email if solve.by is not None else solve.solver
    return f"by {solver}: {'agrees' if solve.agrees else 'disagrees'}"


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


class ReviewPages(BoundedListAdmin):
    """The pages of one question, for the admin of all questions."""

    change_form_template = "admin/tutoring/question/change_form.html"

    def get_urls(self) -> list:
        pages = {
            "solve": ("<uuid:question_id>/solve/", self.solve_view),
            "look": ("<uuid:question_id>/look/", self.look_view),
            "edit": ("<uuid:question_id>/edit/", self.edit_view),
            "decide": ("<uuid:question_id>/decide/", self.decide_view),
            "next": ("next/", self.next_view),
            "report": ("curriculum-report/", self.report_view),
        }
        own = [
            path(route, self.admin_site.admin_view(view), name=f"tutoring_question_{name}")
            for name, (route, view) in pages.items()
        ]
        return [*own, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        question = with_parts(Question.objects.filter(pk=kwargs["obj"].pk)).get()
        may = may_review(request)
        user_id: Any = request.user.pk
        refusal = why_not_solve(question, user_id)
        hides_key = may and not refusal
        context |= {
            "title": question.slug,
            "subtitle": None,
            "reviewed": question_reviewed(question, seed=_seed(request)),
            "is_generated": bool(question.generator),
            "next_seed": _seed(request) + 1,
            "may_review": may,
            "hides_key": hides_key,
            "why_not_solve": refusal,
            "is_built_in": question.source == BUILT_IN,
            "may_edit": may and question.status == QuestionStatus.QUARANTINED,
            "buttons": buttons_of(question) if may and not hides_key else [],
            "from_queue": request.GET.get("queue", ""),
        }
        return super().render_change_form(request, context, *args, **kwargs)

    @method_decorator(require_http_methods(["GET", "POST"]))
    def solve_view(self, request: HttpRequest, question_id: UUID) -> HttpResponse:
        """Show a question as a learner is asked it; take the answer of who may solve it blind."""
        question = self._question(request, question_id)
        user_id: Any = request.user.pk
        refusal, problem = why_not_solve(question, user_id), ""
        if request.method == "POST":
            problem = self._solved(request, question)
            if not problem:
                return redirect(question_page(question_id) + "?queue=1")
        try:
            item = asked_item(question, seed=_seed(request))
        except ValueError as error:
            messages.error(request, str(error))
            return redirect(question_page(question_id))
        letters = zip(item.shown["options"], LETTERS, strict=False)
        context = {
            "question": question,
            "item": item,
            "response": response_shown(item, None, problem),
            "options": [OptionShown(o["id"], o["text"], name, "", False) for o, name in letters],
            "may_solve": not refusal,
            "why_not": refusal,
            "problem": problem,
            "back": question_page(question_id),
        }
        return TemplateResponse(request, "admin/tutoring/question/solve.html", context)

    def _solved(self, request: HttpRequest, question: Question) -> str:
        """Record the answer; return why not, or nothing."""
        form = AnswerForm(request.POST)
        given = form.given() if form.is_valid() else None
        if given is None or given.missing:
            return given.missing if given else CHOOSE
        by: Any = request.user.pk
        try:
            solve = solve_blind(question_id=question.pk, answer=given.answer(), by=by)
        except DomainError as error:
            return str(error)
        verdict = "agrees with the key" if solve.agrees else "does not agree with the key"
        messages.info(request, f"Your answer is recorded; it {verdict}.")
        return ""

    @method_decorator(require_POST)
    def look_view(self, request: HttpRequest, question_id: UUID) -> HttpResponse:
        """Note that the reviewer looks at the key unsolved, then show it."""
        self._question(request, question_id)
        by: Any = request.user.pk
        look_at_key(question_id=question_id, by=by)
        return redirect(question_page(question_id) + "?queue=1")

    @method_decorator(require_http_methods(["GET", "POST"]))
    def edit_view(self, request: HttpRequest, question_id: UUID) -> HttpResponse:
        """Edit a quarantined question: a new version where its text changes."""
        question = self._question(request, question_id)
        user_id: Any = request.user.pk
        refusal = ""
        if question.source == BUILT_IN:
            refusal = "Questions of the built-in curriculum are edited in its packs."
        elif question.status != QuestionStatus.QUARANTINED or question.current is None:
            refusal = "Only questions in quarantine are edited."
        elif not why_not_solve(question, user_id):
            refusal = "Solve it blind first, or look at the key: editing shows it."
        if refusal:
            messages.warning(request, refusal)
            return redirect(question_page(question_id))
        form = EditForm(request.POST if request.method == "POST" else None, question=question)
        if form.is_valid() and self._edited(request, question, form):
            return redirect(question_page(question_id) + "?queue=1")
        return TemplateResponse(
            request,
            "admin/tutoring/question/edit.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "media": self.media,
                "title": f"Edit {question.slug}",
                "question": question,
                "form": form,
                "reveals": form.misconceptions(),
                "back": question_page(question_id),
            },
        )

    def _edited(self, request: HttpRequest, question: Question, form: EditForm) -> bool:
        by: Any = request.user.pk
        try:
            is_new = edit_question(question_id=question.pk, edit=form.edit(), by=by)
        except DomainError as error:
            form.add_error(None, str(error))
            return False
        self._logged(request, question, "edited")
        words = "It has a new version." if is_new else "Its text is as it was."
        messages.success(request, f"Saved. {words}")
        return True

    @method_decorator(require_POST)
    def decide_view(self, request: HttpRequest, question_id: UUID) -> HttpResponse:
        """Release, reject, retire or put back; from the queue go on with the next one."""
        question = self._question(request, question_id)
        form = DecisionForm(request.POST)
        here = question_page(question_id)
        if not form.is_valid() or form.cleaned_data["verb"] not in BUTTONS:
            messages.error(request, "Choose what to do; a reason has at most 1000 characters.")
            return redirect(here)
        verb, by = form.cleaned_data["verb"], request.user.pk
        is_from_queue = form.cleaned_data["from_queue"]
        try:
            done = decide(
                question_id=question_id,
                verb=verb,
                by=by,  # type: ignore[arg-type]
                reason=form.cleaned_data["reason"],
            )
        except DomainError as error:
            messages.error(request, str(error))
            return redirect(here + ("?queue=1" if is_from_queue else ""))
        word = ReviewVerb(verb).label
        if done:
            self._logged(request, question, word)
        said = (
            f"Done: {question.slug} is {word}."
            if done
            else "It was so already; nothing was changed."
        )
        messages.success(request, said)
        if is_from_queue:
            return redirect(reverse("admin:tutoring_question_next") + f"?after={question_id}")
        return redirect(here)

    @method_decorator(require_GET)
    def next_view(self, request: HttpRequest) -> HttpResponse:
        """Lead to the next question of the queue, behind ``after``; at its end to the first."""
        if not may_review(request):
            raise PermissionDenied
        after = request.GET.get("after")
        found = next_in_queue(_uuid(after) if after else None)
        if found is None:
            messages.success(request, "The review queue is empty.")
            return redirect("admin:tutoring_queuedquestion_changelist")
        return redirect(question_page(found) + "?queue=1")

    @method_decorator(require_GET)
    def report_view(self, request: HttpRequest) -> HttpResponse:
        """Show what there is to study, as ``manage.py curriculum_report`` prints it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "media": self.media,
            "title": "Curriculum report",
            "heads": HEADS,
            "rows": curriculum_report(),
        }
        return TemplateResponse(request, "admin/tutoring/question/report.html", context)

    def _question(self, request: HttpRequest, question_id: UUID) -> Question:
        if not may_review(request):
            raise PermissionDenied
        question = with_parts(Question.objects.filter(pk=question_id)).first()
        if question is None:
            raise Http404
        return question

    def _logged(self, request: HttpRequest, question: Question, what: str) -> None:
        by: Any = request.user.pk
        LogEntry.objects.log_actions(by, [question], CHANGE, what, single_object=True)


def buttons_of(question: Question) -> list[tuple[str, str]]:
    """Return the moves that the table allows from here, with what their buttons say."""
    is_built_in = question.source == BUILT_IN
    return [
        (verb, words)
        for verb, words in BUTTONS.items()
        if question.status in REVIEW_MOVES[verb].sources
        and (verb in OF_BUILT_IN if is_built_in else verb != ReviewVerb.RESTORE)
    ]


def _seed(request: HttpRequest) -> int:
    text = request.GET.get("seed", "")
    is_number = text.isascii() and text.isdecimal() and len(text) <= 4
    return int(text) if is_number and int(text) in SEEDS else SHOWN_SEED
