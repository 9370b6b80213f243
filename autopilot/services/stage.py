"""What a step works with, what it leaves, and what comes after it."""

from dataclasses import dataclass, field
from typing import Any, Protocol

from autopilot.models import AutopilotRun, Hop, ToolStep
from autopilot.states import RunPhase, ToolId, WaitingFor
from sessions_app.models import StudySession
from tutoring.agents.turns import Turn


@dataclass
class Stage:
    """A run with its session, hop and present step; locked while an effect is applied."""

    run: AutopilotRun
    session: StudySession
    hop: Hop
    step: ToolStep

    def seed(self) -> int:
        """The seed of this step: the same run seed gives the same steps, whoever works them."""
        return (self.run.seed * 1_000_003 + self.step.sequence_order) % 2**31


@dataclass(frozen=True)
class Outcome:
    """What the work of a step found, outside any transaction; only its effect stores it."""

    found: Any = None
    turns: tuple[Turn, ...] = ()


@dataclass(frozen=True)
class Next:
    """The step to come; on a new hop when ``hop`` is given."""

    tool: ToolId
    name: str
    inputs: dict[str, Any] = field(default_factory=dict)
    hop: Hop | None = None


@dataclass(frozen=True)
class Wait:
    """What the learner is to do before the next step; ``seconds`` None: as long as it takes."""

    waiting_for: WaitingFor
    seconds: float | None


@dataclass(frozen=True)
class Follow:
    """What an effect leads to: a next step, perhaps after a wait, or the end of the run.

    ``result`` is stored with the step. ``content``: Markdown to read from now on; None: as before.
    """

    result: dict[str, Any]
    then: Next | None = None
    wait: Wait | None = None
    end: str = ""
    phase: RunPhase | None = None
    content: str | None = None


class Tool(Protocol):
    """One kind of step. ``work`` may take seconds and writes nothing; ``apply`` only writes."""

    def work(self, stage: Stage) -> Outcome: ...

    def apply(self, stage: Stage, outcome: Outcome) -> Follow:
        """Store the effect in the caller's transaction, under the locks of session and run."""
        ...
