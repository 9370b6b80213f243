"""Assets as files: handed out to be saved, never to be run in our origin."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from autopilot.errors import AssetNotReady

LONGEST_STEM = 80


def safe_name(name: str) -> str:
    """Return a file name of letters, digits and hyphens alone, in any script."""
    return f"{slugify(name, allow_unicode=True)[:LONGEST_STEM].strip('-') or 'asset'}.md"


def markdown_download(name: str, text: str | None) -> HttpResponse:
    """Answer text as a Markdown file to be saved. Raises AssetNotReady."""
    if text is None:
        raise AssetNotReady("It is not ready yet.")
    response = HttpResponse(text, content_type="text/markdown; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, safe_name(name))
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
