"""Each judge of runs finds its violation in made-up trails."""

import pytest

from chaos.client import CANARY, Call, Received
from chaos.nemesis import Strike
from chaos.recoveries import recoveries
from chaos.run_oracles import (
    Entry,
    Step,
    Trails,
    isolation,
    liveness,
    phases,
    practice,
    rudeness,
    silence,
    steps,
    windows,
)

WALK = ["session_started", "session_paused", "session_resumed", "session_completed"]


def entry(action="save", phase="INTAKE", *, forced=False, run="", step=0):
    return Entry("s1", action, phase, forced, run, step)


def sound():
    """A run of three steps, the last one open, and what it left."""
    rows = [
        Step("r1", 1, "completed", "a", True),
        Step("r1", 2, "failed", "b", False),
        Step("r1", 3, "executing", "c", False),
    ]
    entries = [entry(action, run="r1", step=1) for action in WALK[:3]]
    trace = [
        {"event": event, "run": "r1", "step": step, "token": token, "role": "worker-0"}
        for event, step, token in [
            ("claim", "a", "t1"),
            ("claim", "a", "t2"),
            ("stale", "a", "t1"),
            ("commit", "a", "t2"),
            ("claim", "c", "t3"),
        ]
    ]
    return Trails({"r1": "running"}, rows, entries, trace=trace)


def test_a_run_in_order_is_green():
    trails = sound()

    assert phases(trails).holds
    assert steps(trails).holds


@pytest.mark.parametrize(
    ("before", "after", "forced", "holds"),
    [
        ("PLANNING", "LEARNING", False, True),
        ("LEARNING", "LEARNING", False, True),
        ("LEARNING", "PLANNING", True, True),
        ("LEARNING", "PLANNING", False, False),
        ("INTAKE", "QUIZZING", False, False),
    ],
)
def test_e_knows_the_phase_table(before, after, forced, holds):
    trails = Trails(entries=[entry(phase=before), entry(phase=after, forced=forced)])

    assert phases(trails).holds is holds


@pytest.mark.parametrize(
    ("walked", "holds"),
    [
        (WALK, True),
        ([WALK[0], "session_stopped"], True),
        (["session_paused"], False),
        ([WALK[0], WALK[0]], False),
        ([*WALK, "session_paused"], False),
        ([WALK[0], "session_resumed"], False),
    ],
)
def test_e_knows_how_a_run_walks(walked, holds):
    trails = Trails(entries=[entry(action, run="r1") for action in walked])

    assert phases(trails).holds is holds


def test_f_finds_a_gap_and_a_double_in_the_order():
    for orders in ([1, 3], [1, 1, 2], [2, 3]):
        rows = [Step("r1", order, "completed", str(order), True) for order in orders]

        assert not steps(Trails({"r1": "running"}, rows)).holds


def test_f_finds_what_was_left_open():
    rows = [Step("r1", 1, "executing", "a", False), Step("r1", 2, "ready", "b", False)]

    assert not steps(Trails({"r1": "running"}, rows)).holds
    assert not steps(Trails({"r1": "stopped"}, rows[:1])).holds
    assert steps(Trails({"r1": "running"}, rows[:1])).holds


def test_f_finds_an_effect_twice():
    trails = sound()
    trails.entries += [entry("lesson_started", run="r1", step=2)] * 2
    assert len(steps(trails).violations) == 1

    trails = sound()
    trails.trace.append({**trails.trace[3]})
    assert "committed 2 times" in steps(trails).violations[0]


def test_f_finds_a_late_hand():
    trails = sound()
    trails.trace.append({**trails.trace[3], "step": "c", "token": "t2"})

    assert "late hand" in steps(trails).violations[0]


def test_g_h_i_j_find_what_they_are_told():
    foreign = Received(own=2, foreign=["GET /x: of learner 3"])
    doubled = Trails(ticks={"0+5": 1, "5+5": 2})

    assert practice(9, [], []).holds
    assert not practice(9, ["learner x: 2"], []).holds
    assert [windows(doubled).violations, windows(doubled).judged] == [["window 5+5: 2 effects"], 2]
    assert not windows(Trails()).holds
    assert (isolation([foreign]).judged, isolation([foreign]).holds) == (3, False)
    assert not liveness(Trails(stalled=["run r1, step 2: due"]), []).holds


def test_k_finds_other_errors_and_silence_of_servers():
    def calls(*found):
        return [Call(0.0, seconds, "GET", "/x", status, why) for status, seconds, why in found]

    assert rudeness(calls((200, 0.1, ""), (503, 1, ""), (None, 0.1, "ConnectionReset"))).holds
    assert not rudeness(calls((500, 0.1, ""))).holds
    assert not rudeness(calls((200, 21.0, ""))).holds
    assert not rudeness(calls((None, 20.0, "TimeoutError"))).holds


def test_l_finds_secrets_and_canaries():
    assert silence({"web.log": "saved\n"}, ["hunter2"], CANARY).holds
    assert not silence({"web.log": "pass=hunter2\n"}, ["hunter2"], CANARY).holds
    assert not silence({"web.log": "topic t03-00001-0123abcd\n"}, [], CANARY).holds


def test_recoveries_count_from_the_death_to_the_next_commit():
    trace = [
        {"at": at, "event": event, "role": role, "run": run, "step": "a", "token": token}
        for at, event, role, run, token in [
            (1.0, "claim", "worker-0", "r1", "t1"),
            (1.5, "claim", "worker-1", "r2", "t2"),
            (1.9, "commit", "worker-1", "r2", "t2"),
            (20.0, "claim", "worker-1", "r1", "t3"),
            (22.0, "commit", "worker-1", "r1", "t3"),
        ]
    ]
    killed = [Strike("worker", 2.0, role="worker-0"), Strike("worker", 2.0, role="worker-1")]

    found = recoveries(killed, trace, [])
    assert (found.seconds, found.idle, found.never) == ([20.0], 1, [])
    assert recoveries(killed, trace, [(5.0, "r1")]).steered == 1
    assert recoveries(killed, trace[:3], []).never == ["r1"]


def test_a_zombie_wrote_late_when_another_had_claimed_its_run():
    strike = Strike("worker-zombie", 2.0, run="r1", token="t1")
    late = {"at": 30.0, "event": "commit", "role": "worker-0", "run": "r1", "token": "t1"}
    taken = {"at": 25.0, "event": "claim", "role": "worker-1", "run": "r1", "token": "t2"}

    assert recoveries([strike], [{**late, "at": 1.0}, taken], []).zombie_writes == 0
    assert recoveries([strike], [taken, late], []).zombie_writes == 1
