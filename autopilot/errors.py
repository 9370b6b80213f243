"""What the autopilot refuses."""

from accounts.errors import Conflict, NotVisible, RuleViolation


class MissionNotFound(NotVisible):
    """No mission here that the caller may see."""


class InvalidMissionMove(Conflict):
    """The mission table has no such move from the present status."""

    code = "invalid_transition"


class MissionNotReady(Conflict):
    """A mission completes only when all its output assets are ready."""

    code = "mission_not_ready"


class MissionLinkedElsewhere(Conflict):
    """A mission belongs to one session, and a session has one mission."""

    code = "mission_linked_elsewhere"


class NoPlanYet(Conflict):
    """A mission is proposed from a plan; this session has none."""

    code = "no_plan_yet"


class RunNotFound(NotVisible):
    """This session has no run."""


class InvalidRunMove(Conflict):
    """The table of runs, hops, steps or assets has no such move from the present status."""

    code = "invalid_transition"


class RunAlreadyLive(Conflict):
    """A session has one running or paused run; ``run_id`` names it."""

    code = "already_running"


class NotWaiting(Conflict):
    """The run does not wait for this: another question, none, or nothing to read."""

    code = "not_waiting"


class InvalidStart(RuleViolation):
    """What the run should do cannot be done: an empty scope, an unusable plan."""

    code = "invalid_start"


class UnknownVeto(RuleViolation):
    """There is no such veto, or it names a topic outside the run's scope."""

    code = "unknown_veto"


class HopNotFound(NotVisible):
    """No hop here that the caller may see."""


class AssetNotFound(NotVisible):
    """No asset here that the caller may see."""


class AssetNotReady(Conflict):
    """There is nothing to download yet."""

    code = "asset_not_ready"


class StepNotEnded(Conflict):
    """Only a step that has ended can be set aside."""

    code = "step_not_ended"


class ReportNotWritable(Conflict):
    """What the run's steps left cannot be read; the step that hinders can be set aside."""

    code = "report_not_writable"
