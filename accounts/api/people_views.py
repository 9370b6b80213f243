"""``/api/children/`` and ``/api/guardians/``: who may follow whom."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status, viewsets
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.addresses import site_url
from accounts.api import examples
from accounts.api import serializers as shapes
from accounts.errors import NotVisible
from accounts.models import Learner
from accounts.selectors import children_of
from accounts.services.children import (
    NO_CHILD,
    ChildProfile,
    create_child,
    delete_child,
    update_child,
)
from accounts.services.guardians import accept_invitation, end_guardianship, invite_guardian

ONE_CHILD = {
    "responses": {200: shapes.ChildSerializer},
    "examples": [examples.CHILD_INPUT, examples.CHILD],
}


@extend_schema_view(
    list=extend_schema(
        summary="My children",
        description="Learners whose active guardian the caller is, newest first.",
        parameters=[shapes.ChildListQuerySerializer],
        examples=[examples.CHILD],
    ),
    create=extend_schema(
        summary="Create a child profile",
        description="A learner without a log-in, studied with from the caller's. The caller "
        "becomes guardian, which is the consent; guardians have to be of age.",
        request=shapes.ChildInputSerializer,
        responses={201: shapes.ChildSerializer},
        examples=[examples.CHILD_INPUT, examples.CHILD],
    ),
    retrieve=extend_schema(
        summary="One child", description="404 unless the caller is guardian now.", **ONE_CHILD
    ),
    update=extend_schema(
        summary="Replace a child's profile",
        description="What is absent becomes empty. A learner with an own log-in is 403.",
        request=shapes.ChildInputSerializer,
        **ONE_CHILD,
    ),
    partial_update=extend_schema(
        summary="Change a child's profile",
        description="What is absent stays. A learner with an own log-in is 403.",
        request=shapes.ChildInputSerializer,
        **ONE_CHILD,
    ),
    destroy=extend_schema(
        summary="Delete a child",
        description="Erases a child profile when the caller is its last guardian; otherwise the "
        "caller's guardianship ends. A learner with an own log-in is never erased by a guardian.",
        responses={204: None},
    ),
)
class ChildViewSet(viewsets.GenericViewSet):
    serializer_class = shapes.ChildSerializer
    queryset = Learner.objects.none()  # for the schema; requests use get_queryset()
    filter_backends = ()

    def get_queryset(self) -> QuerySet[Learner]:
        return children_of(self.request.user.pk)

    def list(self, request: Request) -> Response:
        query = shapes.ChildListQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        self.paginator.ordering = "-pk"
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def create(self, request: Request) -> Response:
        given = self._valid(request)
        child = create_child(guardian=request.user, profile=ChildProfile(**given))
        return Response(self._child(child.pk), status=status.HTTP_201_CREATED)

    def retrieve(self, request: Request, child_id: UUID) -> Response:
        return Response(self._child(child_id))

    def update(self, request: Request, child_id: UUID) -> Response:
        changes = {"birthdate": None, "grade": None, **self._valid(request)}
        update_child(guardian=request.user, child_id=child_id, changes=changes)
        return Response(self._child(child_id))

    def partial_update(self, request: Request, child_id: UUID) -> Response:
        changes = self._valid(request, partial=True)
        update_child(guardian=request.user, child_id=child_id, changes=changes)
        return Response(self._child(child_id))

    def destroy(self, request: Request, child_id: UUID) -> Response:
        delete_child(guardian=request.user, child_id=child_id)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _valid(self, request: Request, *, partial: bool = False) -> dict:
        serializer = shapes.ChildInputSerializer(data=request.data, partial=partial)
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def _child(self, child_id: UUID) -> dict:
        child = self.get_queryset().filter(pk=child_id).first()
        if child is None:
            raise NotVisible(NO_CHILD)
        return self.get_serializer(child).data


class InvitationsView(APIView):
    permission_classes = (IsAuthenticated,)  # inviting is what a waiting learner is to do

    @extend_schema(
        operation_id="guardians_invite",
        summary="Invite a guardian",
        description="Mails a link that is good for 7 days. `child_id`: a child profile of the "
        "caller, for a second guardian. While an invitation to the address is open, the same one "
        "is answered.",
        request=shapes.InvitationInputSerializer,
        responses={201: shapes.InvitationSerializer},
        examples=[examples.INVITE, examples.INVITATION],
    )
    def post(self, request: Request) -> Response:
        serializer = shapes.InvitationInputSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        invitation = invite_guardian(
            inviter=request.user, base_url=site_url(request), **serializer.validated_data
        )
        answer = shapes.InvitationSerializer(invitation).data
        return Response(answer, status=status.HTTP_201_CREATED)


class AcceptInvitationView(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="guardians_accept",
        summary="Accept an invitation",
        description="The caller becomes guardian of the learner who asked; this is the consent. "
        "A link that was answered, withdrawn or is older than 7 days is 410.",
        request=None,
        responses={200: shapes.GuardianshipSerializer},
        examples=[examples.GUARDIANSHIP],
    )
    def post(self, request: Request, token: str) -> Response:
        link = accept_invitation(guardian=request.user, token=token)
        return Response(shapes.GuardianshipSerializer(link).data)


class GuardianshipView(APIView):
    permission_classes = (IsAuthenticated,)

    @extend_schema(
        operation_id="guardians_end",
        summary="End a guardianship",
        description="By the id of the guardianship or of its invitation; either side may. What "
        "the guardian saw is gone with the next request. The last guardian of a child profile "
        "is 409 `last_guardian`.",
        responses={204: None},
    )
    def delete(self, request: Request, link_id: UUID) -> Response:
        end_guardianship(caller=request.user, link_id=link_id)
        return Response(status=status.HTTP_204_NO_CONTENT)
