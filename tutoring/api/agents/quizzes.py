"""Quizzes on request: made, kept, answered once, analysed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.http import JsonResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.strict import validated
from sessions_app.api.idempotency import idempotent
from sessions_app.permissions import Act, find_session
from tutoring.agents.requests import ComposedItem
from tutoring.agents.shapes import Quiz
from tutoring.api.agents.examples import examples_of
from tutoring.api.agents.serializers import (
    EvaluateInputSerializer,
    EvaluationSerializer,
    MisconceptionInputSerializer,
    PerformanceInputSerializer,
    QuizInputSerializer,
    SavedQuizInputSerializer,
    SavedQuizSerializer,
    TopicQuerySerializer,
)
from tutoring.api.agents.shapes import MisconceptionAnswer, PerformanceAnswer
from tutoring.judging import is_slow_to_judge, judge_attempt, meant_answer
from tutoring.models import QuizItem
from tutoring.permissions import acting_learner_id, find_question, find_quiz
from tutoring.selectors.progress import items_of
from tutoring.selectors.served import correct_index, served_quiz
from tutoring.selectors.vocabulary import find_topic, usual_exam
from tutoring.services.answer_analysis import (
    Analysed,
    analyse_wrong_answer,
    evaluation_of,
    store_analysis,
)
from tutoring.services.composing import Aim, compose_quiz
from tutoring.services.performance import quiz_performance, session_performance
from tutoring.services.question_writing import extra_items
from tutoring.services.quizzes import PreparedQuiz, prepare_quiz, store_quiz
from tutoring.services.requested_quizzes import answer_once, store_requested_quiz
from tutoring.services.saved_quizzes import latest_saved_quiz, save_quiz

TAGS = ["Agents"]
BANK_IS_ALL = "The bank has no more questions on this topic."


@dataclass(frozen=True)
class Composed:
    """Questions composed outside the transaction for a quiz without a session."""

    topic_name: str
    items: list[ComposedItem]
    count: int


class Answered(NamedTuple):
    """A question and the answer that is to be recorded."""

    item: QuizItem
    answer: object
    confidence: float | None


def prepared_quiz(view: APIView, request: Request) -> PreparedQuiz | Composed:
    """Compose the questions before any transaction opens."""
    body = validated(QuizInputSerializer, request.data)
    aim = Aim(
        count=body["num_questions"],
        difficulty=body["difficulty"],
        mistakes=tuple(body.get("previous_mistakes", ())),
        typed=body["typed"],
    )
    session_id = body.get("session_id")
    if session_id is not None:
        find_session(request.user, session_id, Act.WRITE)
        return prepare_quiz(session_id=session_id, aim=aim, wanted=body["topic"])
    topic = find_topic(body["topic"], usual_exam(request.user))
    learner_id = request.user.pk
    items = compose_quiz(
        topic_name=topic.name, lesson_id=topic.lesson_id, learner_id=learner_id, aim=aim
    )
    missing = aim.count - len(items)
    items += extra_items(
        lesson_id=topic.lesson_id, learner_id=learner_id, count=missing, taken=items
    )
    return Composed(topic.name, items, aim.count)


class GenerateQuizView(APIView):
    throttle_scope = "agent"

    @extend_schema(
        operation_id="quiz_generate",
        summary="Make a quiz",
        description="Without keys: `correct_option_index` and `explanation` come with the answer. "
        "Questions of the wished difficulty first, unseen ones before others, aimed at what the "
        "learner misunderstands; fewer only where the bank has no more, and `note` says so. "
        "Without a session, and with a quizmaster by model, questions that a model wrote fill up "
        "what is missing: they are marked `unchecked` and count for nothing beyond their quiz. "
        "With `session_id` it is the quiz of the session's open topic: LEARNING moves to QUIZZING; "
        "an open quiz is given again.",
        tags=TAGS,
        request=QuizInputSerializer,
        responses=Quiz,
        examples=examples_of("quiz_generate"),
    )
    @idempotent(prepare=prepared_quiz)
    def post(self, request: Request, prepared: PreparedQuiz | Composed) -> Response:
        if isinstance(prepared, PreparedQuiz):
            quiz = store_quiz(prepared, by=request.user.pk)
            return Response(served_quiz(quiz, items_of(quiz)))
        quiz = store_requested_quiz(
            learner_id=request.user.pk, topic_name=prepared.topic_name, items=prepared.items
        )
        note = {} if len(prepared.items) == prepared.count else {"note": BANK_IS_ALL}
        return Response({**served_quiz(quiz, items_of(quiz)), **note})


class SavedQuizView(APIView):
    throttle_scope = "agent"

    @extend_schema(
        operation_id="quiz_persistence_read",
        summary="Read the latest saved quiz of a topic",
        description="`null` before one was saved.",
        tags=TAGS,
        parameters=[TopicQuerySerializer],
        responses=SavedQuizSerializer(allow_null=True),
    )
    def get(self, request: Request) -> Response | JsonResponse:
        query = TopicQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        wanted = query.validated_data
        learner_id = acting_learner_id(request.user, wanted.get("user_id"), to_write=False)
        saved = latest_saved_quiz(learner_id=learner_id, topic_id=wanted["topic_id"])
        if saved is None:
            return JsonResponse(None, safe=False)  # a Response of None has no body at all
        return Response(saved)

    @extend_schema(
        operation_id="quiz_persistence_save",
        summary="Save a quiz on a topic",
        description="The questions are kept as they are sent; saving again makes it the latest.",
        tags=TAGS,
        request=SavedQuizInputSerializer,
        responses=SavedQuizSerializer,
        examples=examples_of("quiz_persistence_save"),
    )
    @idempotent
    def post(self, request: Request) -> Response:
        body = validated(SavedQuizInputSerializer, request.data)
        learner_id = acting_learner_id(request.user, body.pop("user_id", None), to_write=True)
        return Response(save_quiz(learner_id=learner_id, **body))


def judged_ahead(view: APIView, request: Request) -> Answered:
    """Find the question and judge what takes long before any transaction opens."""
    body = validated(EvaluateInputSerializer, request.data)
    item = find_question(
        request.user,
        body["question_id"],
        quiz_id=body.get("quiz_id"),
        session_id=body.get("session_id"),
    )
    answer = answer_in(item, body)
    if is_slow_to_judge(item):
        judge_attempt(item, answer)
    return Answered(item, answer, body.get("confidence"))


def answer_in(item: QuizItem, body: Mapping[str, Any]) -> object:
    """Return the answer of a body, by its place among the options or as it is."""
    return meant_answer(item, body.get("student_answer_index", body.get("answer")))


class EvaluateView(APIView):
    throttle_scope = "agent"

    @extend_schema(
        operation_id="quiz_evaluate",
        summary="Answer a question",
        description="Graded by rule. One answer for each question of a quiz: a second one is a "
        "409. Without `quiz_id` the newest quiz with that question is meant. The last answer of a "
        "session's quiz moves the session to ANALYZING. What cannot be read or judged is a 400 "
        "(`unreadable_answer`) that says what to write, and no attempt.",
        tags=TAGS,
        request=EvaluateInputSerializer,
        responses=EvaluationSerializer,
        examples=examples_of("quiz_evaluate"),
    )
    @idempotent(prepare=judged_ahead)
    def post(self, request: Request, prepared: Answered) -> Response:
        item, answer, confidence = prepared
        attempt = answer_once(item=item, answer=answer, confidence=confidence, by=request.user.pk)
        return Response(evaluation_of(attempt, correct_index(item)))


def prepared_analysis(view: APIView, request: Request) -> Analysed:
    """Analyse the answer before any transaction opens."""
    body = validated(MisconceptionInputSerializer, request.data)
    item = find_question(request.user, body["question_id"], session_id=body.get("session_id"))
    return analyse_wrong_answer(item=item, answer=answer_in(item, body))


class MisconceptionView(APIView):
    throttle_scope = "agent"

    @extend_schema(
        operation_id="quiz_misconception",
        summary="Say what a wrong answer betrays",
        description="After the question was answered (409 before: it would give the key away). "
        "The redemption question can be answered under its id; for the same wrong option it stays "
        "the same.",
        tags=TAGS,
        request=MisconceptionInputSerializer,
        responses=MisconceptionAnswer,
        examples=examples_of("quiz_misconception"),
    )
    @idempotent(prepare=prepared_analysis)
    def post(self, request: Request, prepared: Analysed) -> Response:
        return Response(store_analysis(prepared, by=request.user.pk))


def analysed_performance(view: APIView, request: Request) -> dict[str, Any]:
    """Judge the answers before any transaction opens."""
    body: dict[str, UUID] = validated(PerformanceInputSerializer, request.data)
    if "session_id" in body:
        found = find_session(request.user, body["session_id"], Act.READ)
        return session_performance(found.session)
    return quiz_performance(find_quiz(request.user, body["quiz_id"]))


class PerformanceView(APIView):
    throttle_scope = "agent"

    @extend_schema(
        operation_id="analyze_performance",
        summary="Say what answers show",
        description="Of a session or of one quiz, from the answers given so far. "
        "`topic_performance` has the plain counts.",
        tags=TAGS,
        request=PerformanceInputSerializer,
        responses=PerformanceAnswer,
        examples=examples_of("analyze_performance"),
    )
    @idempotent(prepare=analysed_performance)
    def post(self, request: Request, prepared: dict[str, Any]) -> Response:
        return Response(prepared)
