"""The management commands of the session core."""

from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from sessions_app.models import AgentAction, StudySession
from sessions_app.services.doctor import examine
from tests.factories import StudySessionFactory

pytestmark = pytest.mark.django_db


def run(*arguments):
    output = StringIO()
    call_command(*arguments, stdout=output)
    return output.getvalue().splitlines()


@pytest.mark.parametrize(
    ("job", "said"),
    [
        ("abandon-sessions", "abandoned: 0"),
        ("archive-sessions", "archived: 0"),
        ("end-idle-practice", "completed: 0"),
        ("purge", "replies: 0, job_runs: 0, tickets: 0"),
    ],
)
def test_run_job_prints_its_effects(job, said):
    assert run("run_job", job) == [said]


def test_run_job_refuses_an_unknown_job():
    with pytest.raises(CommandError, match="invalid choice"):
        run("run_job", "explode")


def test_the_doctor_finds_sound_sessions_sound(learner):
    for status in ("active", "paused", "completed", "abandoned", "archived"):
        StudySessionFactory(user=learner, status=status, phase="LEARNING", context={"a": 1})

    assert run("session_doctor") == ["5 examined, 0 damaged"]


DAMAGE = {
    "phase": ({"current_state": "QUIZZING"}, "phase is 'QUIZZING', history says 'PLANNING'"),
    "history_length": ({"history_length": 9}, "history_length is 9, history says 3"),
    "context": (
        {"current_context": {"current_topic": "x"}},
        "context is {'current_topic': 'x'}, history says {'current_topic': 'Work'}",
    ),
}


@pytest.mark.parametrize("what", DAMAGE)
def test_the_doctor_names_the_first_difference_and_repairs_it(what):
    values, said = DAMAGE[what]
    session = StudySessionFactory(phase="PLANNING", context={"current_topic": "Work"})
    StudySessionFactory()
    StudySession.objects.filter(pk=session.pk).update(**values)
    output = StringIO()

    with pytest.raises(CommandError, match="--rebuild"):
        call_command("session_doctor", stdout=output)

    assert output.getvalue().splitlines() == [f"{session.pk}: {said}", "2 examined, 1 damaged"]
    assert run("session_doctor", "--rebuild")[-1] == "2 examined, 1 rebuilt"
    assert run("session_doctor") == ["2 examined, 0 damaged"]
    session.refresh_from_db()
    assert (session.phase, session.current_context) == ("PLANNING", {"current_topic": "Work"})


def test_the_doctor_repairs_a_status_with_all_that_goes_with_it():
    session = StudySessionFactory(status="archived")
    StudySession.objects.filter(pk=session.pk).update(
        status="active", archived_from=None, ended_at=None
    )

    run("session_doctor", "--rebuild", str(session.pk))

    session.refresh_from_db()
    assert (session.status, session.archived_from) == ("archived", "active")
    assert session.ended_at >= session.started_at
    assert examine(session) is None


def test_the_doctor_looks_at_the_named_sessions_only(session):
    StudySessionFactory()

    assert run("session_doctor", str(session.pk)) == ["1 examined, 0 damaged"]
    assert run("session_doctor", str(uuid4())) == ["0 examined, 0 damaged"]


def test_the_doctor_sees_a_gap_in_the_order(session):
    AgentAction.objects.create(session=session, seq=3, agent="a", action="b", phase="INTAKE")

    difference = examine(session)

    assert (difference.what, difference.stored, difference.folded) == (
        "the order of the history",
        3,
        2,
    )
