"""Form encoding, for log-in alone (OAuth 2.0 password clients send ``username, password``)."""

from django.http import QueryDict
from rest_framework.exceptions import ParseError
from rest_framework.parsers import FormParser

from accounts.errors import BodyTooLarge

FORM_LIMIT = 16_384  # bytes


class LoginFormParser(FormParser):
    """A small form whose fields come once each."""

    def parse(self, stream, media_type=None, parser_context=None) -> QueryDict:
        body = stream.read(FORM_LIMIT + 1)
        if len(body) > FORM_LIMIT:
            raise BodyTooLarge(f"The form is over {FORM_LIMIT} bytes.")
        try:
            form = QueryDict(body, encoding="utf-8")
        except UnicodeDecodeError:
            raise ParseError("The form is not valid UTF-8.") from None
        if any(len(values) > 1 for _, values in form.lists()):
            raise ParseError("A field was given more than once.")
        return form
