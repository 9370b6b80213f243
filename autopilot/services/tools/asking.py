"""Three questions, asked one by one; waiting for an answer holds no worker."""

from uuid import UUID

from accounts.clock import ClockNow
from autopilot.models import Asset
from autopilot.services.records import record
from autopilot.services.stage import Follow, Next, Outcome, Stage, Wait
from autopilot.states import AssetScope, AssetStatus, AssetType, RunPhase, ToolId, WaitingFor
from tutoring.models import Attempt, QuizItem
from tutoring.services.composing import Aim
from tutoring.services.quizzes import prepare_quiz, store_quiz

QUESTIONS = 3


class MakeQuiz:
    """Makes the quiz of the hop's topic, aimed at what the learner misunderstands."""

    def work(self, stage: Stage) -> Outcome:
        aim = Aim(count=QUESTIONS, seed=stage.seed())
        return Outcome(prepare_quiz(session_id=stage.session.pk, aim=aim))

    def apply(self, stage: Stage, outcome: Outcome) -> Follow:
        quiz = store_quiz(outcome.found)
        Asset.objects.create(
            mission_id=stage.run.mission_id,
            hop=stage.hop,
            tool_step=stage.step,
            scope_type=AssetScope.HOP,
            subtype=AssetType.QUIZ,
            status=AssetStatus.READY,
            name=f"{stage.hop.name}: quiz",
            content={"quiz_id": str(quiz.pk)},
            ready_at=ClockNow(),
        )
        items = list(quiz.items.order_by("position"))
        record(
            stage,
            "quiz_generated",
            f"{len(items)} questions on {stage.hop.name}.",
            {"quiz_id": str(quiz.pk)},
        )
        return after_item(stage, quiz.pk, {"quiz_id": str(quiz.pk)})


def after_item(stage: Stage, quiz_id: UUID, result: dict) -> Follow:
    """Ask the quiz's next unanswered question, or analyse when there is none."""
    item = QuizItem.objects.filter(quiz_id=quiz_id, attempt=None).order_by("position").first()
    if item is None:
        then = Next(ToolId.ANALYSE, "Look at the answers", {"quiz_id": str(quiz_id)})
        return Follow(result, then, phase=RunPhase.ANALYZING)
    then = Next(
        ToolId.ASK,
        f"Question {item.position}",
        {"quiz_id": str(quiz_id), "item_id": str(item.pk)},
    )
    wait = Wait(WaitingFor.ANSWER, stage.run.answer_seconds)
    return Follow(result, then, wait, phase=RunPhase.QUIZZING)


class Ask:
    """A question is asked by waiting; it comes here only if it was answered some other way."""

    def work(self, stage: Stage) -> Outcome:
        return Outcome()

    def apply(self, stage: Stage, outcome: Outcome) -> Follow:
        inputs = stage.step.inputs
        attempt = Attempt.objects.filter(quiz_item_id=inputs["item_id"]).first()
        if attempt is None:  # asked again
            return after_item(stage, UUID(inputs["quiz_id"]), {"asked_again": True})
        return after_item(stage, UUID(inputs["quiz_id"]), {"correct": attempt.correct})
