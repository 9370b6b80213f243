"""What the lists share: no editing, no full count, JSON that can be read."""

import json
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.admin import ReadOnlyAdmin

COUNTED_ROWS = 20_000


class BoundedPaginator(Paginator):
    """Counts no further than ``COUNTED_ROWS``: a page of a huge table stays cheap.

    What lies behind is reached by filters, search or the other order.
    """

    @cached_property
    def count(self) -> int:
        return self.object_list[:COUNTED_ROWS].count()

    @property
    def is_cut(self) -> bool:
        """Whether there may be more rows than were counted."""
        return self.count >= COUNTED_ROWS


class BoundedListAdmin(ReadOnlyAdmin):
    """A read-only list over a table that grows without end."""

    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 100
    list_max_show_all = 100
    actions: Any = None
    list_title: str

    class Media:
        css = {"all": ["css/admin.css"]}

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().changelist_view(request, {"title": self.list_title, **(extra_context or {})})

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Never the bulk delete of the site."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions


def pretty_json(value: Any, *, longest: int | None = None) -> str:
    """Return JSON over several lines, cut after ``longest`` characters."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    if longest is not None and len(text) > longest:
        return f"{text[:longest]}\n… {len(text) - longest} characters more"
    return text


def json_block(value: Any, label: str) -> SafeString:
    """Return escaped JSON as a block that the keyboard can scroll."""
    return format_html(
        '<pre class="json" tabindex="0" role="region" aria-label="{}">{}</pre>',
        label,
        pretty_json(value),
    )


def short_time(at: datetime, *, seconds: bool = False) -> SafeString:
    """Return a moment in few characters, in the zone of who looks; this year goes unsaid."""
    local = timezone.localtime(at)
    day = "j M" if local.year == timezone.localtime().year else "j M Y"
    words = date_format(local, f"{day}, H:i:s" if seconds else f"{day}, H:i")
    return format_html('<time class="short" datetime="{}">{}</time>', local.isoformat(), words)
