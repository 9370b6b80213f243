"""State diagrams drawn from the transition tables themselves, as Mermaid text."""

from collections.abc import Iterable

from autopilot.states import (
    ASSET_VERBS,
    HOP_VERBS,
    MISSION_VERBS,
    RUN_VERBS,
    TOOL_STEP_VERBS,
    AssetStatus,
    HopStatus,
    MissionStatus,
    RunStatus,
    Table,
    ToolStepStatus,
)
from sessions_app.states import PHASE_ACTIONS, VERBS, SessionStatus, StudyPhase, verb_target

Edge = tuple[str, str, str]


def phase_edges() -> list[Edge]:
    """Return (source, action, target) of every phase action."""
    return [(move.source, action, move.target) for action, move in PHASE_ACTIONS.items()]


def status_edges() -> list[Edge]:
    """Return (source, verb, target) of every status verb; restore leads back to what was."""
    edges = []
    for verb, transition in VERBS.items():
        for source in SessionStatus.values:
            if source not in transition.sources:
                continue
            if transition.target is not None:
                edges.append((source, verb, transition.target))
                continue
            before = [status for status in SessionStatus.values if status != source]
            targets = dict.fromkeys(verb_target(verb, status) for status in before)
            edges += [(source, verb, target) for target in targets]
    return edges


def edges_of(table: Table, statuses: Iterable[str]) -> list[Edge]:
    """Return (source, verb, target) of every move in a table of the autopilot."""
    order = list(statuses)
    return [
        (source, verb, move.target)
        for verb, move in table.items()
        for source in order
        if source in move.sources
    ]


def mission_edges() -> list[Edge]:
    """Return (source, verb, target) of every mission verb."""
    return edges_of(MISSION_VERBS, MissionStatus.values)


def mermaid(start: str, edges: Iterable[Edge]) -> str:
    """Return a Mermaid state diagram."""
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {start}"]
    lines += [f"    {source} --> {target}: {verb}" for source, verb, target in edges]
    return "\n".join([*lines, "```"])


def diagrams() -> dict[str, str]:
    """Return every diagram by the name that marks its place in the documents."""
    return {
        "phase": mermaid(StudyPhase.INTAKE, phase_edges()),
        "status": mermaid(SessionStatus.ACTIVE, status_edges()),
        "mission": mermaid(MissionStatus.AWAITING_APPROVAL, mission_edges()),
        "run": mermaid(RunStatus.IDLE, edges_of(RUN_VERBS, RunStatus.values)),
        "hop": mermaid(HopStatus.PROPOSED, edges_of(HOP_VERBS, HopStatus.values)),
        "tool step": mermaid(
            ToolStepStatus.PROPOSED, edges_of(TOOL_STEP_VERBS, ToolStepStatus.values)
        ),
        "asset": mermaid(AssetStatus.PENDING, edges_of(ASSET_VERBS, AssetStatus.values)),
    }


def with_diagrams(text: str) -> str:
    """Return a document with every marked place filled by its present diagram."""
    for name, drawing in diagrams().items():
        begin, end = f"<!-- diagram: {name} -->", "<!-- end of diagram -->"
        if begin not in text:
            continue
        head, rest = text.split(begin, 1)
        _, tail = rest.split(end, 1)
        text = f"{head}{begin}\n{drawing}\n{end}{tail}"
    return text
