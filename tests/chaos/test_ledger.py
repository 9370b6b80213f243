"""The ledger says afterwards what was written into it, and the plan of a seed never changes."""

import importlib
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from chaos.actors import NEXT
from chaos.ledger import ACK, REFUSED, UNKNOWN, Ledger, Operation, read_ledger
from chaos.nemesis import BACK, FAULTS, FRONT, planned_faults
from chaos.run_oracles import LEGAL
from chaos.sabotage import SABOTAGES
from chaos.trials import SCENES
from sessions_app.states import PHASE_ACTIONS


def operation(op_id, kind="save"):
    return Operation(op_id, 1, kind, op_id, f"key-{op_id}", "hash", None)


def read(path):
    with path.open() as lines:
        return read_ledger(lines)


def test_ledger_tells_what_became_of_each_operation(tmp_path):
    ledger = Ledger(tmp_path / "ledger.jsonl")
    for name in ("acked", "refused", "hanging", "silent"):
        ledger.intent(operation(name))
    ledger.note(UNKNOWN, operation("acked"), why="OSError")
    ledger.note(UNKNOWN, operation("acked"), why="store_away", status=503)
    ledger.note(ACK, operation("acked"), status=200, session="s9")
    ledger.note(REFUSED, operation("refused"), status=409)
    ledger.note(UNKNOWN, operation("hanging"), why="TimeoutError")
    ledger.close()

    outcomes = read(ledger.path)

    assert {name: found.state for name, found in outcomes.items()} == {
        "acked": ACK,
        "refused": REFUSED,
        "hanging": UNKNOWN,
        "silent": UNKNOWN,
    }
    assert (outcomes["acked"].statuses, outcomes["acked"].session) == ([503, 200], "s9")
    assert outcomes["silent"].tries == 0


def test_a_later_refusal_does_not_undo_an_acknowledgement(tmp_path):
    ledger = Ledger(tmp_path / "ledger.jsonl")
    ledger.intent(operation("t1"))
    ledger.note(ACK, operation("t1"), status=200)
    ledger.note(REFUSED, operation("t1"), status=409, resent=True)
    ledger.close()

    assert read(ledger.path)["t1"].state == ACK


def test_a_seed_plans_the_same_faults_every_time():
    plans = [planned_faults(7, 40, FRONT, list(FAULTS)) for _ in range(2)]

    assert plans[0] == plans[1]
    assert set(plans[0]) == set(FRONT)
    assert planned_faults(8, 40, FRONT, list(FAULTS)) != plans[0]
    assert set(planned_faults(7, 40, FRONT, ["postgres"])) == {"postgres"}
    assert planned_faults(7, 40, BACK, ["web"]) == []


def test_the_actors_walk_the_products_phase_table():
    table = {move.source: name for name, move in PHASE_ACTIONS.items() if name != "complete"}

    assert table == NEXT


def test_the_oracle_of_phases_knows_the_products_table():
    assert {(move.source, move.target) for move in PHASE_ACTIONS.values()} == LEGAL


def test_every_sabotage_has_its_trial():
    assert SCENES.keys() == SABOTAGES.keys()
    assert {sabotage.oracle for sabotage in SABOTAGES.values()} == set("ABCDFHIJ")


def test_a_sabotage_needs_a_test_build(monkeypatch):
    monkeypatch.setenv("CHAOS_TRIAL", "1")
    monkeypatch.delenv("CHAOS_TEST_BUILD", raising=False)
    sys.modules.pop("chaos.settings", None)

    with pytest.raises(ImproperlyConfigured):
        importlib.import_module("chaos.settings")
