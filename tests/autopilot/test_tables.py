"""All five tables of the autopilot: what they list passes, and nothing else does, anywhere."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autopilot.errors import InvalidMissionMove, InvalidRunMove
from autopilot.models import Asset, AutopilotRun, Hop, Mission, ToolStep
from autopilot.services.missions import move_mission
from autopilot.services.moves import move_asset, move_hop, move_run, move_step
from autopilot.states import (
    ASSET_VERBS,
    HOP_VERBS,
    MISSION_VERBS,
    RUN_VERBS,
    TOOL_STEP_VERBS,
    ToolId,
)
from sessions_app.services.lifecycle import start_session
from tests.accounts.factories import LearnerFactory
from tests.autopilot.factories import mission_of, output_of

pytestmark = pytest.mark.django_db
FIXED = {"suppress_health_check": [HealthCheck.function_scoped_fixture], "deadline": None}


def as_literal(table):
    return {verb: (sorted(move.sources), move.target) for verb, move in table.items()}


def test_the_tables_are_those_of_the_design():
    visit = {
        "ready": (["proposed"], "ready"),
        "execute": (["ready"], "executing"),
        "complete": (["executing"], "completed"),
        "fail": (["executing"], "failed"),
        "retry": (["failed"], "ready"),
        "cancel": (["proposed", "ready"], "cancelled"),
    }
    assert as_literal(HOP_VERBS) == as_literal(TOOL_STEP_VERBS) == visit
    assert as_literal(ASSET_VERBS) == {
        "fill": (["pending"], "ready"),
        "fail": (["pending"], "error"),
        "retry": (["error"], "pending"),
        "expire": (["ready"], "expired"),
    }
    assert as_literal(RUN_VERBS) == {
        "start": (["idle"], "running"),
        "pause": (["running"], "paused"),
        "resume": (["paused"], "running"),
        "stop": (["paused", "running"], "stopped"),
        "complete": (["running"], "completed"),
        "fail": (["running"], "failed"),
        "retry": (["failed"], "running"),
    }


class World:
    """A row of each table, all at the beginning of their lives."""

    def __init__(self):
        learner = LearnerFactory().user
        session = start_session(user_id=learner.pk)
        self.mission = mission_of(learner, session_id=session.pk)
        output_of(self.mission)
        self.run = AutopilotRun.objects.create(session=session, mission=self.mission, seed=1)
        self.hop = Hop.objects.create(mission=self.mission, sequence_order=1)
        self.step = ToolStep.objects.create(
            hop=self.hop, run=self.run, tool_id=ToolId.DECIDE, sequence_order=1, name="Decide"
        )
        self.asset = output_of(self.mission, "pending")


def try_mission(world, verb):
    """Completing has a guard of its own, tested elsewhere: here every output is ready."""
    Asset.objects.filter(pk=world.asset.pk).delete()
    move_mission(mission_id=world.mission.pk, verb=verb)


def try_run(world, verb):
    extra = {"fail": {"failure": "It failed."}, "pause": {"pause_reason": "learner"}}
    move_run(world.run, verb, **extra.get(verb, {}))


def try_hop(world, verb):
    move_hop(world.hop, verb)


def try_step(world, verb):
    extra = {"execution_result": {}} if verb == "complete" else {}
    move_step(world.step, verb, **extra)


def try_asset(world, verb):
    extra = {"content": {"markdown": ""}} if verb == "fill" else {}
    move_asset(world.asset, verb, **extra)


MACHINES = {
    "mission": (Mission, MISSION_VERBS, try_mission, InvalidMissionMove),
    "run": (AutopilotRun, RUN_VERBS, try_run, InvalidRunMove),
    "hop": (Hop, HOP_VERBS, try_hop, InvalidRunMove),
    "step": (ToolStep, TOOL_STEP_VERBS, try_step, InvalidRunMove),
    "asset": (Asset, ASSET_VERBS, try_asset, InvalidRunMove),
}


@pytest.mark.parametrize("name", MACHINES)
@settings(max_examples=25, **FIXED)
@given(data=st.data())
def test_only_listed_moves_pass_in_any_order(name, data):
    """A row follows any sequence of verbs exactly as its table says."""
    model, table, attempt, refusal = MACHINES[name]
    verbs = data.draw(st.lists(st.sampled_from(sorted(table)), min_size=1, max_size=8))
    world = World()
    row = getattr(world, name)
    status = model.objects.get(pk=row.pk).status
    for verb in verbs:
        move = table[verb]
        repeated = name == "mission" and status == move.target  # a mission's move is repeatable
        if status in move.sources or repeated:
            attempt(world, verb)
            status = move.target
        else:
            with pytest.raises(refusal):
                attempt(world, verb)
        assert model.objects.get(pk=row.pk).status == status


@pytest.mark.parametrize("name", MACHINES)
def test_nothing_but_the_status_column_says_where_a_row_is(name):
    """An unknown status is refused by the database itself."""
    model = MACHINES[name][0]
    field = model._meta.get_field("status")
    named = {one.name for one in model._meta.constraints}

    assert field.choices
    assert any(one.endswith("_status") for one in named)
