"""What the answers showed, and what comes next: the same again, a review, or another topic."""

from dataclasses import asdict, dataclass
from typing import Any

from autopilot.models import ToolStep
from autopilot.selectors.elapsed import is_time_up
from autopilot.selectors.gains import gains
from autopilot.services.assets import leave_asset, leave_plan
from autopilot.services.following import new_hop
from autopilot.services.moves import move_hop
from autopilot.services.records import record
from autopilot.services.stage import Follow, Next, Outcome, Stage
from autopilot.states import AssetType, RunPhase, ToolId
from sessions_app.services.write_path import lock_session
from sessions_app.states import StudyPhase
from tutoring.mastery.level import MASTERED_SCORE
from tutoring.models import Attempt, LearnerMisconception, StudyPlan
from tutoring.selectors.mastery import level_of
from tutoring.selectors.plan_differences import difference
from tutoring.selectors.reviews import due_reviews
from tutoring.services.plan_versions import take_version
from tutoring.services.plans import MadePlan, prepare_plan, store_plan
from tutoring.services.replanning import wish_again
from tutoring.services.topics import lead_back, open_in
from tutoring.states import MisconceptionState

REVIEW_NAME = "Review"


class Analyse:
    """Says what a quiz showed, from the rows that its answers left."""

    def work(self, stage: Stage) -> Outcome:
        return Outcome()

    def apply(self, stage: Stage, outcome: Outcome) -> Follow:
        found = _shown_by(stage)
        text = _in_words(stage, found)
        content = {**found, "markdown": text}
        asset = leave_asset(stage, AssetType.ANALYSIS, f"{stage.hop.name}: what it showed", content)
        then = Next(ToolId.DECIDE, "Decide what comes next")
        result = {**found, "asset_id": str(asset.pk)}
        return Follow(result, then, phase=RunPhase.ANALYZING, content=text)


def _shown_by(stage: Stage) -> dict[str, Any]:
    rows = Attempt.objects.filter(quiz_item__quiz_id=stage.step.inputs["quiz_id"])
    answers = list(rows.select_related("misconception"))
    level = level_of(stage.hop.topic, stage.session.user_id) if stage.hop.topic else None
    chosen = (stage.hop.reasons or {}).get("chosen", {})
    return {
        "right": sum(answer.correct for answer in answers),
        "answered": len(answers),
        "before": chosen.get("mastery"),
        "score": level.mastery.score if level else None,
        "misconceptions": sorted({a.misconception.name for a in answers if a.misconception}),
    }


def _in_words(stage: Stage, found: dict[str, Any]) -> str:
    lines = [f"## {stage.hop.name}", f"{found['right']} of {found['answered']} right."]
    if found["score"] is not None:
        lines.append(f"Your level there: {found['score']} of 100.")
    lines += [f"- {name}" for name in found["misconceptions"]]
    return "\n\n".join(lines)


@dataclass(frozen=True)
class Verdict:
    """What the decision is made from, gathered outside the transaction."""

    confirmed: LearnerMisconception | None
    due: int
    is_anything_left: bool
    replanned: MadePlan | None


class Decide:
    """Teaches again what was confirmed wrong, reviews what is due, or leads to the next topic."""

    def work(self, stage: Stage) -> Outcome:
        replanned = _planned_again(stage)
        found = Verdict(
            confirmed=_to_teach_again(stage),
            due=due_reviews(stage.session.user_id).count(),
            is_anything_left=bool(gains(stage.session, stage.run)),
            replanned=replanned,
        )
        return Outcome(found, replanned.turns if replanned else ())

    def apply(self, stage: Stage, outcome: Outcome) -> Follow:
        verdict: Verdict = outcome.found
        if verdict.confirmed is not None and stage.hop.topic and not is_time_up(stage.run):
            return _teach_again(stage, verdict.confirmed)
        if stage.hop.name:
            said = f"{stage.hop.name} is done for now."
            record(stage, "topic_completed", said, {"time_up": is_time_up(stage.run)})
        if is_time_up(stage.run):
            return Follow({"decision": "time_up"}, end="time_up")
        if verdict.replanned is not None:
            _update_plan(stage, verdict.replanned)
        return _lead_on(stage, verdict)


