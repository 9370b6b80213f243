"""PostgreSQL's short ways: the same as the portable ones, and safe against each other."""

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from accounts.compiled import CompiledQuery
from sessions_app.models import AgentAction, StudySession
from sessions_app.services.saving import save_state
from sessions_app.services.write_path import (
    Entry,
    append_action,
    commit_if_unchanged,
    lock_session,
    read_session,
)
from tests.factories import StudySessionFactory, make_learner

only_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="a statement of PostgreSQL"
)
ENTRY = Entry("learner", "state_saved", change={"context": {"current_topic": "Friction"}})
CONTEXT = {"current_topic": "Friction"}


@pytest.mark.django_db
def test_compiled_query_finds_what_its_queryset_finds():
    wanted, other = StudySessionFactory(metadata={"note": "mine"}), StudySessionFactory()
    query = CompiledQuery(
        lambda pk, user: StudySession.objects.select_related("user").filter(pk=pk, user_id=user),
        other.pk,
        other.user_id,
    )

    for _ in range(3):
        found = query.first(wanted.pk, wanted.user_id)
        assert (found, found.metadata, found.user.email) == (
            wanted,
            {"note": "mine"},
            wanted.user.email,
        )
    assert query.first(wanted.pk, other.user_id) is None


@only_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_row_lock_needs_a_transaction_every_time():
    session = StudySessionFactory()
    with transaction.atomic():
        lock_session(session.pk)

    with pytest.raises(TransactionManagementError):
        lock_session(session.pk)


@only_postgresql
@pytest.mark.django_db
def test_a_change_without_a_lock_is_written_while_the_version_stands():
    session = read_session(StudySessionFactory().pk)
    append_action(session_id=session.pk, entry=Entry("tutor", "explained"))

    assert commit_if_unchanged(session, ENTRY, current_context=CONTEXT)

    stored = StudySession.objects.get(pk=session.pk)
    assert (stored.version, stored.current_context) == (2, CONTEXT)
    assert stored.history_length == session.history_length == _entries(session.pk)


@only_postgresql
@pytest.mark.django_db
def test_a_change_without_a_lock_is_not_written_over_a_newer_version():
    session = read_session(StudySessionFactory().pk)
    save_state(session_id=session.pk, context_data={"current_topic": "Work"}, phase="INTAKE")
    entries = _entries(session.pk)

    assert not commit_if_unchanged(session, ENTRY, current_context=CONTEXT)

    stored = StudySession.objects.get(pk=session.pk)
    assert (stored.version, stored.current_context) == (2, {"current_topic": "Work"})
    assert _entries(session.pk) == entries


@only_postgresql
@pytest.mark.django_db
def test_a_save_that_loses_the_race_is_repeated_under_the_lock(monkeypatch):
    session = StudySessionFactory()
    real = read_session

    def overtaken(*args, **kwargs):
        found = real(*args, **kwargs)
        monkeypatch.setattr("sessions_app.services.saving.read_session", real)
        save_state(session_id=session.pk, context_data={"last_quiz_score": 50}, phase="INTAKE")
        return found

    monkeypatch.setattr("sessions_app.services.saving.read_session", overtaken)
    saved = save_state(session_id=session.pk, context_data=CONTEXT, phase="INTAKE")

    stored = StudySession.objects.get(pk=session.pk)
    assert stored.current_context == {**CONTEXT, "last_quiz_score": 50}
    assert stored.version == saved.version == 3


@only_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_connection_that_the_server_ended_is_replaced_before_it_is_used():
    connection.ensure_connection()
    mine = connection.connection.info.backend_pid
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [mine])
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE pid = %s", [mine])
    other.close()
    connection.health_check_enabled, connection.health_check_done = True, False

    make_learner()

    assert connection.connection.info.backend_pid != mine


def _entries(session_id):
    return AgentAction.objects.filter(session_id=session_id).count()
