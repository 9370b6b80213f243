"""Two micro-lessons of different angle: the idea, then an example with its pitfall."""

from typing import Any

from accounts.clock import ClockNow
from autopilot.models import Asset
from autopilot.services.records import record
from autopilot.services.stage import Follow, Next, Outcome, Stage, Wait
from autopilot.states import AssetScope, AssetStatus, AssetType, RunPhase, ToolId, WaitingFor

WORDS_A_MINUTE = 180
SHORTEST_READING = 15  # seconds


class MicroLesson:
    """Shows one part of the topic's lesson and waits while it is read."""

    def work(self, stage: Stage) -> Outcome:
        topic = stage.hop.topic
        lesson = topic.syllabus_topic.lesson.content if topic and topic.syllabus_topic else None
        return Outcome(lesson_part(lesson, stage.step.inputs["part"]) if lesson else "")

    def apply(self, stage: Stage, outcome: Outcome) -> Follow:
        part, text = stage.step.inputs["part"], outcome.found
        asset = Asset.objects.create(
            mission_id=stage.run.mission_id,
            hop=stage.hop,
            tool_step=stage.step,
            scope_type=AssetScope.HOP,
            subtype=AssetType.LESSON,
            status=AssetStatus.READY,
            name=f"{stage.hop.name}: lesson {part}",
            content={"markdown": text},
            ready_at=ClockNow(),
        )
        record(stage, "lesson_started", f"Lesson {part} of 2.", {"asset_id": str(asset.pk)})
        then = (
            Next(ToolId.MICRO_LESSON, "Show it in use", {"part": 2})
            if part == 1
            else Next(ToolId.MAKE_QUIZ, "Make a quiz")
        )
        wait = Wait(WaitingFor.READING, reading_seconds(stage, text))
        return Follow(
            {"asset_id": str(asset.pk)}, then, wait, phase=RunPhase.TEACHING, content=text
        )


def reading_seconds(stage: Stage, text: str) -> float | None:
    """Return how long the text is read at an easy pace; None in an untimed run."""
    if stage.run.answer_seconds is None:
        return None
    return max(SHORTEST_READING, len(text.split()) * 60 / WORDS_A_MINUTE)


def lesson_part(lesson: dict[str, Any], part: int) -> str:
    """Return a part of a lesson as Markdown: 1 the idea with its steps, 2 example and pitfall."""
    if part == 1:
        steps = [f"### {step['title']}\n\n{step['content']}" for step in lesson["steps"]]
        return "\n\n".join([f"## {lesson['topic']}", lesson["intuition"], *steps])
    return "\n\n".join(
        [
            f"## {lesson['topic']} in use",
            lesson["real_world_example"],
            "### Watch out",
            lesson["common_pitfall"],
        ]
    )
