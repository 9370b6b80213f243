"""Practice (S4): fetch questions, answer them, see how it goes."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.strict import validated
from accounts.models import User
from sessions_app.api.idempotency import idempotent
from sessions_app.models import StudySession
from sessions_app.permissions import Act, access, learner_id_for
from tutoring.api.practice import examples
from tutoring.api.practice.serializers import (
    AttemptInputSerializer,
    AttemptSerializer,
    FetchedSerializer,
    FetchSerializer,
    ProgressQuerySerializer,
    ProgressSerializer,
    SubtopicQuerySerializer,
    SubtopicsSerializer,
    TopicQuerySerializer,
    TopicsSerializer,
)
from tutoring.judging import right_answer
from tutoring.models import Attempt, QuizItem
from tutoring.selectors.practice import Scope, subtopics_to_practise, topics_to_practise
from tutoring.selectors.summary import progress_of
from tutoring.services.practice import (
    Batch,
    Chosen,
    Served,
    answer_question,
    choose_questions,
    judge_ahead,
    question_hash,
    serve_questions,
)

TAGS = ["Practice"]
GRADE = " `grade` is taken and changes nothing: the bank is graded by exam, not by school year."


def learner_to_practise(user: User, learner_id: UUID) -> UUID:
    """Return the learner whom the caller may answer for: themself or a child profile of theirs.

    Raises SessionNotFound and NotAllowed.
    """
    learner_id = learner_id_for(user, learner_id, to_write=True)
    if user.is_staff and learner_id != user.pk:  # staff see every learner, but answer for none
        access(user, StudySession(user_id=learner_id), Act.WRITE)
    return learner_id


def _chosen_for(view: APIView, request: Request) -> Batch:
    data = validated(FetchSerializer, request.data)
    learner_id = learner_to_practise(request.user, data["child_id"])
    scope = Scope(data["subject"], data.get("topic"), data.get("subtopic"))
    return choose_questions(
        learner_id=learner_id, scope=scope, count=data["limit"], typed=data["typed"]
    )


class FetchQuestionsView(APIView):
    """The next questions to practise."""

    @extend_schema(
        operation_id="questions_fetch",
        summary="Fetch questions to practise",
        description="Gets or begins the learner's one active practice session. Without a "
        "`subtopic` the least-practised one leads (`selected_subtopic`); unseen questions come "
        "first, then those whose difficulty suits the learner. Names are compared literally; for "
        "unknown ones the list is empty. A question's `id` is the one an attempt names.",
        tags=TAGS,
        request=FetchSerializer,
        responses=FetchedSerializer,
        examples=examples.FETCH,
    )
    @idempotent(prepare=_chosen_for)
    def post(self, request: Request, prepared: Batch) -> Response:
        return Response(_fetched(serve_questions(batch=prepared, by=request.user.pk)))


def _fetched(served: Served) -> dict[str, Any]:
    questions = [
        _served_question(row, chosen)
        for row, chosen in zip(served.rows, served.batch.chosen, strict=True)
    ]
    return {
        "questions": questions,
        "selected_subtopic": served.batch.subtopic,
        "session_id": str(served.session_id) if served.session_id else None,
    }


def _served_question(row: QuizItem, chosen: Chosen) -> dict[str, Any]:
    """The question without its key: not one byte of it comes from ``row.key``."""
    return {
        "id": str(row.pk),
        "subject": chosen.subject,
        "topic": chosen.topic,
        "sub_topic": row.shown["concept"],
        "difficulty": row.shown["difficulty"],
        "stem": row.shown["stem"],
        "options": [option["text"] for option in row.shown["options"]],
        "source": chosen.source,
        "hash": question_hash(row.shown),
        "correct_answer": "",
        "rationale": "",
        **({"response": row.shown["response"]} if "response" in row.shown else {}),
    }


class TopicsView(APIView):
    """What of a subject can be practised."""

    @extend_schema(
        operation_id="questions_topics",
        summary="List the topics of a subject",
        description="Those with questions, by name." + GRADE,
        tags=TAGS,
        parameters=[TopicQuerySerializer],
        responses=TopicsSerializer,
        examples=examples.TOPICS,
    )
    def get(self, request: Request) -> Response:
        query = _query(TopicQuerySerializer, request)
        names = topics_to_practise(query["subject"], exam_type=query.get("exam_type"))
        return Response({"topics": [{"topic": name} for name in names]})


class SubtopicsView(APIView):
    """What of a subject or topic can be practised, in smaller steps."""

    @extend_schema(
        operation_id="questions_subtopics",
        summary="List the subtopics of a subject or topic",
        description="Those with questions, by name." + GRADE,
        tags=TAGS,
        parameters=[SubtopicQuerySerializer],
        responses=SubtopicsSerializer,
        examples=examples.SUBTOPICS,
    )
    def get(self, request: Request) -> Response:
        query = _query(SubtopicQuerySerializer, request)
        names = subtopics_to_practise(
            query["subject"], topic=query.get("topic"), exam_type=query.get("exam_type")
        )
        return Response({"subtopics": names})


def _judged_ahead(view: APIView, request: Request) -> dict[str, Any]:
    """Check the request and judge what takes long before any transaction opens."""
    data = validated(AttemptInputSerializer, request.data)
    learner_id = learner_to_practise(request.user, data["child_id"])
    judge_ahead(learner_id=learner_id, item_id=data["question_id"], selected=data["selected"])
    return {**data, "learner_id": learner_id}


class AttemptsView(APIView):
    """A learner's one answer to a question that was served to them."""

    @extend_schema(
        operation_id="attempts_create",
        summary="Answer a question",
        description="Graded by rule, recorded once: a second answer is a 409 "
        "(`already_answered`), as is one after the session ended (`session_not_active`). A "
        "question never served to this learner, or served in another session than `session_id`, "
        "is a 404. What cannot be read or judged is a 400 (`unreadable_answer`) and no attempt.",
        tags=TAGS,
        request=AttemptInputSerializer,
        responses={201: AttemptSerializer},
        examples=examples.ATTEMPT,
    )
    @idempotent(prepare=_judged_ahead)
    def post(self, request: Request, prepared: dict[str, Any]) -> Response:
        data = prepared
        attempt = answer_question(
            learner_id=data["learner_id"],
            item_id=data["question_id"],
            selected=data["selected"],
            time_spent_ms=data["time_spent_ms"],
            session_id=data.get("session_id"),
            by=request.user.pk,
        )
        return Response(_answered(attempt), status=201)


