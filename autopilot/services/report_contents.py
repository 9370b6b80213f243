"""What a run's report says, made from its rows alone."""

from collections import defaultdict
from typing import Any

from autopilot.models import AutopilotRun, Hop, ToolStep
from autopilot.selectors.gains import gains
from autopilot.states import HopStatus, ToolId, ToolStepStatus
from sessions_app.models import AgentAction
from tutoring.selectors.mastery import topic_levels

CHANGES = ("topic_vetoed", "self_correction", "plan_updated")
MOST_NEXT = 3


def report_of(run: AutopilotRun, ended: str) -> dict[str, Any]:
    """Return the report: what was studied, what changed, what comes next.

    From rows alone: the same seed and the same answers give the same report but for ``run_id``,
    so no other id and no time stands in it.
    """
    hops = Hop.objects.filter(mission_id=run.mission_id, tool_steps__run=run, name__gt="")
    visits = list(
        hops.select_related("topic__syllabus_topic").distinct().order_by("sequence_order")
    )
    topics = _topic_lines(run, visits)
    told = _told(run)
    return {
        "run_id": str(run.pk),
        "ended": ended,
        "minutes": run.target_minutes,
        "topics": topics,
        "answered": sum(line["answered"] for line in topics),
        "right": sum(line["right"] for line in topics),
        "levels": _levels(run, visits),
        "found": sorted({name for line in topics for name in line["misconceptions"]}),
        "overcome": sorted({entry.metadata["name"] for entry in told["misconception_busted"]}),
        "changes": [entry.reasoning for action in CHANGES for entry in told[action]],
        "next": _next(run),
    }


def _topic_lines(run: AutopilotRun, visits: list[Hop]) -> list[dict[str, Any]]:
    """Return a line for each visit of a topic. One query."""
    steps = ToolStep.objects.filter(run=run, status=ToolStepStatus.COMPLETED, is_void=False)
    of_hop: dict[Any, list[ToolStep]] = defaultdict(list)
    for step in steps.order_by("sequence_order"):
        of_hop[step.hop_id].append(step)
    return [_topic_line(hop, of_hop[hop.pk]) for hop in visits]


def _topic_line(hop: Hop, steps: list[ToolStep]) -> dict[str, Any]:
    asked = [step.execution_result or {} for step in steps if step.tool_id == ToolId.ASK]
    return {
        "topic": hop.name,
        "why": hop.rationale,
        "completed": hop.status == HopStatus.COMPLETED,
        "lessons": sum(step.tool_id == ToolId.MICRO_LESSON for step in steps),
        "answered": len(asked),
        "right": sum(bool(result.get("correct")) for result in asked),
        "misconceptions": sorted(
            {result["misconception"] for result in asked if result.get("misconception")}
        ),
    }


def _levels(run: AutopilotRun, visits: list[Hop]) -> list[dict[str, Any]]:
    """Return each topic's level when it was first chosen (None: unknown) and at the end."""
    before: dict[str, int | None] = {}
    lessons = {}
    for hop in visits:
        if hop.topic is None or hop.topic.syllabus_topic is None:
            continue
        before.setdefault(hop.name, (hop.reasons.get("chosen") or {}).get("mastery"))
        lessons[hop.name] = hop.topic.syllabus_topic.lesson_id
    levels = topic_levels(run.session.user_id, list(lessons.values())) if lessons else {}
    after = {
        name: round(levels[lesson].mastery.score or 0) if lesson in levels else 0
        for name, lesson in lessons.items()
    }
    return [
        {"topic": name, "before": first, "after": after[name]} for name, first in before.items()
    ]


def _told(run: AutopilotRun) -> dict[str, list[AgentAction]]:
    """Return what the history tells of a run's changes, by action. One query."""
    entries = AgentAction.objects.filter(
        session_id=run.session_id,
        seq__gte=run.first_seq,
        action__in=[*CHANGES, "misconception_busted"],
    )
    told: dict[str, list[AgentAction]] = defaultdict(list)
    for entry in entries.order_by("seq"):
        if entry.metadata.get("run_id") == str(run.pk):
            told[entry.action].append(entry)
    return told


def _next(run: AutopilotRun) -> list[dict[str, Any]]:
    """Return what offers the most now, and why."""
    best = gains(run.session, run)[:MOST_NEXT]
    said = [one.sentence() for one in best]
    # Only one topic offers the most; of the others the same numbers are told.
    later = [words.replace(" offers the most now", "") for words in said[1:]]
    return [
        {"topic": one.name, "why": why, "level": one.mastery}
        for one, why in zip(best, [*said[:1], *later], strict=True)
    ]


def as_markdown(found: dict[str, Any]) -> str:
    """Return the report as Markdown."""
    lines = ["# Report", "", found["ended"], ""]
    if found["answered"]:
        lines += [f"{found['right']} of {found['answered']} answers right.", ""]
    lines += ["## What was studied", ""]
    for line in found["topics"]:
        lines += [f"### {line['topic']}", "", line["why"], ""]
        if line["answered"]:
            lines += [f"{line['right']} of {line['answered']} right.", ""]
    if not found["topics"]:
        lines += ["Nothing yet.", ""]
    lines += _section("What changed", [_level_words(level) for level in found["levels"]])
    lines += _section("Misconceptions found", found["found"])
    lines += _section("Misconceptions overcome", found["overcome"])
    lines += _section("Decided on the way", found["changes"])
    lines += _section("What next", [one["why"] for one in found["next"]])
    return "\n".join(lines).strip() + "\n"


def _section(title: str, points: list[str]) -> list[str]:
    return [f"## {title}", "", *(f"- {point}" for point in points), ""] if points else []


def _level_words(level: dict[str, Any]) -> str:
    if level["before"] is None:
        return f"{level['topic']}: {level['after']} of 100"
    return f"{level['topic']}: {level['before']} → {level['after']} of 100"
