"""What the autopilot hands over and what it erases: found by a canary in every table."""

import json

import pytest
from django.apps import apps
from django.db import connection

from accounts.services.erase import collect_export, erase_person
from autopilot.models import Asset, AutopilotRun, Hop, Mission, ToolStep
from autopilot.services.privacy import export_autopilot
from autopilot.services.steering import RunWish, start_run, stop
from sessions_app.models import EventTicket, SessionPresence
from sessions_app.services.presence import see_learner
from sessions_app.services.tickets import give_ticket
from tests.autopilot.driving import asked_item, drive
from tests.factories import make_learner
from tests.tutoring.factories import planned_session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("curriculum")]


def canary_of(user) -> str:
    return f"canary-{user.pk.hex}"


def studied(user) -> AutopilotRun:
    """A run that was stopped with a question open, whose learner watched it."""
    run = drive(start_run(session_id=planned_session(user).pk, wish=RunWish(seed=7)), steps=8)
    give_ticket(user_id=user.pk, session_id=run.session_id)
    see_learner(run.session_id)
    Mission.objects.filter(pk=run.mission_id).update(goal=canary_of(user))
    Hop.objects.filter(pk=run.hop_id).update(rationale=canary_of(user))
    ToolStep.objects.filter(pk=run.step_id).update(error_message=canary_of(user))
    return run


def rows_with(text: str) -> list[str]:
    """Return every table that holds a text in any of its columns."""
    found = []
    for model in apps.get_models():
        names = ", ".join(
            connection.ops.quote_name(field.column) for field in model._meta.concrete_fields
        )
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT {names} FROM "{model._meta.db_table}"')  # noqa: S608
            if any(text in str(value) for row in cursor.fetchall() for value in row):
                found.append(model._meta.db_table)
    return found


def test_the_export_holds_all_that_runs_made():
    user, other = make_learner(), make_learner()
    run = studied(user)
    studied(other)

    exported = json.loads(json.dumps(collect_export(user_id=user.pk), default=str))["autopilot"]

    def count(model, **of):
        return model.objects.filter(**of).count()

    assert {name: len(rows) for name, rows in exported.items()} == {
        "missions": 1,
        "hops": count(Hop, mission=run.mission_id),
        "tool_steps": count(ToolStep, run=run),
        "assets": count(Asset, mission=run.mission_id),
        "runs": 1,
    }
    assert exported["runs"][0]["id"] == str(run.pk)
    assert exported["missions"][0]["goal"] == canary_of(user)


def test_neither_export_nor_results_hold_the_key_of_an_open_question():
    run = studied(make_learner())
    item = asked_item(run)

    text = json.dumps(export_autopilot(run.session.user_id), default=str)
    results = json.dumps(list(ToolStep.objects.values_list("execution_result", flat=True)))

    for held in (text, results):
        assert json.dumps(item.key["explanation"])[1:-1] not in held
        assert '"key"' not in held
        assert "correct_option_index" not in held


def test_erasing_leaves_no_row_of_the_learner_and_all_of_others():
    user, other = make_learner(), make_learner()
    run, kept = studied(user), studied(other)
    stop(session_id=run.session_id)
    marks = [str(run.pk), run.pk.hex, str(run.mission_id), run.mission_id.hex]
    assert "autopilot_runs" in rows_with(run.pk.hex) + rows_with(str(run.pk))

    erase_person(user_id=user.pk)

    assert [table for mark in marks for table in rows_with(mark)] == []
    for model, path in (
        (Mission, "user"),
        (AutopilotRun, "session__user"),
        (Hop, "mission__user"),
        (ToolStep, "run__session__user"),
        (Asset, "mission__user"),
        (SessionPresence, "session__user"),
        (EventTicket, "user"),
    ):
        assert not model.objects.filter(**{path: user.pk}).exists(), model
        assert model.objects.filter(**{path: other}).exists(), model
    assert rows_with(canary_of(user)) == []
    assert sorted(rows_with(canary_of(other))) == ["hops", "missions", "tool_steps"]
    assert kept.mission_id in Mission.objects.values_list("pk", flat=True)
