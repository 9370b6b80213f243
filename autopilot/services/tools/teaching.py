"""Micro-lessons: the idea, then its use; and the correction of what was confirmed wrong."""

from typing import Any

from autopilot.services.assets import leave_asset
from autopilot.services.records import record
from autopilot.services.stage import Follow, Next, Outcome, Stage, Wait
from autopilot.states import AssetType, RunPhase, ToolId, WaitingFor
from tutoring.models import Lesson, Misconception

WORDS_A_MINUTE = 180
SHORTEST_READING = 15  # seconds
ANGLES = {
    "idea": "The idea and how it works.",
    "use": "The same from another side: in use, and where it goes wrong.",
    "correction": "Once more, against what the answers showed.",
}


class MicroLesson:
    """Shows one part of the topic's lesson and waits while it is read."""

    def work(self, stage: Stage) -> Outcome:
        inputs, topic = stage.step.inputs, stage.hop.topic
        if inputs["part"] == "correction":
            return Outcome(correction(Misconception.objects.get(slug=inputs["misconception"])))
        if topic is None or topic.syllabus_topic_id is None:
            return Outcome(f"## {stage.hop.name}\n\nThere is no lesson on this topic yet.")
        content = Lesson.objects.values_list("content", flat=True)
        told = content.get(syllabus_topics=topic.syllabus_topic_id)
        return Outcome(lesson_part(told, inputs["part"]))

    def apply(self, stage: Stage, outcome: Outcome) -> Follow:
        part, text = stage.step.inputs["part"], outcome.found
        name = f"{stage.hop.name}: {stage.step.name.lower()}"
        asset = leave_asset(stage, AssetType.LESSON, name, {"markdown": text, "part": part})
        record(stage, "lesson_started", ANGLES[part], {"asset_id": str(asset.pk), "part": part})
        wait = Wait(WaitingFor.READING, reading_seconds(stage, text))
        result = {"asset_id": str(asset.pk), "part": part}
        return Follow(result, _after(part), wait, phase=RunPhase.TEACHING, content=text)


def _after(part: str) -> Next:
    if part == "idea":
        return Next(ToolId.MICRO_LESSON, "Show it in use", {"part": "use"})
    if part == "correction":
        return Next(ToolId.MAKE_QUIZ, "Ask about it again", {"count": 2})
    return Next(ToolId.MAKE_QUIZ, "Make a quiz")


def reading_seconds(stage: Stage, text: str) -> float | None:
    """Return how long the text is read at an easy pace; None in an untimed run."""
    if stage.run.answer_seconds is None:
        return None
    return max(SHORTEST_READING, len(text.split()) * 60 / WORDS_A_MINUTE)


def lesson_part(lesson: dict[str, Any], part: str) -> str:
    """Return a part of a lesson as Markdown: the idea with its steps, or example and pitfall."""
    if part == "idea":
        steps = [f"### {step['title']}\n\n{step['content']}" for step in lesson["steps"]]
        return "\n\n".join([f"## {lesson['topic']}", lesson["intuition"], *steps])
    analogies = [f"> {step['analogy']}" for step in lesson["steps"] if step.get("analogy")]
    return "\n\n".join(
        [
            f"## {lesson['topic']} in use",
            lesson["real_world_example"],
            *analogies,
            "### Watch out",
            lesson["common_pitfall"],
        ]
    )


def correction(held: Misconception) -> str:
    """Return what is taught against a confirmed misconception, as Markdown."""
    return "\n\n".join(
        [
            f"## {held.name}",
            held.confusion,
            "### A case against it",
            held.counter_example,
            "### The right idea",
            held.correction,
        ]
    )
