"""What answers show: the evaluator's words around computed figures, asked outside transactions."""

from typing import Any

from sessions_app.models import StudySession
from tutoring.agents import get_evaluator, is_builtin
from tutoring.agents.requests import EvaluationRequest
from tutoring.agents.shapes import PerformanceAnalysis
from tutoring.agents.turns import turns_of
from tutoring.models import Quiz
from tutoring.selectors.performance import quiz_evaluation, session_evaluation
from tutoring.selectors.told import stored_report
from tutoring.services.stored_analyses import EVALUATOR, keep_report, note_turns, report_on_quiz
from tutoring.states import QuizStatus


def session_performance(session: StudySession) -> dict[str, Any]:
    """Return a PerformanceAnalysis of a session, with ``topic_performance``. Three queries.

    What a model took stands in the session's history.
    """
    request, counts = session_evaluation(session)
    agent = get_evaluator()
    analysis = agent.evaluate(request)
    note_turns(session.pk, EVALUATOR, "analyse_performance", turns_of(agent), {})
    return _answer(analysis, counts)


def quiz_performance(quiz: Quiz) -> dict[str, Any]:
    """Return a PerformanceAnalysis of a quiz, with ``topic_performance``. Two queries.

    A model is asked once for an answered quiz; what it said is kept and given again.
    """
    request, counts = quiz_evaluation(quiz)
    if is_builtin(EVALUATOR) or quiz.status != QuizStatus.ANSWERED:
        return _answer(get_evaluator().evaluate(request), counts)
    return _answer(_kept(quiz, request), counts)


def _kept(quiz: Quiz, request: EvaluationRequest) -> PerformanceAnalysis:
    row = report_on_quiz(quiz_id=quiz.pk) or keep_report(quiz, request)
    return stored_report(row) or get_evaluator().evaluate(request)


def _answer(analysis: PerformanceAnalysis, counts: list[dict[str, Any]]) -> dict[str, Any]:
    return {**analysis.model_dump(mode="json"), "topic_performance": counts}
