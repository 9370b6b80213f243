"""The one place of the API that takes multipart bodies."""

from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import DataAndFiles, MultiPartParser

from tutoring.material.uploads import take_upload


class UploadParser(MultiPartParser):
    """A form with one file, which goes straight into the store; each field at most once."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        request = (parser_context or {})["request"]
        take_upload(request._request)
        parsed: DataAndFiles = super().parse(stream, media_type, parser_context)
        repeated = [
            name
            for fields in (parsed.data, parsed.files)
            for name, values in fields.lists()
            if len(values) > 1
        ]
        if repeated:
            for _, files in parsed.files.lists():
                for file in files:
                    file.close()
            raise ParseError(f"The field {repeated[0]!r} was given more than once.")
        return parsed
