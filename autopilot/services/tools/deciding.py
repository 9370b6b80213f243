"""What the answers showed, and what comes next."""

from accounts.clock import ClockNow
from autopilot.models import Asset
from autopilot.selectors.elapsed import is_time_up
from autopilot.services.following import new_hop
from autopilot.services.moves import move_hop
from autopilot.services.records import record
from autopilot.services.stage import Follow, Next, Outcome, Stage
from autopilot.states import AssetScope, AssetStatus, AssetType, RunPhase, ToolId
from tutoring.models import Attempt, Quiz
from tutoring.selectors.mastery import level_of


class Analyse:
    """Says what a quiz showed, from the rows that its answers left."""

    def work(self, stage: Stage) -> Outcome:
        return Outcome()

    def apply(self, stage: Stage, outcome: Outcome) -> Follow:
        quiz = Quiz.objects.get(pk=stage.step.inputs["quiz_id"])
        answers = list(Attempt.objects.filter(quiz_item__quiz=quiz).select_related("misconception"))
        right = sum(answer.correct for answer in answers)
        level = level_of(stage.hop.topic, stage.session.user_id) if stage.hop.topic else None
        score = level.mastery.score if level else None
        said = f"{right} of {len(answers)} right on {stage.hop.name}."
        held = sorted({a.misconception.name for a in answers if a.misconception})
        content = {"right": right, "answered": len(answers), "score": score, "held": held}
        Asset.objects.create(
            mission_id=stage.run.mission_id,
            hop=stage.hop,
            tool_step=stage.step,
            scope_type=AssetScope.HOP,
            subtype=AssetType.ANALYSIS,
            status=AssetStatus.READY,
            name=f"{stage.hop.name}: analysis",
            content={**content, "markdown": said},
            ready_at=ClockNow(),
        )
        then = Next(ToolId.DECIDE, "Decide what comes next")
        return Follow(content, then, phase=RunPhase.ANALYZING, content=said)


class Decide:
    """Ends the hop, and the run when its time is up; else begins the next hop."""

    def work(self, stage: Stage) -> Outcome:
        return Outcome()

    def apply(self, stage: Stage, outcome: Outcome) -> Follow:
        record(stage, "topic_completed", f"{stage.hop.name} is done for now.")
        if is_time_up(stage.run):
            return Follow({"decision": "time_up"}, end="time_up")
        move_hop(stage.hop, "complete")
        hop = new_hop(stage.run)
        then = Next(ToolId.CHOOSE_TOPIC, "Choose a topic", hop=hop)
        return Follow({"decision": "next_topic"}, then, phase=RunPhase.SELECTING_TOPIC)
