"""A question about a lesson, as a tutor is given it, and what it gives back."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from tutoring.agents.requests import Said

MAX_TURNS = 10  # of a conversation that are sent to a model
MAX_TURN_LENGTH = 1_000  # characters of each


@dataclass(frozen=True)
class LessonQuestion:
    """A learner's question; ``history`` is what was said before it, oldest first.

    ``withheld``: right answers of the learner's open questions. They are for the guard and never
    sent to anybody.
    """

    topic: str
    lesson: Mapping[str, Any]
    question: str
    history: tuple[Said, ...] = ()
    withheld: Collection[str] = ()


@dataclass(frozen=True)
class LessonAnswer:
    """What a tutor answers from the lesson; without ``section`` it does not speak of it."""

    text: str
    section: str | None = None
    anchor: str | None = None


def latest_turns(history: tuple[Said, ...]) -> list[dict[str, str]]:
    """Return the end of a conversation, short enough to be sent."""
    return [
        {"role": said.role, "content": said.content[:MAX_TURN_LENGTH]}
        for said in history[-MAX_TURNS:]
    ]


def latest_question(history: tuple[Said, ...]) -> str:
    """Return what the learner said last, or nothing."""
    return next((said.content for said in reversed(history) if said.role == "user"), "")
