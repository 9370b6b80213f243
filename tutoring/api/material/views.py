"""Study material: uploaded, listed, read, handed back, deleted."""

import json
from typing import Any
from uuid import UUID

from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import APIView

from accounts.api.strict import validated
from sessions_app.api.idempotency import idempotent
from sessions_app.errors import SessionNotFound
from sessions_app.models import StudySession
from sessions_app.permissions import Act, find_session
from tutoring.api.material import examples
from tutoring.api.material.parsers import UploadParser
from tutoring.api.material.serializers import (
    MaterialQuerySerializer,
    MaterialSerializer,
    MaterialWithPagesSerializer,
    PageSerializer,
    UploadSerializer,
)
from tutoring.downloads import original_of
from tutoring.errors import MaterialNotFound
from tutoring.models import StudyMaterial
from tutoring.permissions import chat_learner_id, find_material
from tutoring.selectors.material import materials_of, page_of, page_rows
from tutoring.services.material import add_material, delete_material, retry_reading

TAGS = ["Study material"]


def upload_fingerprint(view: APIView, request: Request) -> bytes:
    """Return what an Idempotency-Key is bound to: the file's hash and the other fields."""
    body = validated_upload(request)
    file = body.pop("file")
    members = {name: str(value) for name, value in body.items()}
    return json.dumps({**members, "sha256": file.incoming.sha256}, sort_keys=True).encode()


def validated_upload(request: Request) -> dict[str, Any]:
    """Return the checked fields of the form. Raises ValidationError."""
    return dict(validated(UploadSerializer, request.data))


def shown(material: StudyMaterial) -> StudyMaterial:
    """Return the row again as lists show it."""
    return materials_of(material.learner_id).get(pk=material.pk)


class MaterialsView(APIView):
    """A learner's files."""

    parser_classes = [UploadParser]

    @extend_schema(
        operation_id="material_list",
        summary="List study material",
        description="Newest first. A guardian sees what the learner shares, and always a child "
        "profile's.",
        tags=TAGS,
        parameters=[MaterialQuerySerializer],
        responses=MaterialSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        query = MaterialQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        learner_id = chat_learner_id(
            request.user, query.validated_data.get("user_id"), to_write=False
        )
        paginator: BasePagination = api_settings.DEFAULT_PAGINATION_CLASS()
        rows = paginator.paginate_queryset(materials_of(learner_id), request, view=self)
        return paginator.get_paginated_response(MaterialSerializer(rows, many=True).data)

    @extend_schema(
        operation_id="material_upload",
        summary="Upload study material",
        description="One PDF or picture, told by its first bytes (else 415), of at most 10 MB "
        "(else 413). It is read in the background: `status` goes waiting, reading, ready or "
        "failed. The same file again answers the first one with 200.",
        tags=TAGS,
        request={"multipart/form-data": UploadSerializer},
        responses={201: MaterialSerializer, 200: MaterialSerializer},
        examples=examples.UPLOADED,
    )
    @idempotent(body_of=upload_fingerprint)
    def post(self, request: Request) -> Response:
        body = validated_upload(request)
        learner_id = chat_learner_id(request.user, body.get("user_id"), to_write=True)
        file = body["file"]
        added = add_material(
            learner_id=learner_id,
            incoming=file.incoming,
            title=body.get("title") or file.name,
            session=_session_of(request, learner_id, body.get("session_id")),
        )
        row = MaterialSerializer(shown(added.material)).data
        return Response(row, status=201 if added.is_new else 200)


def _session_of(request: Request, learner_id: UUID, session_id: UUID | None) -> StudySession | None:
    if session_id is None:
        return None
    session = find_session(request.user, session_id, Act.WRITE).session
    if session.user_id != learner_id:
        raise SessionNotFound("No such session.")
    return session


class MaterialView(APIView):
    """One file."""

    @extend_schema(
        operation_id="material_read",
        summary="Read how far a file is, page by page",
        tags=TAGS,
        responses=MaterialWithPagesSerializer,
    )
    def get(self, request: Request, material_id: UUID) -> Response:
        material = shown(find_material(request.user, material_id, to_write=False))
        material.pages_listed = page_rows(material)  # type: ignore[attr-defined]
        return Response(MaterialWithPagesSerializer(material).data)

    @extend_schema(
        operation_id="material_delete",
        summary="Delete a file and its text",
        tags=TAGS,
        responses={204: None},
    )
    @idempotent
    def delete(self, request: Request, material_id: UUID) -> Response:
        material = find_material(request.user, material_id, to_write=True)
        delete_material(material_id=material.pk)
        return Response(status=204)


class MaterialRetryView(APIView):
    @extend_schema(
        operation_id="material_retry",
        summary="Read a file again that could not be read",
        description="Any other file stays as it is.",
        tags=TAGS,
        request=None,
        responses=MaterialSerializer,
    )
    @idempotent
    def post(self, request: Request, material_id: UUID) -> Response:
        material = find_material(request.user, material_id, to_write=True)
        return Response(MaterialSerializer(shown(retry_reading(material_id=material.pk))).data)


class MaterialPageView(APIView):
    @extend_schema(
        operation_id="material_page_read",
        summary="Read the text of a page",
        tags=TAGS,
        responses=PageSerializer,
    )
    def get(self, request: Request, material_id: UUID, number: int) -> Response:
        page = page_of(find_material(request.user, material_id, to_write=False), number)
        if page is None:
            raise MaterialNotFound("There is no such page.")
        return Response({"material_id": str(page.material_id), "number": page.number, **page.text})


class MaterialFileView(APIView):
    @extend_schema(
        operation_id="material_file",
        summary="Download a file as it was uploaded",
        description="Always an attachment.",
        tags=TAGS,
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, material_id: UUID) -> FileResponse:
        return original_of(find_material(request.user, material_id, to_write=False))
