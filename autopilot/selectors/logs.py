"""What a run did, line by line in the learner's words, with the numbers behind a choice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from autopilot.models import AutopilotRun
from autopilot.selectors.status import STEP_ACTIONS
from sessions_app.models import AgentAction

MOST_LINES = 200
TITLES = {
    "session_started": ("Started", "play"),
    "topic_selected": ("Chose {topic}", "target"),
    "lesson_started": ("Taught {topic}", "book"),
    "lesson_completed": ("Read", "book"),
    "quiz_generated": ("Made the questions", "list"),
    "misconception_detected": ("Found a misconception", "warn"),
    "misconception_busted": ("Overcame a misconception", "spark"),
    "topic_completed": ("Finished {topic}", "flag"),
    "plan_updated": ("Changed the plan", "calendar"),
    "session_paused": ("Paused", "pause"),
    "session_resumed": ("Went on", "play"),
    "session_stopped": ("Stopped", "cross"),
    "session_completed": ("Finished", "check"),
    "self_correction": ("Corrected itself", "undo"),
    "topic_vetoed": ("You decided", "person"),
}
COLUMNS = ("Topic", "Weight", "Level", "Due", "Prerequisites", "Your wish", "Gain")
VETOES = {
    "": "",
    "not_now": "not now",
    "too_easy": "too easy",
    "too_hard": "too hard",
    "instead": "asked for",
}


@dataclass(frozen=True)
class LogLine:
    """One line of a run's log; ``rows``: the numbers behind a choice, the chosen topic first."""

    seq: int
    at: datetime
    title: str
    icon: str
    text: str
    rows: tuple[tuple[str, ...], ...]


def run_entries(run: AutopilotRun) -> list[AgentAction]:
    """Return the newest history entries of a run, oldest first. One query."""
    entries = AgentAction.objects.filter(
        session_id=run.session_id, seq__gte=run.first_seq, action__in=STEP_ACTIONS
    )
    newest = list(entries.order_by("-seq")[:MOST_LINES])
    return [entry for entry in reversed(newest) if _is_of(entry, run)]


def _is_of(entry: AgentAction, run: AutopilotRun) -> bool:
    """Entries that name a run are its own; answers name none."""
    return entry.metadata.get("run_id", str(run.pk)) == str(run.pk)


def log_lines(entries: Sequence[AgentAction]) -> list[LogLine]:
    """Return the lines of a log, newest first."""
    return [_line(entry) for entry in reversed(entries)]


def _line(entry: AgentAction) -> LogLine:
    title, icon = TITLES.get(entry.action, ("Answered", "chat"))
    if entry.action == "answer_evaluated":
        is_right = bool(entry.metadata.get("correct"))
        title, icon = ("A right answer", "right") if is_right else ("Not the right answer", "wrong")
    return LogLine(
        seq=entry.seq,
        at=entry.at,
        title=title.format(topic=entry.metadata.get("topic", "the topic")),
        icon=icon,
        text="" if entry.action == "answer_evaluated" else entry.reasoning,
        rows=reason_rows(entry.metadata),
    )


def reason_rows(numbers: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    """Return the numbers behind a choice as rows of ``COLUMNS``; none where there are none."""
    chosen = numbers.get("chosen")
    if not chosen:
        return ()
    return tuple(_row(one) for one in (chosen, *numbers.get("others", ())))


def _row(gain: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        gain["name"],
        f"{gain['weight']} of 5",
        f"{gain['mastery']} of 100" if gain["answered"] else "new",
        str(gain["due"]),
        ", ".join(gain["unmet"]) or "met",
        VETOES.get(gain["veto"], gain["veto"]) or "–",
        f"{gain['gain']:.2f}",
    )
