"""What staff may do to a row: asked once more, done by its service, told and logged."""

from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods

from accounts.errors import DomainError
from sessions_app.admin.lists import BoundedListAdmin
from sessions_app.permissions import POLICY, Act, Relation, Rule


class Deed(NamedTuple):
    """One thing to do: ``do`` returns False when it was so already; ``may`` follows the table."""

    label: str
    hint: str
    done: str
    do: Callable[[UUID, UUID], bool]
    may: Callable[[Any], bool]


class DeedsAdmin(BoundedListAdmin):
    """A read-only list and page, with deeds that are confirmed on a page of their own."""

    deeds: dict[str, Deed] = {}

    def may_do(self, request: HttpRequest) -> bool:
        """Return whether this member of staff may change rows of this kind at all."""
        allowed = POLICY[Act.STEER][Relation.STAFF] is not Rule.NO
        right = f"{self.opts.app_label}.change_{self.opts.model_name}"
        return allowed and request.user.has_perm(right)

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.deed_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_deed"
        return [path("<uuid:row_id>/do/<slug:deed>/", view, name=name), *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        row = kwargs["obj"]
        context |= {
            "title": str(row),
            "subtitle": None,
            "deeds": self.deeds_for(row) if self.may_do(request) else [],
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def deeds_for(self, row: Any) -> list[tuple[str, Deed]]:
        """Return the address and deed of everything the tables allow for a row."""
        return [
            (self.address("deed", row.pk, name), deed)
            for name, deed in self.deeds.items()
            if deed.may(row)
        ]

    def address(self, view: str, *args: Any) -> str:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_{view}"
        return reverse(name, args=args)

    @method_decorator(require_http_methods(["GET", "POST"]))
    def deed_view(self, request: HttpRequest, row_id: UUID, deed: str) -> HttpResponse:
        """Ask whether it is meant; do it when it is."""
        if not self.has_view_permission(request) or not self.may_do(request):
            raise PermissionDenied
        row = self.get_object(request, str(row_id))
        if row is None or deed not in self.deeds:
            raise Http404
        if request.method == "POST":
            self._do(request, row, self.deeds[deed])
            return redirect(self.address("change", row_id))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "media": self.media,
            "title": self.deeds[deed].label,
            "row": row,
            "deed": self.deeds[deed],
            "back": self.address("change", row_id),
        }
        return TemplateResponse(request, "admin/autopilot/confirm.html", context)

    def _do(self, request: HttpRequest, row: Any, deed: Deed) -> None:
        """Do one deed in one transaction with its log; a refusal becomes its sentence."""
        try:
            with transaction.atomic():
                if not deed.do(row.pk, request.user.pk):
                    self.message_user(request, "It was so already; nothing was changed.")
                    return
                LogEntry.objects.log_actions(
                    request.user.pk, [row], CHANGE, deed.done, single_object=True
                )
        except DomainError as error:
            self.message_user(request, str(error), messages.ERROR)
            return
        self.message_user(request, f"{row}: {deed.done}", messages.SUCCESS)


def page_of(kind: str, pk: UUID) -> str:
    """Return the address of a row's page; ``kind``: the model's name."""
    return reverse(f"admin:autopilot_{kind}_change", args=[pk])
