"""Many writers at once on real connections: nothing is lost, doubled or out of order."""

from datetime import timedelta

import pytest
from django.db.models import F

from sessions_app.errors import PracticeAlreadyActive, SessionNotActive, VersionConflict
from sessions_app.models import AgentAction, ChatMessage, JobRun, StudySession
from sessions_app.services import jobs
from sessions_app.services.activity import record_activity
from sessions_app.services.chat import post_message
from sessions_app.services.doctor import examine
from sessions_app.services.history import erase_sessions
from sessions_app.services.lifecycle import move_session, start_session
from sessions_app.services.phases import perform_action
from sessions_app.services.recovery import recover_session
from sessions_app.services.saving import SaveOptions, save_state
from sessions_app.services.write_path import Entry, append_action
from tests.concurrency import run_together
from tests.factories import StudySessionFactory, make_learner

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS = 8


def kinds(outcomes):
    return sorted(type(outcome).__name__ for outcome in outcomes)


def save(session, context, phase="INTAKE", **options):
    return save_state(
        session_id=session.pk, context_data=context, phase=phase, options=SaveOptions(**options)
    )


def assert_whole(session):
    """The history is gapless, in order of time, and folds into the session."""
    session.refresh_from_db()
    entries = list(AgentAction.objects.filter(session=session).order_by("seq"))
    assert [entry.seq for entry in entries] == list(range(1, session.history_length + 1))
    times = [entry.at for entry in entries]
    assert times == sorted(times)
    assert examine(session) is None


def test_appends_of_many_writers_are_all_there_without_a_gap():
    session = StudySessionFactory()

    def append(writer):
        for number in range(20):
            append_action(session_id=session.pk, entry=Entry("w", f"{writer}-{number}"))

    outcomes = run_together(*[lambda writer=writer: append(writer) for writer in range(WRITERS)])

    assert outcomes == [None] * WRITERS
    assert_whole(session)
    actions = AgentAction.objects.filter(session=session, agent="w").values_list("action")
    expected = {(f"{writer}-{number}",) for writer in range(WRITERS) for number in range(20)}
    assert len(actions) == 160
    assert set(actions) == expected
    assert session.version == 1


def test_saves_of_many_writers_merge_by_key():
    session = StudySessionFactory()

    def write(writer):
        for number in range(5):
            save(session, {"extra_data": {f"{writer}-{number}": writer}})

    outcomes = run_together(*[lambda writer=writer: write(writer) for writer in range(WRITERS)])

    assert outcomes == [None] * WRITERS
    assert_whole(session)
    expected = {f"{writer}-{number}": writer for writer in range(WRITERS) for number in range(5)}
    assert session.current_context == {"extra_data": expected}
    assert session.version == 1 + WRITERS * 5


def test_of_many_saves_over_one_version_exactly_one_wins():
    session = StudySessionFactory()

    outcomes = run_together(
        *[
            lambda writer=writer: save(session, {"current_topic": str(writer)}, expected_version=1)
            for writer in range(WRITERS)
        ]
    )

    winners = [outcome for outcome in outcomes if isinstance(outcome, StudySession)]
    assert kinds(outcomes) == ["StudySession"] + ["VersionConflict"] * (WRITERS - 1)
    assert_whole(session)
    assert session.version == 2
    assert session.current_context == winners[0].current_context
    for outcome in outcomes:
        if isinstance(outcome, VersionConflict):
            assert outcome.extra["current_version"] == 2


def test_of_many_equal_actions_exactly_one_moves():
    session = StudySessionFactory()

    outcomes = run_together(
        *[lambda: perform_action(session_id=session.pk, action="generate_plan")] * WRITERS
    )

    assert kinds(outcomes) == ["InvalidTransition"] * (WRITERS - 1) + ["tuple"]
    assert_whole(session)
    assert (session.phase, session.version) == ("PLANNING", 2)


def test_of_many_equal_verbs_one_is_recorded():
    session = StudySessionFactory()

    outcomes = run_together(*[lambda: move_session(session_id=session.pk, verb="pause")] * WRITERS)

    assert kinds(outcomes) == ["StudySession"] * WRITERS
    assert_whole(session)
    assert (session.status, session.version) == ("paused", 2)


