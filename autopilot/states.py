"""The mission's state machine, as a table."""

from typing import NamedTuple

from django.db import models


class MissionStatus(models.TextChoices):
    AWAITING_APPROVAL = "awaiting_approval", "awaiting approval"
    IN_PROGRESS = "in_progress", "in progress"
    COMPLETED = "completed", "completed"
    CANCELLED = "cancelled", "cancelled"
    FAILED = "failed", "failed"


M = MissionStatus


class MissionMove(NamedTuple):
    """One row of the mission table; ``event`` is its action in the agent history."""

    sources: frozenset[str]
    target: str
    event: str
    label: str


MISSION_VERBS: dict[str, MissionMove] = {
    "accept": MissionMove(
        frozenset({M.AWAITING_APPROVAL}), M.IN_PROGRESS, "mission_accepted", "Accept"
    ),
    "complete": MissionMove(
        frozenset({M.IN_PROGRESS}), M.COMPLETED, "mission_completed", "Complete"
    ),
    "cancel": MissionMove(
        frozenset({M.AWAITING_APPROVAL, M.IN_PROGRESS}), M.CANCELLED, "mission_cancelled", "Cancel"
    ),
    "fail": MissionMove(frozenset({M.IN_PROGRESS}), M.FAILED, "mission_failed", "Fail"),
}
# What a learner may ask for; completing and failing belong to the engine.
LEARNER_MISSION_VERBS = ("accept", "cancel")
ENDED_MISSIONS = frozenset({M.COMPLETED, M.CANCELLED, M.FAILED})


def valid_mission_verbs(status: str) -> list[str]:
    """Return the verbs a learner may use on a mission in this status."""
    return [verb for verb in LEARNER_MISSION_VERBS if status in MISSION_VERBS[verb].sources]
