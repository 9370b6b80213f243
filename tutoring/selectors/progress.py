"""Where a session stands: its topics, its quiz, the next step."""

from collections.abc import Sequence

from django.db.models import Prefetch, QuerySet

from sessions_app.models import StudySession
from tutoring.models import Attempt, Quiz, QuizItem, Topic
from tutoring.rules import GO_ON_FROM
from tutoring.states import QuizKind, QuizStatus, TopicStatus

# What an item is read with, to be shown with its answer.
ANSWERED = ("attempt__misconception", "attempt__analysis")


def topics_of(session: StudySession) -> list[Topic]:
    """Return the topics in plan order, with what the syllabus says of them. One query."""
    rows = Topic.objects.filter(session=session).select_related("syllabus_topic")
    return list(rows.order_by("position"))


def current_topic_of(session: StudySession) -> Topic | None:
    """Return the topic that the context names, with its lesson. One query."""
    rows = Topic.objects.filter(session=session, name=current_topic_name(session))
    return rows.select_related("syllabus_topic__lesson").order_by("position").first()


def next_topic_among(topics: Sequence[Topic]) -> Topic | None:
    """Return the first topic in plan order that the plan may not lead on from, by the rules.

    When all are that far, the first that is not mastered.
    """
    unmastered = [topic for topic in topics if topic.status != TopicStatus.MASTERED]
    behind = (topic for topic in unmastered if topic.mastery_score < GO_ON_FROM)
    return next(behind, None) or next(iter(unmastered), None)


def current_topic_name(session: StudySession) -> str | None:
    """Return what the context calls the current topic; None when it is damaged or silent."""
    context = session.current_context
    return context.get("current_topic") if isinstance(context, dict) else None


def latest_quiz(session: StudySession) -> Quiz | None:
    """Return the quiz of a topic to go on with, or else the newest answered one. One query."""
    quizzes = Quiz.objects.filter(session=session, kind=QuizKind.TOPIC)
    quizzes = quizzes.select_related("topic__syllabus_topic__lesson")
    # "open" sorts after "answered".
    return quizzes.order_by("-status", "-created_at", "-pk").first()


def topic_name_of(quiz: Quiz) -> str:
    """Return what a quiz is about, whether or not a session's topic is meant."""
    return quiz.topic.name if quiz.topic is not None else quiz.topic_name


def items_of(quiz: Quiz) -> list[QuizItem]:
    """Return a quiz's questions in order, each with its answer if there is one. One query."""
    answered = QuizItem.objects.filter(quiz=quiz).select_related(*ANSWERED)
    return list(answered.order_by("position"))


def attempt_of(item: QuizItem) -> Attempt | None:
    """Return the answer to an item that ``items_of`` gave."""
    return getattr(item, "attempt", None)


def first_unanswered(items: Sequence[QuizItem]) -> QuizItem | None:
    """Return the question to go on with."""
    return next((item for item in items if attempt_of(item) is None), None)


def answered_quizzes(session: StudySession) -> QuerySet[Quiz]:
    """Return the session's finished quizzes, oldest first, with items and answers."""
    items = QuizItem.objects.select_related(*ANSWERED).order_by("position")
    rows = Quiz.objects.filter(session=session, status=QuizStatus.ANSWERED)
    rows = rows.select_related("topic", "report").order_by("submitted_at", "pk")
    return rows.prefetch_related(Prefetch("items", queryset=items))