def _answered(attempt: Attempt) -> dict[str, Any]:
    item = attempt.quiz_item
    held = attempt.misconception
    return {
        "attempt_id": str(attempt.pk),
        "correct": attempt.correct,
        "expected": right_answer(item),
        "explanation": item.key["explanation"],
        "misconception": held.name if held else None,
        "session_id": str(attempt.session_id),
    }


class ProgressView(APIView):
    """How a learner is doing."""

    @extend_schema(
        operation_id="progress",
        summary="Read a learner's progress",
        description="Counted from the answers of the window; percentages round half up. `trend` "
        "compares the window with the one before it (20 answers on both sides, 5 points); it is "
        "null for `all`. The streaks know no window; days are those of the learner's time zone.",
        tags=TAGS,
        parameters=[ProgressQuerySerializer],
        responses=ProgressSerializer,
        examples=examples.PROGRESS,
    )
    def get(self, request: Request, child_id: UUID) -> Response:
        window = _query(ProgressQuerySerializer, request)["window"]
        learner_id = learner_id_for(request.user, child_id, to_write=False)
        return Response(progress_of(learner_id, window))


def _query(kind: type, request: Request) -> dict[str, Any]:
    query = kind(data=request.query_params)
    query.is_valid(raise_exception=True)
    return query.validated_data