def _to_teach_again(stage: Stage) -> LearnerMisconception | None:
    """Return a misconception of this topic that this hop's answers confirmed, taught once."""
    topic = stage.hop.topic
    if topic is None or topic.syllabus_topic is None:
        return None
    steps = ToolStep.objects.filter(hop=stage.hop, run=stage.run)
    done = steps.filter(tool_id__in=(ToolId.ASK, ToolId.MICRO_LESSON))
    told = list(done.values_list("inputs", flat=True))
    if any(inputs.get("part") == "correction" for inputs in told):
        return None
    items = [inputs["item_id"] for inputs in told if "item_id" in inputs]
    shown = Attempt.objects.filter(quiz_item__in=items, misconception__isnull=False)
    held = LearnerMisconception.objects.filter(
        learner_id=stage.session.user_id,
        state=MisconceptionState.CONFIRMED,
        misconception__in=shown.values("misconception_id"),
    )
    return held.select_related("misconception").order_by("detected_at", "pk").first()


def _teach_again(stage: Stage, held: LearnerMisconception) -> Follow:
    """Open the topic once more for the correction and two questions about it."""
    topic, about = stage.hop.topic, held.misconception
    said = f"Two answers agree on one misconception: {about.name}. It is taught from there."
    record(stage, "self_correction", said, {"misconception": about.slug})
    if stage.session.phase == StudyPhase.ANALYZING:
        lead_back(stage.session)
    if topic is not None:
        open_in(stage.session, topic_id=topic.pk, explained=None)
    inputs = {"part": "correction", "misconception": about.slug}
    then = Next(ToolId.MICRO_LESSON, "Correct it", inputs)
    return Follow({"decision": "teach_again", **inputs}, then, phase=RunPhase.TEACHING)


def _planned_again(stage: Stage) -> MadePlan | None:
    """Return another plan when the answers contradict the present one: known, or far from it."""
    if not _contradicts(stage):
        return None
    accepted = StudyPlan.objects.filter(session=stage.session, was_accepted=True).first()
    if accepted is None:
        return None
    wish = wish_again(stage.session, accepted)
    return prepare_plan(exam_type=stage.session.exam_type, wish=wish, learner=stage.session.user)


def _contradicts(stage: Stage) -> bool:
    """The plan took the topic for unknown, and the answers show it as good as mastered."""
    chosen = (stage.hop.reasons or {}).get("chosen")
    if chosen is None or stage.hop.topic is None:
        return False
    level = level_of(stage.hop.topic, stage.session.user_id)
    score = level.mastery.score if level else None
    return score is not None and not chosen["answered"] and score >= MASTERED_SCORE


def _update_plan(stage: Stage, made: MadePlan) -> None:
    before = StudyPlan.objects.get(session=stage.session, was_accepted=True)
    proposed = store_plan(stage.session.pk, made, None)
    if proposed.pk == before.pk:
        return
    take_version(session_id=stage.session.pk, version=proposed.version)
    leave_plan(stage, proposed)
    stage.session = lock_session(stage.session.pk)
    changed = asdict(difference(before.plan, proposed.plan))
    said = f"{stage.hop.name} is known better than planned; the plan was made again."
    record(stage, "plan_updated", said, {"difference": changed, "version": proposed.version})


def _lead_on(stage: Stage, verdict: Verdict) -> Follow:
    """Begin the next hop: a review after a topic when something is due, else another topic."""
    was_review = stage.hop.name == REVIEW_NAME and stage.hop.topic is None
    move_hop(stage.hop, "complete")
    if not verdict.is_anything_left and not (verdict.due and not was_review):
        return Follow({"decision": "nothing_left"}, end="nothing_left")
    hop = new_hop(stage.run)
    if verdict.due and not was_review:
        hop.name = REVIEW_NAME
        hop.rationale = f"{verdict.due} questions that you missed are due again."
        hop.save(update_fields=["name", "rationale"])
        then = Next(ToolId.REVIEW, "Ask what is due", hop=hop)
        return Follow({"decision": "review", "due": verdict.due}, then)
    then = Next(ToolId.CHOOSE_TOPIC, "Choose a topic", hop=hop)
    return Follow({"decision": "next_topic"}, then, phase=RunPhase.SELECTING_TOPIC)
