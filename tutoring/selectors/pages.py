"""What each study page shows, gathered in a fixed number of queries."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists

from sessions_app.models import StudySession
from tutoring.agents.shapes import PerformanceAnalysis, TutorExplanation
from tutoring.models import Quiz, Topic
from tutoring.rules import QUIZ_LENGTH, SECONDS_A_QUESTION
from tutoring.selectors.evaluations import evaluation_request
from tutoring.selectors.flags import replies_not_seen
from tutoring.selectors.mastery import TopicLevel, level_of
from tutoring.selectors.progress import (
    answered_quizzes,
    current_topic_name,
    current_topic_of,
    next_topic_among,
    topics_of,
)
from tutoring.selectors.questions_shown import Mistake, mistakes_among
from tutoring.selectors.told import lesson_told, report_told
from tutoring.states import QuizKind


@dataclass(frozen=True)
class LessonView:
    topic: Topic | None
    lesson: TutorExplanation | None
    questions: int
    minutes: int
    made: str = ""


def lesson_view(session: StudySession) -> LessonView:
    """Return the lesson page of the current topic. One query, two with a tutor by model."""
    topic = current_topic_of(session)
    lesson, made = None, ""
    if topic is not None and topic.syllabus_topic is not None:
        lesson, made = lesson_told(session, topic, topic.syllabus_topic.lesson)
    return LessonView(topic, lesson, QUIZ_LENGTH, quiz_minutes(QUIZ_LENGTH), made)


def quiz_minutes(questions: int) -> int:
    """Return about how long a quiz takes, in whole minutes."""
    return -(-questions * SECONDS_A_QUESTION // 60)


@dataclass(frozen=True)
class AnalysisView:
    quiz: Quiz
    topic: Topic
    right: int
    total: int
    seconds: int
    performance: PerformanceAnalysis
    mistakes: list[Mistake]
    next_topic: Topic | None
    level: TopicLevel | None
    made: str = ""


def analysis_view(session: StudySession) -> AnalysisView | None:
    """Return what the latest answered quiz showed; None before there is one. Four queries."""
    quiz = answered_quizzes(session).filter(kind=QuizKind.TOPIC).reverse().first()
    if quiz is None:
        return None
    topics = topics_of(session)
    topic = next(row for row in topics if row.pk == quiz.topic_id)
    items = list(quiz.items.all())
    suggested = next_topic_among(topics)
    performance, made = report_told(quiz, evaluation_request([quiz], [topic], suggested))
    return AnalysisView(
        quiz=quiz,
        topic=topic,
        right=sum(item.attempt.correct for item in items),
        total=len(items),
        seconds=sum(item.attempt.time_spent_ms or 0 for item in items) // 1000,
        performance=performance,
        mistakes=mistakes_among(items),
        next_topic=suggested,
        level=level_of(topic, session.user_id),
        made=made,
    )


@dataclass(frozen=True)
class SummaryView:
    topics: list[Topic]
    mastered: int
    open_topic: Topic | None
    quizzes: int
    right: int
    total: int
    seconds: int
    performance: PerformanceAnalysis
    mistakes: list[Mistake]


def summary_view(session: StudySession) -> SummaryView:
    """Return the whole session at a glance. Three queries."""
    topics = topics_of(session)
    quizzes = list(answered_quizzes(session))
    items = [item for quiz in quizzes for item in quiz.items.all()]
    attempts = [item.attempt for item in items]
    performance, _ = report_told(None, evaluation_request(quizzes, topics, None))
    return SummaryView(
        topics=topics,
        mastered=sum(topic.status == "mastered" for topic in topics),
        open_topic=next_topic_among(topics),
        quizzes=len(quizzes),
        right=sum(attempt.correct for attempt in attempts),
        total=len(attempts),
        seconds=sum(attempt.time_spent_ms or 0 for attempt in attempts) // 1000,
        performance=performance,
        mistakes=mistakes_among(items),
    )


@dataclass(frozen=True)
class RecentSession:
    """A line of the home page; ``has_reply``: the learner has not read a reply to a report."""

    session: StudySession
    topic: str | None
    has_reply: bool = False


def recent_sessions(user_id: UUID, *, limit: int = 4) -> list[RecentSession]:
    """Return the learner's newest sessions. One query."""
    rows = StudySession.objects.owned_by(user_id).of_kind("study").defer("metadata")
    # Asked along the way: the home page has no query to spare.
    rows = rows.annotate(has_reply=Exists(replies_not_seen(user_id)))
    return [
        RecentSession(row, current_topic_name(row), row.has_reply)  # type: ignore[attr-defined]
        for row in rows.newest_activity_first()[:limit]
    ]
