"""What a run tells the agent history of its session."""

from typing import Any

from autopilot.services.stage import Stage
from sessions_app.services.write_path import Entry, append_action

AUTOPILOT = "autopilot"


def record(
    stage: Stage,
    action: str,
    reasoning: str,
    metadata: dict[str, Any] | None = None,
    *,
    agent: str = AUTOPILOT,
    duration_ms: int | None = None,
    any_status: bool = False,
) -> int:
    """Append an entry about the present step to the session's history; return its ``seq``."""
    about = {
        "run_id": str(stage.run.pk),
        "step": stage.step.sequence_order,
        **({"topic": stage.hop.name} if stage.hop.name else {}),
        **(metadata or {}),
    }
    entry = Entry(agent, action, reasoning=reasoning, metadata=about, duration_ms=duration_ms)
    seq = append_action(session_id=stage.session.pk, entry=entry, any_status=any_status)
    # The locked row must know: a later change in this transaction counts on from here.
    stage.session.history_length = seq
    return seq
