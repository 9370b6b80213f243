"""What pages tell: the words that a model left, or else the built-in agent's.

No page asks a model. What one said was stored with the answer, the quiz or the topic that made it
necessary (``services/stored_analyses.py``, ``services/topics.py``); the built-in agents are asked
here, which takes no time and gives the same words each time.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from sessions_app.models import AgentAction, StudySession
from tutoring.agents import is_builtin
from tutoring.agents.builtin.evaluator import BuiltinEvaluator
from tutoring.agents.builtin.misconception import BuiltinMisconceptionAgent
from tutoring.agents.builtin.tutor import BuiltinTutor
from tutoring.agents.requests import EvaluationRequest, LessonRequest, WrongAnswer
from tutoring.agents.shapes import MisconceptionAnalysis, PerformanceAnalysis, TutorExplanation
from tutoring.judging import answer_given
from tutoring.models import AnswerAnalysis, Attempt, Lesson, Quiz, QuizReport, Topic
from tutoring.selectors.bank import catalogue_entry

MADE = "made"  # member of stored words: who wrote them, and why not the model
Told = TypeVar("Told", bound=BaseModel)


def made_note(turns: Any) -> str:
    """Say who wrote words that a model was asked for, from the last of its turns."""
    turn = turns[-1] if isinstance(turns, list) and turns else turns
    if not isinstance(turn, Mapping):
        return ""
    if turn.get("agent") == "model":
        return f"Made by {turn.get('model')}."
    return str(turn.get("self_correction") or "")


def lesson_told(
    session: StudySession, topic: Topic, lesson: Lesson
) -> tuple[TutorExplanation, str]:
    """Return a topic's lesson as it was explained when it was opened, and who wrote it.

    One query where the tutor is not the built-in one, otherwise none.
    """
    request = LessonRequest(topic=topic.name, lesson=lesson.content)
    builtin = BuiltinTutor().explain(request)
    if is_builtin("tutor"):
        return builtin, ""
    opened = AgentAction.objects.filter(
        session=session, action="start_topic", metadata__topic=topic.name
    )
    metadata = opened.order_by("-seq").values_list("metadata", flat=True).first() or {}
    if metadata.get("lesson_version") != lesson.version:
        return builtin, ""
    told = _sound(TutorExplanation, metadata.get("explanation"))
    return told or builtin, made_note(metadata.get("turns"))


def analysis_told(attempt: Attempt) -> tuple[MisconceptionAnalysis, str]:
    """Return what is said of a wrong answer, and who wrote it.

    No query for an attempt read with ``analysis``, ``misconception`` and its item.
    """
    stored: AnswerAnalysis | None = getattr(attempt, "analysis", None)
    told = stored_analysis(stored) if stored else None
    if stored is None or told is None:
        return BuiltinMisconceptionAgent().analyse(wrong_answer(attempt)), ""
    return told, made_note(stored.content.get(MADE))


def wrong_answer(attempt: Attempt) -> WrongAnswer:
    """Return a wrong answer as the misconception agent is given it, without a bank."""
    item = attempt.quiz_item
    held = attempt.misconception
    return WrongAnswer(
        item_id=str(item.pk),
        option_text=answer_given(item, attempt.answer),
        explanation=item.key["explanation"],
        misconception=catalogue_entry(held) if held else None,
        asked_version_id=item.question_version_id,
    )


def report_told(quiz: Quiz | None, request: EvaluationRequest) -> tuple[PerformanceAnalysis, str]:
    """Return what answers show and who wrote it: a quiz's stored report, or the built-in words.

    The report is told as long as its figures still hold. No query for a quiz read with it.
    """
    computed = BuiltinEvaluator().evaluate(request)
    stored: QuizReport | None = getattr(quiz, "report", None)
    told = stored_report(stored) if stored else None
    if stored is None or told is None or _figures(told) != _figures(computed):
        return computed, ""
    return told, made_note(stored.content.get(MADE))


def stored_report(row: QuizReport) -> PerformanceAnalysis | None:
    """Return a stored report; None for one of another release."""
    return _sound(PerformanceAnalysis, row.content)


def stored_analysis(row: AnswerAnalysis) -> MisconceptionAnalysis | None:
    """Return a stored analysis; None for one of another release."""
    return _sound(MisconceptionAnalysis, row.content)


def _figures(analysis: PerformanceAnalysis) -> list[Any]:
    """Return what words were written about; once it has moved on they say too much."""
    advised = [advice.topic for advice in analysis.recommendations]
    return [analysis.overall_score, analysis.topic_mastery, analysis.misconceptions, advised]


def _sound(shape: type[Told], content: Any) -> Told | None:
    """Return stored words in their shape; None for those of another release."""
    if not isinstance(content, Mapping):
        return None
    try:
        return shape.model_validate({name: v for name, v in content.items() if name != MADE})
    except ValidationError:
        return None