def test_two_first_practice_sessions_are_one():
    user = make_learner()

    outcomes = run_together(*[lambda: start_session(user_id=user.pk, kind="practice")] * WRITERS)

    assert kinds(outcomes) == ["PracticeAlreadyActive"] * (WRITERS - 1) + ["StudySession"]
    active = StudySession.objects.get(user=user, kind="practice")
    refusals = [item for item in outcomes if isinstance(item, PracticeAlreadyActive)]
    assert {item.extra["session_id"] for item in refusals} == {str(active.pk)}


def test_two_recoveries_agree_on_one_new_session():
    user = make_learner()

    outcomes = run_together(*[lambda: recover_session(user_id=user.pk)] * WRITERS)

    assert len({session.pk for session, _ in outcomes}) == 1
    assert sorted(is_new for _, is_new in outcomes) == [False] * (WRITERS - 1) + [True]
    assert StudySession.objects.filter(user=user).count() == 1


@pytest.mark.parametrize("round_number", range(5))
def test_a_save_beside_the_end_is_stored_or_refused(round_number):
    session = StudySessionFactory()

    saved, moved = run_together(
        lambda: save(session, {"current_topic": "last word"}),
        lambda: move_session(session_id=session.pk, verb="complete"),
    )

    assert_whole(session)
    assert (moved.status, session.status) == ("completed", "completed")
    if isinstance(saved, SessionNotActive):
        assert session.current_context == {}
    else:
        assert session.current_context == {"current_topic": "last word"}
        last = AgentAction.objects.filter(session=session).latest("seq")
        assert last.action == "session_completed"


def test_messages_of_many_writers_are_numbered_without_a_gap():
    session = StudySessionFactory()

    def post(writer):
        for number in range(10):
            post_message(session=session, role="user", content=f"{writer}-{number}")

    outcomes = run_together(*[lambda writer=writer: post(writer) for writer in range(WRITERS)])

    assert outcomes == [None] * WRITERS
    messages = ChatMessage.objects.filter(chat__session=session)
    assert sorted(messages.values_list("seq", flat=True)) == list(range(1, WRITERS * 10 + 1))
    assert messages.values("content").distinct().count() == WRITERS * 10


def test_a_window_is_claimed_by_one_of_two_beats():
    done = []

    def work():
        done.append(1)
        return {"done": 1}

    outcomes = run_together(
        *[lambda: jobs.run_job(job="j", every=timedelta(days=365), work=work)] * 4
    )

    assert sorted(outcomes, key=str) == [None, None, None, {"done": 1}]
    assert done == [1]
    assert JobRun.objects.get().effects == {"done": 1}


def test_two_jobs_at_once_abandon_each_session_once():
    user = make_learner()
    for _ in range(6):
        StudySessionFactory(user=user)
    StudySession.objects.update(
        last_activity_at=F("last_activity_at") - timedelta(days=2),
        started_at=F("started_at") - timedelta(days=2),
    )

    outcomes = run_together(*[jobs.abandon_inactive_sessions] * 3)

    assert sum(outcome["abandoned"] for outcome in outcomes) + left_over() == 6
    jobs.abandon_inactive_sessions()
    for session in StudySession.objects.all():
        assert_whole(session)
        assert (session.status, session.history_length) == ("abandoned", 2)


def left_over():
    return StudySession.objects.filter(status="active").count()


@pytest.mark.parametrize("round_number", range(3))
def test_activity_beside_the_abandoning_job_is_noted_or_refused(round_number):
    session = StudySessionFactory()
    StudySession.objects.update(
        last_activity_at=F("last_activity_at") - timedelta(days=2),
        started_at=F("started_at") - timedelta(days=2),
    )

    noted, effects = run_together(
        lambda: record_activity(session_id=session.pk), jobs.abandon_inactive_sessions
    )

    assert_whole(session)
    if isinstance(noted, SessionNotActive):
        assert (session.status, effects) == ("abandoned", {"abandoned": 1})
    else:
        assert (session.status, effects) == ("active", {"abandoned": 0})
        assert session.last_activity_at == noted


@pytest.mark.parametrize("round_number", range(3))
def test_an_append_beside_the_erasure_leaves_nothing(round_number):
    session = StudySessionFactory()

    def append():
        for number in range(10):
            append_action(session_id=session.pk, entry=Entry("w", str(number)))

    appended, erased = run_together(append, lambda: erase_sessions(session_ids=[session.pk]))

    assert erased == 1
    assert appended is None or type(appended).__name__ == "SessionNotFound"
    assert not StudySession.objects.exists()
    assert not AgentAction.objects.exists()
