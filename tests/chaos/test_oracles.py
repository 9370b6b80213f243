"""Each oracle of the drill finds its violation in a made-up ledger and database."""

from datetime import UTC, datetime, timedelta

import pytest

from chaos.ledger import ACK, REFUSED, UNKNOWN, Operation, Outcome
from chaos.oracles import Effect, Stored, crowd_verdict, judge

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def outcome(token, state=ACK, kind="save", statuses=(200,)):
    operation = Operation(token, 0, kind, token, f"key-{token}", "hash", "s1")
    return Outcome(operation, state, tries=len(statuses), statuses=list(statuses), session="s1")


def stored(*tokens):
    """A session started and then saved once for each token."""
    held = Stored(topics={"s1": tokens[-1] if tokens else None}, lengths={"s1": len(tokens) + 1})
    held.histories["s1"] = [
        (seq, NOON + timedelta(seconds=seq)) for seq in range(1, len(tokens) + 2)
    ]
    for seq, token in enumerate(tokens, start=2):
        held.add(Effect(token, "save", "s1", seq, NOON + timedelta(seconds=seq)))
    return held


def red(outcomes, held):
    by_id = {o.operation.op_id + str(n): o for n, o in enumerate(outcomes)}
    return {verdict.letter for verdict in judge(by_id, held) if not verdict.holds}


def test_what_was_promised_and_kept_is_green():
    said = [
        outcome("t1"),
        outcome("t2"),
        outcome("t3", REFUSED, statuses=(409,)),
        outcome("t4", UNKNOWN, statuses=(503,)),
    ]

    assert red(said, stored("t1", "t2")) == set()


def test_unknown_may_have_had_its_effect_once():
    assert red([outcome("t1", UNKNOWN, statuses=())], stored("t1")) == set()


def test_a_finds_an_acknowledged_save_that_is_not_stored():
    assert red([outcome("t1"), outcome("t2")], stored("t1")) == {"A"}


def test_a_finds_a_newest_save_that_nobody_sees():
    held = stored("t1", "t2")
    held.topics["s1"] = "t1"

    assert red([outcome("t1"), outcome("t2")], held) == {"A"}


@pytest.mark.parametrize("state", [ACK, UNKNOWN])
def test_b_finds_an_effect_that_came_twice(state):
    assert red([outcome("t1", state)], stored("t1", "t1")) == {"B"}


def test_b_finds_a_repetition_that_was_answered_otherwise():
    again = outcome("t1")
    again.lines.append({"event": REFUSED, "status": 409, "resent": True})

    assert red([again], stored("t1")) == {"B"}


def test_c_finds_the_trace_of_a_refusal():
    assert red([outcome("t1", REFUSED, statuses=(409,))], stored("t1")) == {"C"}


def test_d_finds_a_gap():
    held = stored("t1", "t2")
    del held.histories["s1"][1]

    assert red([outcome("t1"), outcome("t2")], held) == {"D"}


def test_d_finds_a_count_beyond_the_entries():
    held = stored("t1")
    held.lengths["s1"] += 1

    assert red([outcome("t1")], held) == {"D"}


def test_d_finds_a_time_that_runs_backwards():
    held = stored("t1")
    held.histories["s1"][1] = (2, NOON - timedelta(seconds=1))

    assert red([outcome("t1")], held) == {"D"}


def test_d_finds_a_gap_in_a_chat():
    held = stored()
    held.chats["s1"] = [1, 3]

    assert red([], held) == {"D"}


@pytest.mark.parametrize(
    ("entries", "missing", "holds"), [(1_600, [], True), (1_599, [], False), (1_600, [3], False)]
)
def test_t3_finds_a_lost_update(entries, missing, holds):
    assert crowd_verdict(1_600, entries, missing).holds is holds
