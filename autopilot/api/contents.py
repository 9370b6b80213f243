"""What missions are made of: steps and assets, to read and to take away as Markdown."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import APIView

from accounts.api.strict import validated
from autopilot.api import examples
from autopilot.api.serializers import (
    AssetPageSerializer,
    AssetQuerySerializer,
    AssetSerializer,
    FormatQuerySerializer,
    PageQuerySerializer,
    ToolStepPageSerializer,
)
from autopilot.downloads import markdown_download
from autopilot.models import Asset, Mission, ToolStep
from autopilot.permissions import find_asset, find_hop, find_mission
from autopilot.selectors.markdown import asset_markdown
from autopilot.selectors.mission_tree import asset_row, asset_rows, step_rows
from tutoring.api.agents.streams import MarkdownRenderer

TAGS = ["Missions"]


class ToolStepsView(GenericAPIView):
    queryset = ToolStep.objects.none()  # for the schema
    filter_backends = ()

    @extend_schema(
        operation_id="hops_tool_steps",
        summary="List a hop's steps",
        description="In the order in which they were worked.",
        tags=TAGS,
        parameters=[PageQuerySerializer],
        responses=ToolStepPageSerializer,
        examples=examples.TOOL_STEPS,
    )
    def get(self, request: Request, hop_id: UUID) -> Response:
        validated(PageQuerySerializer, request.query_params)
        hop = find_hop(request.user, hop_id)
        self.paginator.ordering = ("sequence_order", "id")
        page = self.paginate_queryset(step_rows(ToolStep.objects.filter(hop=hop)))
        return self.get_paginated_response(page)


class AssetsView(GenericAPIView):
    queryset = Asset.objects.none()  # for the schema
    filter_backends = ()

    @extend_schema(
        operation_id="assets_list",
        summary="List assets",
        description="Of a mission, of a hop, or all of the caller's own; newest first.",
        tags=TAGS,
        parameters=[AssetQuerySerializer],
        responses=AssetPageSerializer,
        examples=examples.ASSETS,
    )
    def get(self, request: Request) -> Response:
        query = validated(AssetQuerySerializer, request.query_params)
        found = _wanted(request, query.get("mission_id"), query.get("hop_id"))
        page = self.paginate_queryset(asset_rows(found))
        return self.get_paginated_response(page)


def _wanted(
    request: Request, mission_id: UUID | None, hop_id: UUID | None
) -> QuerySet[Asset, Asset]:
    """Return the assets asked for. Raises MissionNotFound and HopNotFound."""
    found = Asset.objects.all()
    if mission_id is not None:
        found = found.filter(mission=find_mission(request.user, mission_id, to_write=False))
    if hop_id is not None:
        found = found.filter(hop=find_hop(request.user, hop_id))
    if mission_id is None and hop_id is None:
        found = found.filter(mission__in=Mission.objects.owned_by(request.user.pk))
    return found


class AssetView(APIView):
    @extend_schema(
        operation_id="assets_retrieve",
        summary="Read an asset",
        description="`content.markdown` is there once it is ready, of a quiz too; a question's "
        "right option only after its answer.",
        tags=TAGS,
        parameters=[FormatQuerySerializer],
        responses=AssetSerializer,
        examples=examples.ASSET,
    )
    def get(self, request: Request, asset_id: UUID) -> Response:
        validated(FormatQuerySerializer, request.query_params)
        return Response(asset_row(find_asset(request.user, asset_id)))


class AssetDownloadView(APIView):
    renderer_classes = (*api_settings.DEFAULT_RENDERER_CLASSES, MarkdownRenderer)

    @extend_schema(
        operation_id="assets_download",
        summary="Download an asset",
        description="As a Markdown file; not ready yet: 409.",
        tags=TAGS,
        parameters=[FormatQuerySerializer],
        responses={(200, "text/markdown"): OpenApiTypes.STR},
    )
    def get(self, request: Request, asset_id: UUID) -> HttpResponse:
        validated(FormatQuerySerializer, request.query_params)
        asset = find_asset(request.user, asset_id)
        return markdown_download(asset.name, asset_markdown(asset))
