"""The agent history of a session, page by page."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from sessions_app.api.serializers import (
    HistoryEntrySerializer,
    HistoryPageSerializer,
    HistoryQuerySerializer,
)
from sessions_app.permissions import Access, Act, Rule, find_session
from sessions_app.selectors import SUMMARY_ACTIONS, history_of


class HistoryMixin:
    """GET .../history: entries by seq, forwards from one or backwards before one."""

    @extend_schema(
        summary="Read the agent history",
        description="Entries by `seq`, at most 200 a page: `after_seq` goes forwards, `before_seq` "
        "backwards. A guardian sees the summary actions without their reasoning.",
        tags=["Sessions as workspaces"],
        parameters=[HistoryQuerySerializer],
        responses=HistoryPageSerializer,
    )
    @action(detail=True, methods=["get"], pagination_class=None, filter_backends=[])
    def history(self, request: Request, session_id: UUID) -> Response:
        query = HistoryQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        found = find_session(request.user, session_id, Act.READ_HISTORY)
        return Response(_page(request, found, query.validated_data))


def _page(request: Request, found: Access, query: dict[str, Any]) -> dict[str, Any]:
    entries = history_of(
        found.session.pk, after_seq=query.get("after_seq"), before_seq=query.get("before_seq")
    )
    if found.rule is Rule.SUMMARY:
        entries = entries.filter(action__in=SUMMARY_ACTIONS)
    for name in ("agent", "action"):
        if name in query:
            entries = entries.filter(**{name: query[name]})
    limit = query["limit"]
    backwards = "before_seq" in query
    rows = list(entries.order_by("-seq" if backwards else "seq")[: limit + 1])
    more = len(rows) > limit
    rows = sorted(rows[:limit], key=lambda entry: entry.seq)
    results = HistoryEntrySerializer(rows, many=True).data
    if found.rule is Rule.SUMMARY:
        results = [{**entry, "reasoning": "", "metadata": {}, "change": None} for entry in results]
    return {"results": results, **_links(request, rows, more, backwards)}


def _links(request: Request, rows: list, more: bool, backwards: bool) -> dict[str, str | None]:
    """Return the addresses of the pages beside this one."""
    links: dict[str, str | None] = {"next": None, "previous": None}
    if not rows:
        return links
    address = request.build_absolute_uri()
    if backwards or more:
        links["next"] = _link(address, "after_seq", rows[-1].seq)
    if rows[0].seq > 1 and (more or not backwards):
        links["previous"] = _link(address, "before_seq", rows[0].seq)
    return links


def _link(address: str, name: str, seq: int) -> str:
    other = "before_seq" if name == "after_seq" else "after_seq"
    return replace_query_param(remove_query_param(address, other), name, seq)
