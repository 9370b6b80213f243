"""A learner's flag on a question they answered."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.strict import validated
from sessions_app.api.idempotency import idempotent
from tutoring.api.flags.serializers import FlagInputSerializer, FlagSerializer
from tutoring.models import QuestionFlag
from tutoring.permissions import find_answerable
from tutoring.services.flags import flag_on, set_flag, take_back_flag

TAGS = ["Flags"]


class FlagView(APIView):
    @extend_schema(
        operation_id="question_flag_read",
        summary="Read your flag on a question, and the reply",
        description="The newest of the learner's flags on it; none is a 404 (`flag_not_found`).",
        tags=TAGS,
        responses=FlagSerializer,
    )
    def get(self, request: Request, question_id: UUID) -> Response:
        return _shown(flag_on(item=find_answerable(request.user, question_id)))

    @extend_schema(
        operation_id="question_flag",
        summary="Report a problem of a question",
        description="Of a question that the learner was served and has answered; before the "
        "answer: `not_answered_yet` (409). One flag of a learner is open for each version of a "
        "question: the first answers 201, a repetition changes it (200). Staff reply; nobody "
        "else sees it.",
        tags=TAGS,
        request=FlagInputSerializer,
        responses={201: FlagSerializer, 200: FlagSerializer},
    )
    @idempotent
    def post(self, request: Request, question_id: UUID) -> Response:
        item = find_answerable(request.user, question_id)
        body = validated(FlagInputSerializer, request.data)
        flag, is_new = set_flag(item=item, kind=body["kind"], note=body.get("note", ""))
        flag.refresh_from_db(fields=["created_at"])
        return _shown(flag, status=201 if is_new else 200)

    @extend_schema(
        operation_id="question_flag_take_back",
        summary="Take an open flag back",
        description="Its text is deleted. Where none is open nothing is changed.",
        tags=TAGS,
        responses={204: None},
    )
    @idempotent
    def delete(self, request: Request, question_id: UUID) -> Response:
        take_back_flag(item=find_answerable(request.user, question_id))
        return Response(status=204)


def _shown(flag: QuestionFlag, *, status: int = 200) -> Response:
    return Response(FlagSerializer(flag).data, status=status)
