"""The state machines of the autopilot, as tables: mission, hop, tool step, asset, run."""

from typing import NamedTuple

from django.db import models


class MissionStatus(models.TextChoices):
    AWAITING_APPROVAL = "awaiting_approval", "awaiting approval"
    IN_PROGRESS = "in_progress", "in progress"
    COMPLETED = "completed", "completed"
    CANCELLED = "cancelled", "cancelled"
    FAILED = "failed", "failed"


class HopStatus(models.TextChoices):
    """A hop is one visit of a topic."""

    PROPOSED = "proposed", "proposed"
    READY = "ready", "ready"
    EXECUTING = "executing", "under way"
    COMPLETED = "completed", "completed"
    FAILED = "failed", "failed"
    CANCELLED = "cancelled", "cancelled"


class ToolStepStatus(models.TextChoices):
    """A tool step is one call of an agent, or one question to the learner."""

    PROPOSED = "proposed", "proposed"
    READY = "ready", "ready"
    EXECUTING = "executing", "under way"
    COMPLETED = "completed", "completed"
    FAILED = "failed", "failed"
    CANCELLED = "cancelled", "cancelled"


class AssetStatus(models.TextChoices):
    PENDING = "pending", "pending"
    READY = "ready", "ready"
    ERROR = "error", "failed"
    EXPIRED = "expired", "expired"


class RunStatus(models.TextChoices):
    IDLE = "idle", "not started"
    RUNNING = "running", "running"
    PAUSED = "paused", "paused"
    COMPLETED = "completed", "completed"
    STOPPED = "stopped", "stopped"
    FAILED = "failed", "failed"


class RunPhase(models.TextChoices):
    """What a run is doing, as its status tells it."""

    SELECTING_TOPIC = "selecting_topic", "choosing a topic"
    TEACHING = "teaching", "teaching"
    QUIZZING = "quizzing", "asking"
    ANALYZING = "analyzing", "looking at the answers"


class WaitingFor(models.TextChoices):
    """What of the learner a run waits for; it holds no worker meanwhile."""

    NOTHING = "", "nothing"
    READING = "reading", "reading"
    ANSWER = "answer", "an answer"


class PauseReason(models.TextChoices):
    NONE = "", "not paused"
    LEARNER = "learner", "asked for"
    AWAY = "away", "nobody was there"
    SESSION = "session", "its session is paused"


class ToolId(models.TextChoices):
    """What a step does."""

    MAKE_PLAN = "make_plan", "make a plan"
    CHOOSE_TOPIC = "choose_topic", "choose a topic"
    MICRO_LESSON = "micro_lesson", "teach"
    MAKE_QUIZ = "make_quiz", "make a quiz"
    ASK = "ask", "ask a question"
    ANALYSE = "analyse", "analyse the answers"
    DECIDE = "decide", "decide what comes next"
    REVIEW = "review", "review what is due"
    REPORT = "report", "write the report"


class AssetType(models.TextChoices):
    PLAN = "plan", "plan"
    LESSON = "lesson", "lesson"
    QUIZ = "quiz", "quiz"
    ANALYSIS = "analysis", "analysis"
    REPORT = "report", "report"


class AssetRole(models.TextChoices):
    INPUT = "input", "input"
    OUTPUT = "output", "output"
    INTERMEDIATE = "intermediate", "in between"


class AssetScope(models.TextChoices):
    MISSION = "mission", "mission"
    HOP = "hop", "hop"


M, H, T, A, R = MissionStatus, HopStatus, ToolStepStatus, AssetStatus, RunStatus


class Move(NamedTuple):
    """One row of a table; ``event`` is its action in the agent history, where it has one."""

    sources: frozenset[str]
    target: str
    event: str
    label: str


