"""Banks of questions in the admin: brought in by a check and a confirmation, taken away as files.

``export_chosen`` is an action for lists of questions.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, LogEntry
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts.errors import DomainError
from sessions_app.admin.lists import BoundedListAdmin, short_time
from tutoring.bank_forms import MOST_CHOSEN, ExportForm, ImportForm
from tutoring.bank_uploads import bound_upload
from tutoring.errors import FileTooLarge
from tutoring.interchange.writing import ENDINGS, Written
from tutoring.models import ImportBatch, Question
from tutoring.selectors.imports import questions_to_export
from tutoring.services.exports import export_questions
from tutoring.services.importing import Origin
from tutoring.services.imports import add_import, confirm_import
from tutoring.states import ImportStatus, ImportStep

FAULTS_SHOWN = 200
COUNTS = {
    "found": "questions found",
    "sound": "of them can be used",
    "new": "new",
    "already_there": "already there",
    "repeated": "twice in the file",
    "refused": "refused",
    "stored": "stored in quarantine",
}
EXPORT = "admin:tutoring_importbatch_export"


@admin.register(ImportBatch)
class ImportBatchAdmin(BoundedListAdmin):
    """Every file that was brought; the page of one shows its progress, report and next step."""

    list_title = "Imports of questions"
    list_display = ["when", "bank", "file_name", "format", "step", "status", "stored", "refused"]
    list_filter = ["status", "format"]
    list_select_related = ["made_by"]
    search_fields = ["bank", "=sha256"]
    ordering = ["-pk"]
    sortable_by: Sequence[str] = []
    fields = [
        "bank",
        "licence",
        "lesson",
        "file_name",
        "bytes_brought",
        "format",
        "sha256",
        "made_by",
        "when",
        "tries",
    ]
    readonly_fields = fields
    change_list_template = "admin/tutoring/importbatch/change_list.html"
    change_form_template = "admin/tutoring/importbatch/change_form.html"

    @admin.display(description="brought")
    def when(self, batch: ImportBatch) -> SafeString:
        return short_time(batch.created_at)

    @admin.display(description="size")
    def bytes_brought(self, batch: ImportBatch) -> str:
        return filesizeformat(batch.size)

    @admin.display(description="stored", empty_value="")
    def stored(self, batch: ImportBatch) -> int | None:
        return batch.report.get("stored")

    @admin.display(description="refused", empty_value="")
    def refused(self, batch: ImportBatch) -> int | None:
        return batch.report.get("refused")

    def may_import(self, request: HttpRequest) -> bool:
        return request.user.has_perm("tutoring.add_importbatch")

    def may_export(self, request: HttpRequest) -> bool:
        return request.user.has_perm("tutoring.view_question")

    def get_urls(self) -> list:
        wrap, name = self.admin_site.admin_view, "tutoring_importbatch"
        return [
            path("new/", self.bounded_new_view, name=f"{name}_new"),
            path("export/", wrap(self.export_view), name=f"{name}_export"),
            path("<uuid:batch_id>/confirm/", wrap(self.confirm_view), name=f"{name}_confirm"),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        may = {"may_import": self.may_import(request), "may_export": self.may_export(request)}
        return super().changelist_view(request, {**may, **(extra_context or {})})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        batch = kwargs["obj"]
        report = batch.report
        is_over = batch.status in {ImportStatus.DONE, ImportStatus.FAILED}
        is_checked = batch.step == ImportStep.CHECK and batch.status == ImportStatus.DONE
        context |= {
            "title": str(batch),
            "subtitle": None,
            "batch": batch,
            "is_over": is_over,
            "is_stored": batch.step == ImportStep.STORE and batch.status == ImportStatus.DONE,
            "counts": [(words, report[name]) for name, words in COUNTS.items() if name in report],
            "report": report,
            "faults": report.get("faults", [])[:FAULTS_SHOWN],
            "more_faults": max(report.get("refused", 0) - FAULTS_SHOWN, 0),
            "may_confirm": is_checked and self.may_import(request) and report.get("new", 0) > 0,
            "review": _review_url(batch),
        }
        return super().render_change_form(request, context, *args, **kwargs)

    @property
    def bounded_new_view(self) -> Any:
        """The token is checked within: after it is settled how much of the body is read."""
        inner = self.admin_site.admin_view(self.new_view)

        def view(request: HttpRequest) -> HttpResponseBase:
            try:
                if request.method == "POST":
                    bound_upload(request)
                return inner(request)
            except FileTooLarge as error:
                if not self._is_staff(request):
                    raise PermissionDenied from error
                return self._new_page(request, ImportForm(), problem=str(error), status=413)

        return csrf_exempt(view)

    def _is_staff(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request) and self.may_import(request)

    @method_decorator(require_http_methods(["GET", "POST"]))
    def new_view(self, request: HttpRequest) -> HttpResponse:
        """Take a file and have it checked."""
        if not self.may_import(request):
            raise PermissionDenied
        if request.method == "GET":
            return self._new_page(request, ImportForm())
        form = ImportForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._new_page(request, form, status=400)
        given = form.cleaned_data
        try:
            batch = add_import(
                content=given["file"].read(),
                file_name=given["file"].name,
                format=given["format"],
                origin=Origin(given["bank"], given["licence"], given["lesson"]),
                made_by=request.user,
            )
        except DomainError as error:
            return self._new_page(request, form, problem=str(error), status=400)
        return redirect("admin:tutoring_importbatch_change", batch.pk)

    def _new_page(
        self, request: HttpRequest, form: ImportForm, *, problem: str = "", status: int = 200
    ) -> HttpResponse:
        context = {"form": form, "problem": problem, "title": "Import questions"}
        return self._page(request, "new", context, status=status)

    @method_decorator(require_POST)
    def confirm_view(self, request: HttpRequest, batch_id: UUID) -> HttpResponse:
        """Have what was checked stored."""
        if not self.may_import(request):
            raise PermissionDenied
        try:
            batch = confirm_import(batch_id=batch_id)
        except ImportBatch.DoesNotExist:
            raise Http404 from None
        except DomainError as error:
            messages.error(request, str(error))
            return redirect("admin:tutoring_importbatch_change", batch_id)
        LogEntry.objects.log_actions(
            request.user.pk, [batch], ADDITION, "Confirmed the import.", single_object=True
        )
        return redirect("admin:tutoring_importbatch_change", batch_id)

    @method_decorator(require_http_methods(["GET", "POST"]))
    def export_view(self, request: HttpRequest) -> HttpResponse:
        """Say what a file would hold, or give it."""
        if not self.may_export(request):
            raise PermissionDenied
        if request.method == "GET":
            return export_page(self, request, ExportForm())
        form = ExportForm(request.POST)
        if not form.is_valid():
            return export_page(self, request, form, status=400)
        written = _exported(form)
        if request.POST.get("do") != "download" or not written.count:
            return export_page(self, request, form, written=written)
        return _as_file(written, form)

    def _page(
        self, request: HttpRequest, name: str, context: dict[str, Any], *, status: int = 200
    ) -> HttpResponse:
        common = {**self.admin_site.each_context(request), "opts": self.opts, "media": self.media}
        template = f"admin/tutoring/importbatch/{name}.html"
        return TemplateResponse(request, template, {**common, **context}, status=status)


def export_page(
    site_admin: ImportBatchAdmin,
    request: HttpRequest,
    form: ExportForm,
    *,
    written: Written | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show the choice of format and questions, with what a file of them would lack."""
    chosen = [one for one in (form["chosen"].value() or "").split(",") if one]
    context = {
        "form": form,
        "title": "Export questions",
        "written": written,
        "lacking": written.lines() if written else [],
        "chosen": len(chosen),
    }
    return site_admin._page(request, "export", context, status=status)


