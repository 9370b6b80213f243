"""Uploads straight into the store: counted and hashed as they come, stopped at the limit."""

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

from tutoring.errors import FileTooLarge
from tutoring.material.store import IncomingFile

FORM_BYTES = 65_536  # what a form may have around its file


class MaterialFile(UploadedFile):
    """An uploaded file whose bytes lie in the store already, as a temporary file."""

    def __init__(self, incoming: IncomingFile, name: str | None) -> None:
        super().__init__(name=name, size=incoming.size)
        self.incoming = incoming

    def close(self) -> None:
        """End the temporary file: Django closes every upload at the end of its request."""
        self.incoming.discard()


class MaterialUploadHandler(FileUploadHandler):
    """Writes one file; more bytes than a file may have raise FileTooLarge."""

    incoming: IncomingFile | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.incoming = IncomingFile()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        incoming = self._open()
        try:
            if incoming.size + len(raw_data) > settings.UPLOAD_BODY_LIMIT:
                raise too_large()
            incoming.write(raw_data)
        except BaseException:
            incoming.discard()
            raise
        return None

    def file_complete(self, file_size: int) -> MaterialFile:
        incoming = self._open()
        try:
            incoming.finish()
        except BaseException:
            incoming.discard()
            raise
        return MaterialFile(incoming, self.file_name)

    def upload_interrupted(self) -> None:
        if self.incoming is not None:
            self.incoming.discard()

    def _open(self) -> IncomingFile:
        if self.incoming is None:
            self.incoming = IncomingFile()
        return self.incoming


def take_upload(request: HttpRequest) -> None:
    """Let the files of a request go into the store. Raises FileTooLarge before reading any."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdigit() and int(length) > settings.UPLOAD_BODY_LIMIT + FORM_BYTES:
        raise too_large()
    request.upload_handlers = [MaterialUploadHandler(request)]


def too_large() -> FileTooLarge:
    """Return the refusal of a file over the limit."""
    return FileTooLarge(
        f"A file may have at most {settings.UPLOAD_BODY_LIMIT // 1_000_000} MB. "
        "Upload a part of it, or a smaller version."
    )
