"""What staff see of the teaching: read, searched, never changed here."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from sessions_app.admin.lists import BoundedListAdmin, json_block, short_time
from tutoring import (  # noqa: F401 -- they register their parts
    admin_flags,
    admin_imports,
    admin_material,
    admin_questions,
    admin_review,
)
from tutoring.mastery.prediction import FEATURE_NAMES
from tutoring.models import (
    Attempt,
    LearnerMisconception,
    ModelWeights,
    PlanCache,
    Quiz,
    QuizItem,
    ReviewCard,
)
from tutoring.reliability import reliability_plot

LEARNER_SEARCH = ["=learner__email", "=learner__id"]


@admin.register(Attempt)
class AttemptAdmin(BoundedListAdmin):
    """Newest first: the key is ordered by time."""

    list_title = "Attempts"
    list_display = ["when", "learner", "question", "correct", "aided", "p", "p_shown", "betrays"]
    list_filter = ["correct", "aided"]
    list_select_related = ["learner", "question_version__question", "misconception"]
    search_fields = [*LEARNER_SEARCH, "=question_version__question__slug"]
    ordering = ["-pk"]
    sortable_by: Sequence[str] = []
    fields = [
        "id",
        "answered_at",
        "learner",
        "session_id",
        "quiz_item_id",
        "question",
        "answer",
        "correct",
        "error",
        "betrays",
        "time_spent_ms",
        "confidence",
        "aided",
        "p",
        "p_shown",
    ]
    readonly_fields = fields

    @admin.display(description="answered")
    def when(self, attempt: Attempt) -> SafeString:
        return short_time(attempt.answered_at, seconds=True)

    @admin.display(description="question")
    def question(self, attempt: Attempt) -> str:
        return attempt.question_version.question.slug

    @admin.display(description="betrays", empty_value="")
    def betrays(self, attempt: Attempt) -> str | None:
        return attempt.misconception.name if attempt.misconception else None


class QuizItemInline(admin.TabularInline):
    """The questions in order, each with its answer; the key is not shown."""

    model, extra, can_delete = QuizItem, 0, False
    fields = readonly_fields = ["position", "question", "stem", "answer", "correct"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    has_change_permission = has_add_permission

    def get_queryset(self, request: HttpRequest) -> Any:
        items = super().get_queryset(request).order_by("position")
        return items.select_related("question_version__question", "attempt")

    @admin.display(description="question")
    def question(self, item: QuizItem) -> str:
        return item.question_version.question.slug

    @admin.display(description="asked")
    def stem(self, item: QuizItem) -> str:
        return item.shown["stem"]

    @admin.display(description="answer", empty_value="")
    def answer(self, item: QuizItem) -> str | None:
        attempt = getattr(item, "attempt", None)
        return attempt.answer if attempt else None

    @admin.display(description="right", boolean=True)
    def correct(self, item: QuizItem) -> bool | None:
        attempt = getattr(item, "attempt", None)
        return attempt.correct if attempt else None


@admin.register(Quiz)
class QuizAdmin(BoundedListAdmin):
    list_title = "Quizzes"
    list_display = ["made", "learner", "kind", "about", "status", "score"]
    list_filter = ["kind", "status"]
    list_select_related = ["learner", "topic"]
    search_fields = [*LEARNER_SEARCH, "=id"]
    ordering = ["-pk"]
    sortable_by: Sequence[str] = []
    inlines = [QuizItemInline]
    fields = [
        "id",
        "learner",
        "session_id",
        "kind",
        "about",
        "status",
        "score",
        "created_at",
        "submitted_at",
    ]
    readonly_fields = fields

    @admin.display(description="made")
    def made(self, quiz: Quiz) -> SafeString:
        return short_time(quiz.created_at)

    @admin.display(description="topic")
    def about(self, quiz: Quiz) -> str:
        return quiz.topic.name if quiz.topic is not None else quiz.topic_name


@admin.register(PlanCache)
class PlanCacheAdmin(BoundedListAdmin):
    """``hits``: how often the plan was given again instead of being made."""

    list_title = "Cached plans"
    list_display = ["key", "exam_type", "hits", "is_made", "made", "expires"]
    list_filter = ["exam_type"]
    search_fields = ["cache_key__startswith"]
    ordering = ["-hits", "-pk"]
    sortable_by: Sequence[str] = []
    fields = ["cache_key", "exam_type", "hits", "created_at", "expires_at", "summary_json"]
    readonly_fields = fields

    @admin.display(description="key")
    def key(self, row: PlanCache) -> str:
        return row.cache_key[:12]

    @admin.display(description="made", boolean=True)
    def is_made(self, row: PlanCache) -> bool:
        return row.plan is not None

    @admin.display(description="since")
    def made(self, row: PlanCache) -> SafeString:
        return short_time(row.created_at)

    @admin.display(description="expires")
    def expires(self, row: PlanCache) -> SafeString:
        return short_time(row.expires_at)

    @admin.display(description="verification")
    def summary_json(self, row: PlanCache) -> SafeString:
        return json_block(row.summary, "Verification")


@admin.register(LearnerMisconception)
class LearnerMisconceptionAdmin(BoundedListAdmin):
    list_title = "Misconceptions held"
    list_display = ["detected", "learner", "misconception", "state", "signs", "likely", "cleared"]
    list_filter = ["state"]
    list_select_related = ["learner", "misconception"]
    search_fields = [*LEARNER_SEARCH, "=misconception__slug"]
    ordering = ["-pk"]
    sortable_by: Sequence[str] = []
    fields = [
        "learner",
        "misconception",
        "session_id",
        "state",
        "likely",
        "detected_at",
        "resolved_at",
        "evidence_json",
        "rivals_json",
        "cleared",
    ]
    readonly_fields = fields

    @admin.display(description="detected")
    def detected(self, row: LearnerMisconception) -> SafeString:
        return short_time(row.detected_at)

    @admin.display(description="signs")
    def signs(self, row: LearnerMisconception) -> int:
        return len(row.evidence)

    @admin.display(description="probability")
    def likely(self, row: LearnerMisconception) -> str:
        """What its rivals leave."""
        return f"{max(1 - sum(row.rivals.values()), 0):.0%}"

    @admin.display(description="clean days", empty_value="")
    def cleared(self, row: LearnerMisconception) -> str | None:
        return ", ".join(row.clean_days) or None

    @admin.display(description="evidence")
    def evidence_json(self, row: LearnerMisconception) -> SafeString:
        return json_block(row.evidence, "Evidence")

    @admin.display(description="rival causes")
    def rivals_json(self, row: LearnerMisconception) -> SafeString:
        return json_block(row.rivals, "Rival causes")


@admin.register(ReviewCard)
class ReviewCardAdmin(BoundedListAdmin):
    list_title = "Review cards"
    list_display = ["due", "learner", "question", "stability", "difficulty", "last_review"]
    list_select_related = ["learner", "question"]
    search_fields = [*LEARNER_SEARCH, "=question__slug"]
    ordering = ["-pk"]
    sortable_by: Sequence[str] = []
    fields = ["learner", "question", "due_at", "last_review_at", "stability", "difficulty"]
    readonly_fields = fields

    @admin.display(description="due")
    def due(self, card: ReviewCard) -> SafeString:
        return short_time(card.due_at)

    @admin.display(description="last review")
    def last_review(self, card: ReviewCard) -> SafeString:
        return short_time(card.last_review_at)


@admin.register(ModelWeights)
class ModelWeightsAdmin(BoundedListAdmin):
    """The nightly reports: figures of answers that the fit had not seen."""

    list_title = "Calibrations of the mastery model"
    list_display = ["when", "in_use", "answers", "area", "loss", "error"]
    ordering = ["-pk"]
    sortable_by: Sequence[str] = []
    fields = ["when", "in_use", "answers", "area", "loss", "refused", "error", "plot", "terms"]
    readonly_fields = fields

    @admin.display(description="made")
    def when(self, row: ModelWeights) -> SafeString:
        return short_time(row.created_at)

    @admin.display(description="AUC")
    def area(self, row: ModelWeights) -> str | None:
        return _rounded(row.auc)

    @admin.display(description="log-loss")
    def loss(self, row: ModelWeights) -> str | None:
        return _rounded(row.log_loss)

    @admin.display(description="log-loss of the weights not chosen")
    def refused(self, row: ModelWeights) -> str | None:
        return _rounded(row.report.get("refused_log_loss"))

    @admin.display(description="calibration error")
    def error(self, row: ModelWeights) -> str | None:
        return _rounded(row.calibration_error)

    @admin.display(description="reliability")
    def plot(self, row: ModelWeights) -> SafeString:
        return reliability_plot(row.report.get("reliability", []))

    @admin.display(description="weights")
    def terms(self, row: ModelWeights) -> SafeString:
        named = zip(FEATURE_NAMES, row.weights, strict=False)
        lines = format_html_join("\n", "{}  {}", ((name, f"{w:+.3f}") for name, w in named))
        return format_html('<pre class="json">{}</pre>', lines)


def _rounded(figure: float | None) -> str | None:
    return None if figure is None else f"{figure:.3f}"
