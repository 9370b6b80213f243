"""A few questions, asked one by one; waiting for an answer holds no worker."""

from typing import Any
from uuid import UUID

from autopilot.services.assets import leave_asset
from autopilot.services.records import record
from autopilot.services.stage import Follow, Next, Outcome, Stage, Wait
from autopilot.states import AssetType, RunPhase, ToolId, WaitingFor
from tutoring.models import Attempt, Quiz, QuizItem
from tutoring.services.composing import Aim
from tutoring.services.quizzes import PreparedQuiz, prepare_quiz, store_in
from tutoring.states import QuizKind

QUESTIONS = 3


class MakeQuiz:
    """Makes the quiz of the hop's topic, aimed at what the learner misunderstands."""

    def work(self, stage: Stage) -> Outcome:
        count = stage.step.inputs.get("count", QUESTIONS)
        aim = Aim(count=count, seed=stage.seed(), typed=stage.run.choices.get("typed", False))
        return Outcome(prepare_quiz(session_id=stage.session.pk, aim=aim))

    def apply(self, stage: Stage, outcome: Outcome) -> Follow:
        prepared: PreparedQuiz = outcome.found
        quiz = store_in(stage.session, prepared)
        return ask_quiz(stage, quiz, f"{stage.hop.name}: quiz")


def ask_quiz(stage: Stage, quiz: Quiz, name: str) -> Follow:
    """Leave a stored quiz as an asset and ask its first question."""
    count = quiz.items.count()
    content = {"quiz_id": str(quiz.pk), "questions": count}
    asset = leave_asset(stage, AssetType.QUIZ, name, content)
    said = f"{count} questions on {stage.hop.name}, the misunderstood first."
    if quiz.kind == QuizKind.REVIEW:
        said = f"{count} questions that were missed and are due again."
    record(stage, "quiz_generated", said, content)
    return after_item(stage, quiz.pk, {**content, "asset_id": str(asset.pk)})


def after_item(stage: Stage, quiz_id: UUID, result: dict[str, Any]) -> Follow:
    """Ask the quiz's next unanswered question, or analyse when there is none."""
    item = QuizItem.objects.filter(quiz_id=quiz_id, attempt=None).order_by("position").first()
    if item is None:
        then = Next(ToolId.ANALYSE, "Look at the answers", {"quiz_id": str(quiz_id)})
        return Follow(result, then, phase=RunPhase.ANALYZING)
    inputs = {"quiz_id": str(quiz_id), "item_id": str(item.pk)}
    then = Next(ToolId.ASK, f"Question {item.position}", inputs)
    wait = Wait(WaitingFor.ANSWER, stage.run.answer_seconds)
    return Follow(result, then, wait, phase=RunPhase.QUIZZING)


def answered_result(attempt: Attempt) -> dict[str, Any]:
    """Return what an answered question leaves with its step."""
    held = attempt.misconception
    return {
        "item_id": str(attempt.quiz_item_id),
        "attempt_id": str(attempt.pk),
        "correct": attempt.correct,
        "answered": attempt.answer != "",
        "misconception": held.name if held else None,
    }


class Ask:
    """A question is asked by waiting; a worker comes here when it was answered elsewhere."""

    def work(self, stage: Stage) -> Outcome:
        return Outcome()

    def apply(self, stage: Stage, outcome: Outcome) -> Follow:
        quiz_id = UUID(stage.step.inputs["quiz_id"])
        attempts = Attempt.objects.select_related("misconception")
        attempt = attempts.filter(quiz_item_id=stage.step.inputs["item_id"]).first()
        result = answered_result(attempt) if attempt else {"asked_again": True}
        return after_item(stage, quiz_id, result)
