"""Cursor pages whose cursors are signed: a tampered one is a 400, not a query."""

from django.core import signing
from rest_framework.exceptions import ParseError
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.utils.urls import replace_query_param

SALT = "mentor.cursor"


class MentorCursorPagination(CursorPagination):
    """``{next, previous, results}``; ``limit`` at most 100."""

    page_size = 20
    page_size_query_param = "limit"
    max_page_size = 100
    ordering = "-id"
    invalid_cursor_message = "The cursor is not one of ours."

    def decode_cursor(self, request) -> Cursor | None:
        encoded = request.query_params.get(self.cursor_query_param)
        if encoded is None:
            return None
        try:
            offset, reverse, position = signing.loads(encoded, salt=SALT)
        except signing.BadSignature:
            raise ParseError(self.invalid_cursor_message) from None
        return Cursor(offset=offset, reverse=reverse, position=position)

    def encode_cursor(self, cursor: Cursor) -> str:
        value = [cursor.offset, cursor.reverse, cursor.position]
        token = signing.dumps(value, salt=SALT)
        return replace_query_param(self.base_url, self.cursor_query_param, token)
