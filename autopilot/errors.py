"""What the autopilot refuses."""

from accounts.errors import Conflict, NotVisible


class MissionNotFound(NotVisible):
    """No mission here that the caller may see."""


class InvalidMissionMove(Conflict):
    """The mission table has no such move from the present status."""

    code = "invalid_transition"


class MissionLinkedElsewhere(Conflict):
    """A mission belongs to one session, and a session has one mission."""

    code = "mission_linked_elsewhere"


class NoPlanYet(Conflict):
    """A mission is proposed from a plan; this session has none."""

    code = "no_plan_yet"
