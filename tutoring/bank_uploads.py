"""An upload of a bank: stopped at the limit while it comes, never kept as a whole beyond it."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

from tutoring.errors import FileTooLarge
from tutoring.interchange.limits import FILE_BYTES

FORM_BYTES = 65_536  # what a form may have around its file


class BoundedUploadHandler(FileUploadHandler):
    """Counts the bytes on their way to the handlers that keep them."""

    received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > FILE_BYTES:
            raise too_large()
        return raw_data

    def file_complete(self, file_size: int) -> Any:
        return None  # another handler has the file


def bound_upload(request: HttpRequest) -> None:
    """Refuse more bytes than a file may have. Raises FileTooLarge before reading any."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdigit() and int(length) > FILE_BYTES + FORM_BYTES:
        raise too_large()
    request.upload_handlers.insert(0, BoundedUploadHandler(request))


def too_large() -> FileTooLarge:
    return FileTooLarge(f"A file may have at most {FILE_BYTES // 1_000_000} MB. Split it.")