def _exported(form: ExportForm) -> Written:
    rows = questions_to_export(**form.filters())
    if chosen := form.cleaned_data["chosen"]:
        rows = Question.objects.filter(pk__in=chosen, current__isnull=False).order_by("pk")
    return export_questions(rows, format=form.cleaned_data["format"], title="Questions")


def _as_file(written: Written, form: ExportForm) -> HttpResponse:
    format = form.cleaned_data["format"]
    ending, media_type = ENDINGS[format]
    lesson = form.cleaned_data["lesson"]
    name = slugify(f"questions {lesson.title if lesson else ''} {format.value}")
    return HttpResponse(
        written.content,
        content_type=media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}.{ending}"',
            "X-Content-Type-Options": "nosniff",
        },
    )


def _review_url(batch: ImportBatch) -> str:
    return f"{reverse('admin:tutoring_queuedquestion_changelist')}?batch={batch.pk}"


@admin.action(description="Export the chosen questions", permissions=["view"])
def export_chosen(
    _questions_admin: Any, request: HttpRequest, chosen: QuerySet[Question]
) -> HttpResponse | None:
    """Open the export page for what was ticked in a list of questions."""
    ids = [str(pk) for pk in chosen.order_by().values_list("pk", flat=True)[: MOST_CHOSEN + 1]]
    if len(ids) > MOST_CHOSEN:
        words = (
            f"Choose at most {MOST_CHOSEN} questions, or export by lesson on the page of imports."
        )
        messages.error(request, words)
        return None
    imports_admin = admin.site.get_model_admin(ImportBatch)
    form = ExportForm(initial={"chosen": ",".join(ids)})
    return export_page(imports_admin, request, form)  # type: ignore[arg-type]
