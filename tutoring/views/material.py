"""The learner's own study material: upload, how far it is, its text, and deleting it."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from accounts.decorators import consent_required, learner_required
from accounts.errors import (
    BodyTooLarge,
    DomainError,
    NotAllowed,
    NotVisible,
    Unavailable,
    UnsupportedMedia,
)
from sessions_app.models import StudySession
from sessions_app.permissions import Act, can
from tutoring.downloads import original_of, shown_picture_of
from tutoring.errors import MaterialNotFound
from tutoring.material.kinds import Kind
from tutoring.material.reader import is_installed
from tutoring.material.uploads import MaterialFile, take_upload
from tutoring.models import StudyMaterial
from tutoring.permissions import find_material
from tutoring.selectors.material import (
    has_text,
    is_in_progress,
    materials_of,
    page_of,
    page_rows,
)
from tutoring.services.material import add_material, delete_material, retry_reading

LONGEST_SEARCH = 100  # characters
STATUS_OF = ((BodyTooLarge, 413), (UnsupportedMedia, 415), (Unavailable, 503))


class UploadForm(forms.Form):
    """One file, and the session it is meant for alone, if it is."""

    file = forms.FileField(
        error_messages={
            "required": "Choose a file first.",
            "empty": "This file is empty.",
        },
        max_length=255,
    )
    session = forms.UUIDField(required=False)


class SearchForm(forms.Form):
    q = forms.CharField(max_length=LONGEST_SEARCH, required=False)


@csrf_exempt  # the token is checked in ``_material``: after it is settled where the file goes
def material(request: HttpRequest) -> HttpResponse:
    """Show the learner's files; take one more. One over the limit is refused before it is read."""
    try:
        if request.method == "POST":
            take_upload(request)
        return _material(request)
    except DomainError as error:
        return _show_list(request, problem=str(error), status=_status_of(error))


@csrf_protect
@learner_required
@require_http_methods(["GET", "POST"])
def _material(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        return _show_list(request, session=_session_of(request, request.GET.get("session")))
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        words = next(iter(form.errors.values()))[0]
        return _show_list(request, problem=str(words), status=400)
    file: MaterialFile = form.cleaned_data["file"]
    learner_id = request.learner.pk  # type: ignore[attr-defined]
    session = _session_of(request, form.cleaned_data["session"])
    added = add_material(
        learner_id=learner_id, incoming=file.incoming, title=file.name or "", session=session
    )
    if not added.is_new:
        messages.info(request, f"You have this file already: {added.material.title}.")
    return redirect(_list_url(session))


def _show_list(
    request: HttpRequest,
    *,
    session: StudySession | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    learner = getattr(request, "learner", None)
    if not request.user.is_authenticated or not learner:
        return redirect(settings.LOGIN_URL)
    rows = list(materials_of(learner.pk))
    context = {
        "rows": [_row(row) for row in rows],
        "session": session,
        "problem": problem,
        "in_progress": any(is_in_progress(row) for row in rows),
        "most_bytes": settings.UPLOAD_BODY_LIMIT,
        "most_megabytes": settings.UPLOAD_BODY_LIMIT // 1_000_000,
        "most_files": settings.MATERIAL_MAX_FILES,
        "accepted": ",".join(kind.value for kind in Kind),
    }
    name = "partials/material_list.html" if request.htmx else "material.html"  # type: ignore[attr-defined]
    response = render(request, f"tutoring/{name}", context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _row(row: StudyMaterial) -> dict[str, Any]:
    return {
        "material": row,
        "in_progress": is_in_progress(row),
        "is_picture": Kind(row.media_type).is_picture,
        "is_cut": row.page_count is not None and row.pages_read < row.page_count,  # type: ignore[attr-defined]
    }


def _session_of(request: HttpRequest, session_id: UUID | str | None) -> StudySession | None:
    """Return the learner's session of this id; anything else is no session at all."""
    try:
        wanted = UUID(str(session_id)) if session_id else None
    except ValueError:
        return None
    learner_id = request.learner.pk  # type: ignore[attr-defined]
    rows = StudySession.objects.defer("metadata").filter(pk=wanted, user_id=learner_id)
    session = rows.first() if wanted else None
    if session is None or not can(request.user, session, Act.WRITE):  # type: ignore[arg-type]
        return None
    return session


def _list_url(session: StudySession | None) -> str:
    query = f"?session={session.pk}" if session else ""
    return reverse("study:material") + query


def _status_of(error: DomainError) -> int:
    return next((status for kind, status in STATUS_OF if isinstance(error, kind)), 409)


def _found(request: HttpRequest, material_id: UUID, *, to_write: bool = False) -> StudyMaterial:
    try:
        return find_material(request.user, material_id, to_write=to_write)  # type: ignore[arg-type]
    except NotVisible:
        raise Http404 from None
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from None


@consent_required
@require_GET
def one(request: HttpRequest, material_id: UUID) -> HttpResponse:
    """Show how far a file is, and its pages; with ``q`` those that hold these words."""
    found = _found(request, material_id)
    form = SearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    if request.htmx and not is_in_progress(found):  # type: ignore[attr-defined]
        return HttpResponseClientRefresh()  # it asked how far the reading is: at its end
    every = page_rows(found)
    kind = Kind(found.media_type)
    context = {
        "material": found,
        "words": words,
        "pages": page_rows(found, words) if words else every,
        "pages_read": len(every),
        "has_text": has_text(every),
        "in_progress": is_in_progress(found),
        "is_picture": kind.is_picture,
        "is_cut": found.page_count is not None and len(every) < found.page_count,
        "reads_pictures": is_installed(),
        "longest": LONGEST_SEARCH,
    }
    name = "partials/material_status.html" if request.htmx else "material_one.html"  # type: ignore[attr-defined]
    response = render(request, f"tutoring/{name}", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@consent_required
@require_GET
def page(request: HttpRequest, material_id: UUID, number: int) -> HttpResponse:
    """Show the text of one page as plain text, and its picture if the file is one."""
    found = _found(request, material_id)
    shown = page_of(found, number)
    if shown is None:
        raise Http404
    context = {
        "material": found,
        "number": number,
        "text": shown.text["text"],
        "source": shown.text["source"],
        "is_picture": Kind(found.media_type).is_picture,
        "reads_pictures": is_installed(),
        "before": number - 1 if number > 1 else None,
        "after": number + 1 if page_of(found, number + 1) else None,
    }
    return render(request, "tutoring/material_page.html", context)


@consent_required
@require_GET
def file(request: HttpRequest, material_id: UUID) -> FileResponse:
    """Hand the file back as it was uploaded."""
    try:
        return original_of(_found(request, material_id))
    except MaterialNotFound:
        raise Http404 from None


@consent_required
@require_GET
def picture(request: HttpRequest, material_id: UUID) -> FileResponse:
    """Answer the picture that was made from the file."""
    return shown_picture_of(_found(request, material_id))


@consent_required
@require_POST
def delete(request: HttpRequest, material_id: UUID) -> HttpResponse:
    """Delete a file with its text."""
    found = _found(request, material_id, to_write=True)
    delete_material(material_id=found.pk)
    messages.success(request, f"{found.title} and its text are deleted.")
    return redirect("study:material")


@consent_required
@require_POST
def retry(request: HttpRequest, material_id: UUID) -> HttpResponse:
    """Read a file again that could not be read."""
    retry_reading(material_id=_found(request, material_id, to_write=True).pk)
    return redirect("study:material-one", material_id)
