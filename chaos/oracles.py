"""The judges: pure functions of the ledger's outcomes and of what the database holds."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chaos.ledger import ACK, REFUSED, Outcome


@dataclass(frozen=True)
class Effect:
    """One stored trace of a token."""

    token: str
    where: str
    session: str
    seq: int
    at: datetime


@dataclass
class Stored:
    """What a fresh connection read after everything had calmed down."""

    effects: dict[str, list[Effect]] = field(default_factory=dict)
    # Of each session: (seq, at) of its entries, as the database orders them by seq.
    histories: dict[str, list[tuple[int, datetime]]] = field(default_factory=dict)
    lengths: dict[str, int] = field(default_factory=dict)
    topics: dict[str, str | None] = field(default_factory=dict)
    chats: dict[str, list[int]] = field(default_factory=dict)

    def add(self, effect: Effect) -> None:
        self.effects.setdefault(effect.token, []).append(effect)


@dataclass
class Verdict:
    """What one oracle found: how many cases it judged and which of them are violations."""

    letter: str
    promise: str
    judged: int
    violations: list[str]
    first: Outcome | None = None

    @property
    def holds(self) -> bool:
        return not self.violations


def judge(outcomes: dict[str, Outcome], stored: Stored) -> list[Verdict]:
    """Return the verdicts of A, B, C and D."""
    return [
        durability(outcomes.values(), stored),
        once_a_key(outcomes.values(), stored),
        refusal_leaves_no_trace(outcomes.values(), stored),
        history(stored),
    ]


def durability(outcomes: Iterable[Outcome], stored: Stored) -> Verdict:
    """A: what was acknowledged is stored, and the newest save is what a reader sees."""
    acked = [o for o in outcomes if o.state == ACK and _leaves_token(o)]
    lost = [outcome for outcome in acked if outcome.operation.token not in stored.effects]
    violations = [_names(outcome, "acknowledged, not stored") for outcome in lost]
    newest: dict[str, Effect] = {}
    for effect in _all(stored):
        if effect.where == "save" and effect.seq > newest.get(effect.session, effect).seq - 1:
            newest[effect.session] = effect
    for session, effect in newest.items():
        if stored.topics.get(session) != effect.token:
            violations.append(f"session {session} does not show its newest save {effect.token}")
    return _verdict("A", "acknowledged is stored", len(acked), violations, lost)


def once_a_key(outcomes: Iterable[Outcome], stored: Stored) -> Verdict:
    """B: however often it was sent, a key has at most one effect."""
    everything = list(outcomes)
    doubled = [o for o in everything if len(stored.effects.get(o.operation.token, ())) > 1]
    violations = [
        _names(outcome, f"{len(stored.effects[outcome.operation.token])} effects")
        for outcome in doubled
    ]
    # Sent again after its acknowledgement, a key must answer as it did the first time.
    changed = [o for o in everything if o.state == ACK and any(s >= 300 for s in _repeated(o))]
    violations += [_names(outcome, f"repeated: {_repeated(outcome)}") for outcome in changed]
    return _verdict("B", "one effect a key", len(everything), violations, doubled + changed)


def _repeated(outcome: Outcome) -> list[int]:
    return [line["status"] for line in outcome.lines if line.get("resent")]


def refusal_leaves_no_trace(outcomes: Iterable[Outcome], stored: Stored) -> Verdict:
    """C: what was refused is nowhere."""
    # A question that was refused one answer may have taken another.
    kept_out = [o for o in outcomes if o.state == REFUSED and o.operation.kind != "run-answer"]
    refused = [o for o in kept_out if _leaves_token(o)]
    traces = [outcome for outcome in refused if outcome.operation.token in stored.effects]
    violations = [
        _names(outcome, f"refused, yet in {stored.effects[outcome.operation.token][0].where}")
        for outcome in traces
    ]
    return _verdict("C", "a refusal leaves no trace", len(refused), violations, traces)


def history(stored: Stored) -> Verdict:
    """D: of each session seq runs 1..n without a gap and time does not run backwards."""
    violations = []
    for session, entries in stored.histories.items():
        seqs = [seq for seq, _ in entries]
        if seqs != list(range(1, stored.lengths[session] + 1)):
            violations.append(f"session {session}: {_first_break(seqs, stored.lengths[session])}")
        if any(later[1] < earlier[1] for earlier, later in itertools.pairwise(entries)):
            violations.append(f"session {session}: a later entry has an earlier time")
    for session, seqs in stored.chats.items():
        if seqs != list(range(1, len(seqs) + 1)):
            violations.append(f"chat of session {session}: {_first_break(seqs, len(seqs))}")
    judged = sum(map(len, stored.histories.values())) + sum(map(len, stored.chats.values()))
    return Verdict("D", "history gapless, times not decreasing", judged, violations)


def _first_break(seqs: list[int], length: int) -> str:
    for expected, seq in enumerate(seqs, start=1):
        if seq != expected:
            return f"seq {seq} where {expected} belongs"
    return f"{len(seqs)} entries, but the session counts {length}"


def _all(stored: Stored) -> Iterable[Effect]:
    return (effect for effects in stored.effects.values() for effect in effects)


def _leaves_token(outcome: Outcome) -> bool:
    """Steering a run leaves no token; its moves are judged as a walk (E)."""
    kind = outcome.operation.kind
    return not kind.startswith("run-") or kind in {"run-start", "run-answer"}


def _names(outcome: Outcome, what: str) -> str:
    operation = outcome.operation
    return f"{operation.kind} {operation.token} (key {operation.key}): {what}"


def _verdict(
    letter: str, promise: str, judged: int, violations: list[str], of: list[Outcome]
) -> Verdict:
    return Verdict(letter, promise, judged, violations, of[0] if of else None)


def crowd_verdict(wanted: int, entries: int, missing: list[Any]) -> Verdict:
    """T3: many writers merge into one session; each finds its last value there."""
    violations = [f"writer {writer}: its last value is not in the context" for writer in missing]
    if entries != wanted:
        violations.append(f"{wanted} saves were acknowledged, the history has {entries}")
    return Verdict("T3", "no update lost between writers of one session", wanted, violations)
