"""The two orthogonal state machines of a study session, as tables.

API actions, page buttons, admin actions, history entries and the diagrams in ``docs/`` are all
read from here.
"""

from typing import NamedTuple

from django.db import models


class SessionKind(models.TextChoices):
    STUDY = "study", "study"
    PRACTICE = "practice", "practice"


class SessionStatus(models.TextChoices):
    ACTIVE = "active", "active"
    PAUSED = "paused", "paused"
    COMPLETED = "completed", "completed"
    ABANDONED = "abandoned", "abandoned"
    ARCHIVED = "archived", "archived"


class StudyPhase(models.TextChoices):
    INTAKE = "INTAKE", "Getting started"
    PLANNING = "PLANNING", "Plan"
    LEARNING = "LEARNING", "Lesson"
    QUIZZING = "QUIZZING", "Quiz"
    ANALYZING = "ANALYZING", "What it showed"
    COMPLETED = "COMPLETED", "Done"


class MessageRole(models.TextChoices):
    USER = "user", "user"
    ASSISTANT = "assistant", "assistant"
    SYSTEM = "system", "system"
    TOOL = "tool", "tool"
    STATUS = "status", "status"


S, P = SessionStatus, StudyPhase
ENDED = frozenset({S.COMPLETED, S.ABANDONED, S.ARCHIVED})


class Transition(NamedTuple):
    """One row of the status table; ``event`` is its action in the agent history.

    ``target`` is None where the row decides: a restored session returns to what it was.
    """

    sources: frozenset[str]
    target: str | None
    event: str
    label: str


VERBS: dict[str, Transition] = {
    "pause": Transition(frozenset({S.ACTIVE}), S.PAUSED, "session_paused", "Pause"),
    "resume": Transition(frozenset({S.PAUSED, S.ABANDONED}), S.ACTIVE, "session_resumed", "Resume"),
    "complete": Transition(
        frozenset({S.ACTIVE, S.PAUSED}), S.COMPLETED, "session_completed", "Finish"
    ),
    "abandon": Transition(frozenset({S.ACTIVE}), S.ABANDONED, "session_abandoned", "Abandon"),
    "archive": Transition(
        frozenset({S.ACTIVE, S.PAUSED, S.COMPLETED, S.ABANDONED}),
        S.ARCHIVED,
        "session_archived",
        "Archive",
    ),
    "restore": Transition(frozenset({S.ARCHIVED}), None, "session_restored", "Restore"),
}
# What a learner may ask for; abandoning belongs to the job and to staff.
LEARNER_VERBS = tuple(verb for verb in VERBS if verb != "abandon")
# An active session comes back paused: nobody is sitting in front of it.
RESTORED_AS: dict[str, str] = {S.ACTIVE: S.PAUSED}


class PhaseMove(NamedTuple):
    """One row of the phase table."""

    source: str
    target: str
    label: str


PHASE_ACTIONS: dict[str, PhaseMove] = {
    "generate_plan": PhaseMove(P.INTAKE, P.PLANNING, "Make my plan"),
    "start_topic": PhaseMove(P.PLANNING, P.LEARNING, "Start the topic"),
    "take_quiz": PhaseMove(P.LEARNING, P.QUIZZING, "Take the quiz"),
    "submit_answers": PhaseMove(P.QUIZZING, P.ANALYZING, "See what it showed"),
    "next_topic": PhaseMove(P.ANALYZING, P.PLANNING, "Next topic"),
    "complete": PhaseMove(P.ANALYZING, P.COMPLETED, "Finish"),
}


def phase_actions_from(phase: str) -> list[str]:
    """Return the actions that the table allows in a phase."""
    return [name for name, move in PHASE_ACTIONS.items() if move.source == phase]


def action_between(source: str, target: str) -> str | None:
    """Return the one action that leads from a phase to another, or None."""
    for name, move in PHASE_ACTIONS.items():
        if (move.source, move.target) == (source, target):
            return name
    return None


def valid_actions(status: str, phase: str) -> list[str]:
    """Return the phase actions a session accepts now: none unless it is active."""
    return phase_actions_from(phase) if status == S.ACTIVE else []


def valid_verbs(status: str) -> list[str]:
    """Return the verbs a learner may use on a session in this status."""
    return [verb for verb in LEARNER_VERBS if status in VERBS[verb].sources]


def verb_target(verb: str, archived_from: str | None) -> str:
    """Return the status that a verb leads to; ``archived_from`` matters to ``restore``."""
    target = VERBS[verb].target
    if target is not None:
        return target
    before = archived_from or S.PAUSED
    return RESTORED_AS.get(before, before)


def verb_to_status(status: str, target: str, archived_from: str | None) -> str | None:
    """Return the learner's verb that leads from a status to another, or None."""
    for verb in valid_verbs(status):
        if verb_target(verb, archived_from) == target:
            return verb
    return None
