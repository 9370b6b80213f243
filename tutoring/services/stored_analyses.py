"""What a model says of answers and quizzes: asked once, after the answer is safe, and kept.

The answer commits first. Then its analysis is asked for outside any transaction, within the
model's deadline; the row that holds it is inserted before, with the built-in agent's words, so
that of many callers one asks and no crash leaves nothing. With built-in agents nothing is stored:
they are asked when a page is shown.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from pydantic import BaseModel

from sessions_app.services.write_path import Entry, append_action
from tutoring.agents import get_evaluator, get_misconception_agent, is_builtin
from tutoring.agents.builtin.evaluator import BuiltinEvaluator
from tutoring.agents.builtin.misconception import BuiltinMisconceptionAgent
from tutoring.agents.requests import EvaluationRequest
from tutoring.agents.turns import Turn, turns_metadata, turns_of
from tutoring.models import AnswerAnalysis, Attempt, Quiz, QuizReport
from tutoring.selectors.evaluations import evaluation_request
from tutoring.selectors.progress import answered_quizzes, next_topic_among, topics_of
from tutoring.selectors.told import MADE, wrong_answer
from tutoring.states import MadeBy

EVALUATOR, MISCONCEPTION = "evaluator", "misconception"


def follow_answer(attempt: Attempt) -> None:
    """Have a wrong answer analysed once it is committed, if a model does that."""
    if attempt.correct or attempt.misconception_id is None or is_builtin(MISCONCEPTION):
        return
    transaction.on_commit(partial(analyse_attempt, attempt_id=attempt.pk), robust=True)


def follow_quiz(quiz: Quiz) -> None:
    """Have the report of a session's quiz written once its closing is committed, if by a model."""
    if quiz.session_id is not None and not is_builtin(EVALUATOR):
        transaction.on_commit(partial(report_on_quiz, quiz_id=quiz.pk), robust=True)


def analyse_attempt(*, attempt_id: UUID) -> AnswerAnalysis:
    """Have a wrong answer analysed and keep what is said; call it outside any transaction.

    Safe to repeat: whoever comes second finds the row and asks nobody. Leaves an entry in the
    history of the answer's session that says what the model took.
    """
    related = ("misconception", "quiz_item", "analysis")
    attempt = Attempt.objects.select_related(*related).get(pk=attempt_id)
    stored = getattr(attempt, "analysis", None)
    if stored is not None:
        return stored
    wrong = wrong_answer(attempt)
    first = {
        "content": BuiltinMisconceptionAgent().analyse(wrong).model_dump(mode="json"),
        "made_by": MadeBy.BUILTIN,
    }
    row, is_mine = AnswerAnalysis.objects.get_or_create(attempt=attempt, defaults=first)
    if is_mine:
        agent = get_misconception_agent()
        _keep(row, agent.analyse(wrong), turns_of(agent))
        about = {"quiz_id": str(attempt.quiz_item.quiz_id), "question": attempt.quiz_item.position}
        note_turns(attempt.session_id, MISCONCEPTION, "analyse_answer", turns_of(agent), about)
    return row


def report_on_quiz(*, quiz_id: UUID) -> QuizReport | None:
    """Have a session's answered quiz reported on and keep what is said, as ``analyse_attempt``."""
    quiz = Quiz.objects.select_related("session").get(pk=quiz_id)
    session = quiz.session
    if session is None:
        return None
    answered = answered_quizzes(session).filter(pk=quiz_id).first()
    if answered is None:
        return None
    topics = topics_of(session)
    own = [topic for topic in topics if topic.pk == quiz.topic_id]
    request = evaluation_request([answered], own, next_topic_among(topics))
    return keep_report(answered, request)


def keep_report(quiz: Quiz, request: EvaluationRequest) -> QuizReport:
    """Have an answered quiz reported on by this request, once; return what is kept."""
    stored = QuizReport.objects.filter(quiz=quiz).first()
    if stored is not None:
        return stored
    first = {
        "content": BuiltinEvaluator().evaluate(request).model_dump(mode="json"),
        "made_by": MadeBy.BUILTIN,
    }
    row, is_mine = QuizReport.objects.get_or_create(quiz=quiz, defaults=first)
    if is_mine:
        agent = get_evaluator()
        _keep(row, agent.evaluate(request), turns_of(agent))
        about = {"quiz_id": str(quiz.pk)}
        note_turns(quiz.session_id, EVALUATOR, "report_on_quiz", turns_of(agent), about)
    return row


def _keep(row: AnswerAnalysis | QuizReport, told: BaseModel, turns: Sequence[Turn]) -> None:
    row.content = told.model_dump(mode="json")
    if turns:
        row.made_by = MadeBy(turns[-1].agent)
        row.content[MADE] = turns[-1].metadata()
    row.save(update_fields=["content", "made_by"])


def note_turns(
    session_id: UUID | None,
    agent: str,
    action: str,
    turns: tuple[Turn, ...],
    about: dict[str, Any],
) -> None:
    """Append what a model took to the session's history, whatever its status is by now."""
    if session_id is None or not turns:
        return
    last = turns[-1]
    entry = Entry(
        agent=agent,
        action=action,
        reasoning=last.self_correction or f"{last.model} put it into words.",
        metadata={**about, **turns_metadata(turns)},
        duration_ms=sum(turn.duration_ms for turn in turns),
    )
    append_action(session_id=session_id, entry=entry, any_status=True)
