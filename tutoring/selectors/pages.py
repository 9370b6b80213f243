"""What each study page shows, gathered in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sessions_app.models import StudySession
from tutoring.agents.shapes import (
    MisconceptionAnalysis,
    PerformanceAnalysis,
    TutorExplanation,
)
from tutoring.models import Quiz, QuizItem, Topic
from tutoring.rules import QUIZ_LENGTH, SECONDS_A_QUESTION
from tutoring.selectors.evaluations import evaluation_request
from tutoring.selectors.mastery import TopicLevel, level_of
from tutoring.selectors.progress import (
    answered_quizzes,
    attempt_of,
    current_topic_among,
    current_topic_name,
    first_unanswered,
    items_of,
    latest_quiz,
    next_topic_among,
    topic_name_of,
    topics_of,
)
from tutoring.selectors.told import analysis_told, lesson_told, report_told
from tutoring.states import QuizKind

LETTERS = "ABCDEFGH"
NO_ANSWER = "No answer"


@dataclass(frozen=True)
class LessonView:
    topic: Topic | None
    lesson: TutorExplanation | None
    questions: int
    minutes: int
    made: str = ""


def lesson_view(session: StudySession) -> LessonView:
    """Return the lesson page of the current topic. One query, two with a tutor by model."""
    topic = current_topic_among(session, topics_of(session))
    lesson, made = None, ""
    if topic is not None and topic.syllabus_topic is not None:
        lesson, made = lesson_told(session, topic, topic.syllabus_topic.lesson)
    return LessonView(topic, lesson, QUIZ_LENGTH, quiz_minutes(QUIZ_LENGTH), made)


def quiz_minutes(questions: int) -> int:
    """Return about how long a quiz takes, in whole minutes."""
    return -(-questions * SECONDS_A_QUESTION // 60)


@dataclass(frozen=True)
class OptionShown:
    """One option as a row: ``state`` is empty before the answer."""

    id: str
    text: str
    letter: str
    state: str
    chosen: bool


@dataclass(frozen=True)
class Feedback:
    """What is said beside an answer: the reason first, the worked solution folded."""

    correct: bool
    right_letter: str
    idea: str | None
    analysis: MisconceptionAnalysis | None
    explanation: str
    made: str = ""


@dataclass(frozen=True)
class QuestionView:
    item_id: UUID
    number: int
    total: int
    topic: str
    stem: str
    concept: str
    difficulty: str
    options: list[OptionShown]
    dots: list[str]
    feedback: Feedback | None
    is_last: bool

    @property
    def number_text(self) -> str:
        return f"{self.number} of {self.total}"


def question_view(session: StudySession, number: int | None = None) -> QuestionView | None:
    """Return a question of the latest quiz: the first unanswered, or an answered ``number``.

    None when there is no such question, or it is still to come. Two queries; the key is in the
    view only once the question is answered.
    """
    quiz = latest_quiz(session)
    items = items_of(quiz) if quiz is not None else []
    item = first_unanswered(items) if number is None else _answered(items, number)
    if quiz is None or item is None:
        return None
    return question_shown(quiz, items, item)


def question_shown(quiz: Quiz, items: Sequence[QuizItem], item: QuizItem) -> QuestionView:
    """Return one question of a quiz as a page shows it; its key only if it is answered."""
    feedback = _feedback(item)
    return QuestionView(
        item_id=item.pk,
        number=item.position,
        total=len(items),
        topic=topic_name_of(quiz),
        stem=item.shown["stem"],
        concept=item.shown["concept"],
        difficulty=item.shown["difficulty"],
        options=_options(item),
        dots=[_dot(other, item) for other in items],
        feedback=feedback,
        is_last=first_unanswered(items) is None,
    )


def _answered(items: Sequence[QuizItem], number: int) -> QuizItem | None:
    item = next((item for item in items if item.position == number), None)
    return item if item is not None and attempt_of(item) is not None else None


def _dot(item: QuizItem, current: QuizItem) -> str:
    attempt = attempt_of(item)
    if attempt is not None:
        return "right" if attempt.correct else "wrong"
    return "current" if item.pk == current.pk else "todo"


def _options(item: QuizItem) -> list[OptionShown]:
    attempt = attempt_of(item)

    def state(option_id: str) -> str:
        if attempt is None:
            return ""
        if option_id == item.key["option"]:
            return "right"
        return "wrong" if option_id == attempt.answer else "off"

    return [
        OptionShown(
            id=option["id"],
            text=option["text"],
            letter=letter,
            state=state(option["id"]),
            chosen=attempt is not None and option["id"] == attempt.answer,
        )
        for option, letter in zip(item.shown["options"], LETTERS, strict=False)
    ]


def _feedback(item: QuizItem) -> Feedback | None:
    attempt = attempt_of(item)
    if attempt is None:
        return None
    letters = {option.id: option.letter for option in _options(item)}
    analysis, made = (None, "") if attempt.correct else analysis_told(attempt)
    return Feedback(
        correct=attempt.correct,
        right_letter=letters[item.key["option"]],
        idea=attempt.misconception.name if attempt.misconception else None,
        analysis=analysis,
        explanation=item.key["explanation"],
        made=made,
    )


@dataclass(frozen=True)
class Mistake:
    """One wrong answer for the review: question, my answer, right answer, why."""

    stem: str
    mine: str
    right: str
    idea: str | None
    analysis: MisconceptionAnalysis
    explanation: str
    made: str = ""


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
        mistakes=_mistakes(items),
        next_topic=suggested,
        level=level_of(topic, session.user_id),
        made=made,
    )


def _mistakes(items: Sequence[QuizItem]) -> list[Mistake]:
    mistakes = []
    for item in items:
        if item.attempt.correct:
            continue
        texts = {option["id"]: option["text"] for option in item.shown["options"]}
        analysis, made = analysis_told(item.attempt)
        mistakes.append(
            Mistake(
                stem=item.shown["stem"],
                mine=texts.get(item.attempt.answer, NO_ANSWER),
                right=texts[item.key["option"]],
                idea=item.attempt.misconception.name if item.attempt.misconception else None,
                analysis=analysis,
                explanation=item.key["explanation"],
                made=made,
            )
        )
    return mistakes


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
        mistakes=_mistakes(items),
    )


@dataclass(frozen=True)
class RecentSession:
    """A line of the home page."""

    session: StudySession
    topic: str | None


def recent_sessions(user_id: UUID, *, limit: int = 4) -> list[RecentSession]:
    """Return the learner's newest sessions. One query."""
    rows = StudySession.objects.owned_by(user_id).of_kind("study").defer("metadata")
    return [
        RecentSession(row, current_topic_name(row)) for row in rows.newest_activity_first()[:limit]
    ]
