"""Markdown as a file."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import slugify


def as_download(name: str, text: str) -> HttpResponse:
    """Answer with a Markdown file of that name."""
    return HttpResponse(
        text,
        content_type="text/markdown; charset=utf-8",
        headers={
            "Content-Disposition": content_disposition_header(
                True, f"{slugify(name)[:80] or 'file'}.md"
            )
        },
    )
