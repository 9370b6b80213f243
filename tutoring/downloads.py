"""Files of learners as answers: handed out to be saved, never to be run in our origin."""

from django.http import FileResponse, Http404
from django.utils.http import content_disposition_header

from tutoring.errors import MaterialNotFound
from tutoring.material import store
from tutoring.material.kinds import Kind
from tutoring.models import StudyMaterial

SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"


def original_of(material: StudyMaterial) -> FileResponse:
    """Answer the file as it was uploaded, as an attachment. Raises MaterialNotFound."""
    kind = Kind(material.media_type)
    name = material.title
    if not name.lower().endswith((kind.extension, ".jpeg" if kind is Kind.JPEG else "")):
        name += kind.extension
    try:
        file = store.open_file(material.file_name)
    except FileNotFoundError as error:
        raise MaterialNotFound("The file is gone from the store.") from error
    response = FileResponse(file, content_type=kind.value)
    response["Content-Disposition"] = content_disposition_header(True, name)
    return _inert(response)


def shown_picture_of(material: StudyMaterial) -> FileResponse:
    """Answer the picture that was made from a file: a JPEG of our own making. Raises Http404."""
    try:
        file = store.open_shown(material.file_name)
    except FileNotFoundError:
        raise Http404 from None
    return _inert(FileResponse(file, content_type="image/jpeg"))


def _inert(response: FileResponse) -> FileResponse:
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
