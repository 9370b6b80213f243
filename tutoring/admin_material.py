"""What staff see of study material: how far each file is and why one failed; no text, no title."""

from collections.abc import Sequence

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.safestring import SafeString

from sessions_app.admin.lists import BoundedListAdmin, short_time
from tutoring.models import StudyMaterial
from tutoring.services.material import retry_reading
from tutoring.states import MaterialStatus

MOST_AT_ONCE = 200


@admin.register(StudyMaterial)
class StudyMaterialAdmin(BoundedListAdmin):
    """The words of a file, its name among them, are the learner's: nothing here shows them."""

    list_title = "Study material"
    list_display = ["added", "learner", "media_type", "bytes_kept", "status", "tries", "failure"]
    list_filter = ["status", "media_type"]
    list_select_related = ["learner"]
    search_fields = ["=learner__email", "=learner__id", "=id", "=sha256"]
    ordering = ["-pk"]
    sortable_by: Sequence[str] = []
    fields = [
        "id",
        "added",
        "learner",
        "session_id",
        "media_type",
        "bytes_kept",
        "sha256",
        "status",
        "failure",
        "page_count",
        "tries",
        "lease_until",
    ]
    readonly_fields = fields
    actions = ["read_again"]

    @admin.display(description="added")
    def added(self, material: StudyMaterial) -> SafeString:
        return short_time(material.created_at)

    @admin.display(description="size")
    def bytes_kept(self, material: StudyMaterial) -> str:
        return filesizeformat(material.size)

    def get_queryset(self, request: HttpRequest) -> QuerySet[StudyMaterial]:
        return super().get_queryset(request).defer("title")

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("tutoring.change_studymaterial")

    @admin.action(description="Read the chosen failed files again", permissions=["retry"])
    def read_again(self, request: HttpRequest, chosen: QuerySet[StudyMaterial]) -> None:
        """Let failed files be read again; any other stays as it is."""
        failed = chosen.filter(status=MaterialStatus.FAILED)
        ids = list(failed.values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
        if len(ids) > MOST_AT_ONCE:
            words = f"Choose at most {MOST_AT_ONCE} files at a time; nothing was changed."
            self.message_user(request, words, messages.ERROR)
            return
        for material_id in ids:
            material = retry_reading(material_id=material_id)
            LogEntry.objects.log_actions(
                request.user.pk, [material], CHANGE, "Read again.", single_object=True
            )
        self.message_user(request, f"{len(ids)} files will be read again.")
