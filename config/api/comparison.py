"""Sessions side by side: a session's scalars come from one app, its figures from another."""

from typing import Any, cast
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.strict import CANONICAL_UUID, StrictQuerySerializer
from accounts.models import User
from sessions_app.api.serializers import SessionSerializer
from sessions_app.errors import SessionNotFound
from sessions_app.models import StudySession
from sessions_app.permissions import learner_id_for
from tutoring.api.practice import examples
from tutoring.api.practice.serializers import SummarySerializer
from tutoring.selectors.comparison import FEWEST, MOST, summaries_of


class SessionIdsField(serializers.CharField):
    """Ids parted by commas: two to ten different ones."""

    default_error_messages = {
        "not_ids": "These must be lower-case hyphenated UUIDs, parted by commas.",
        "count": f"Between {FEWEST} and {MOST} sessions can be compared.",
        "twice": "A session is named twice.",
    }

    def to_internal_value(self, data: Any) -> list[UUID]:  # type: ignore[override]
        names = super().to_internal_value(data).split(",")
        if not FEWEST <= len(names) <= MOST:
            self.fail("count")
        if not all(map(CANONICAL_UUID.fullmatch, names)):
            self.fail("not_ids")
        if len(set(names)) < len(names):
            self.fail("twice")
        return [UUID(name) for name in names]


class CompareQuerySerializer(StrictQuerySerializer):
    sessions = SessionIdsField(
        help_text=f"Ids of {FEWEST} to {MOST} sessions of the learner, parted by commas."
    )
    format = serializers.ChoiceField(choices=["json", "api"], required=False)


class ComparisonSerializer(serializers.Serializer):
    """The summaries, in the order in which the sessions were named."""

    child_id = serializers.UUIDField()
    summaries = SummarySerializer(many=True)


class CompareView(APIView):
    """A learner's sessions side by side."""

    @extend_schema(
        operation_id="progress_compare",
        summary="Compare sessions",
        description="Each summary is what `/api/sessions/{id}/summary` answers, read from "
        "running totals, in the order of `sessions`. A session that is unknown or not this "
        "learner's is a 404; one named twice, fewer than two or more than ten are a 400.",
        tags=["Practice"],
        parameters=[CompareQuerySerializer],
        responses=ComparisonSerializer,
        examples=examples.COMPARISON,
    )
    def get(self, request: Request, child_id: UUID) -> Response:
        query = CompareQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        user = cast("User", request.user)  # the route lets nobody else in
        learner_id = learner_id_for(user, child_id, to_write=False)
        sessions = _sessions(learner_id, query.validated_data["sessions"])
        summaries = [
            {"session": SessionSerializer(session).data, **figures}
            for session, figures in zip(sessions, summaries_of(sessions), strict=True)
        ]
        return Response({"child_id": str(learner_id), "summaries": summaries})


def _sessions(learner_id: UUID, ids: list[UUID]) -> list[StudySession]:
    """Return the learner's sessions in the order asked for. Raises SessionNotFound."""
    rows = StudySession.objects.owned_by(learner_id).select_related("chat", "mission").in_bulk(ids)
    if len(rows) < len(ids):
        raise SessionNotFound("No such session.")
    return [rows[pk] for pk in ids]