Table = dict[str, Move]
MISSION_VERBS: Table = {
    "accept": Move(frozenset({M.AWAITING_APPROVAL}), M.IN_PROGRESS, "mission_accepted", "Accept"),
    "complete": Move(frozenset({M.IN_PROGRESS}), M.COMPLETED, "mission_completed", "Complete"),
    "cancel": Move(
        frozenset({M.AWAITING_APPROVAL, M.IN_PROGRESS}), M.CANCELLED, "mission_cancelled", "Cancel"
    ),
    "fail": Move(frozenset({M.IN_PROGRESS}), M.FAILED, "mission_failed", "Fail"),
}
# What a learner may ask for; completing and failing belong to the engine.
LEARNER_MISSION_VERBS = ("accept", "cancel")
ENDED_MISSIONS = frozenset({M.COMPLETED, M.CANCELLED, M.FAILED})

HOP_VERBS: Table = {
    "ready": Move(frozenset({H.PROPOSED}), H.READY, "", "Make ready"),
    "execute": Move(frozenset({H.READY}), H.EXECUTING, "", "Begin"),
    "complete": Move(frozenset({H.EXECUTING}), H.COMPLETED, "topic_completed", "Complete"),
    "fail": Move(frozenset({H.EXECUTING}), H.FAILED, "", "Fail"),
    "retry": Move(frozenset({H.FAILED}), H.READY, "", "Retry"),
    "cancel": Move(frozenset({H.PROPOSED, H.READY}), H.CANCELLED, "", "Cancel"),
}
TOOL_STEP_VERBS: Table = {
    "ready": Move(frozenset({T.PROPOSED}), T.READY, "", "Make ready"),
    "execute": Move(frozenset({T.READY}), T.EXECUTING, "", "Begin"),
    "complete": Move(frozenset({T.EXECUTING}), T.COMPLETED, "", "Complete"),
    "fail": Move(frozenset({T.EXECUTING}), T.FAILED, "", "Fail"),
    "retry": Move(frozenset({T.FAILED}), T.READY, "", "Retry"),
    "cancel": Move(frozenset({T.PROPOSED, T.READY}), T.CANCELLED, "", "Cancel"),
}
ASSET_VERBS: Table = {
    "fill": Move(frozenset({A.PENDING}), A.READY, "", "Fill"),
    "fail": Move(frozenset({A.PENDING}), A.ERROR, "", "Fail"),
    "retry": Move(frozenset({A.ERROR}), A.PENDING, "", "Retry"),
    "expire": Move(frozenset({A.READY}), A.EXPIRED, "", "Expire"),
}
RUN_VERBS: Table = {
    "start": Move(frozenset({R.IDLE}), R.RUNNING, "session_started", "Start"),
    "pause": Move(frozenset({R.RUNNING}), R.PAUSED, "session_paused", "Pause"),
    "resume": Move(frozenset({R.PAUSED}), R.RUNNING, "session_resumed", "Resume"),
    "stop": Move(frozenset({R.RUNNING, R.PAUSED}), R.STOPPED, "session_stopped", "Stop"),
    "complete": Move(frozenset({R.RUNNING}), R.COMPLETED, "session_completed", "Complete"),
    "fail": Move(frozenset({R.RUNNING}), R.FAILED, "self_correction", "Fail"),
    # Staff mend a parked step and let its run go on.
    "retry": Move(frozenset({R.FAILED}), R.RUNNING, "session_resumed", "Retry"),
}
LEARNER_RUN_VERBS = ("pause", "resume", "stop")
ENDED_HOPS = frozenset({H.COMPLETED, H.FAILED, H.CANCELLED})
ENDED_TOOL_STEPS = frozenset({T.COMPLETED, T.FAILED, T.CANCELLED})
LIVE_RUNS = frozenset({R.IDLE, R.RUNNING, R.PAUSED})
ENDED_RUNS = frozenset({R.COMPLETED, R.STOPPED, R.FAILED})


def valid_mission_verbs(status: str) -> list[str]:
    """Return the verbs a learner may use on a mission in this status."""
    return [verb for verb in LEARNER_MISSION_VERBS if status in MISSION_VERBS[verb].sources]


def valid_run_verbs(status: str) -> list[str]:
    """Return the verbs a learner may use on a run in this status."""
    return [verb for verb in LEARNER_RUN_VERBS if status in RUN_VERBS[verb].sources]
