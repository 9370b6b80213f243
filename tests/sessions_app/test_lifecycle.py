"""Starting, naming and labelling a session."""

import pytest

from sessions_app.errors import (
    FreeFormTooLarge,
    InvalidTransition,
    PracticeAlreadyActive,
    SessionNotActive,
    VersionConflict,
)
from sessions_app.models import AgentAction, Chat, StudySession
from sessions_app.services.doctor import examine
from sessions_app.services.lifecycle import move_session, start_session, update_session
from tests.factories import StudySessionFactory

pytestmark = pytest.mark.django_db


def test_a_new_session_has_its_chat_and_first_entry(learner):
    started = start_session(user_id=learner.pk, exam_type="JEE", metadata={"a": 1}, by=learner.pk)

    row = StudySession.objects.get(pk=started.pk)
    entry = AgentAction.objects.get(session=row)
    assert (row.name, row.kind, row.status, row.phase, row.exam_type) == (
        "Session 1",
        "study",
        "active",
        "INTAKE",
        "JEE",
    )
    assert (row.version, row.history_length, row.metadata, row.current_context) == (
        1,
        1,
        {"a": 1},
        {},
    )
    assert (entry.seq, entry.action, entry.metadata) == (
        1,
        "session_started",
        {"by": str(learner.pk)},
    )
    assert Chat.objects.get(session=row).user_id == learner.pk
    assert examine(row) is None


def test_an_empty_name_becomes_a_number(learner):
    names = [start_session(user_id=learner.pk).name for _ in range(2)]

    assert names == ["Session 1", "Session 2"]


def test_a_learner_has_one_active_practice(learner):
    first = start_session(user_id=learner.pk, kind="practice")

    with pytest.raises(PracticeAlreadyActive) as refusal:
        start_session(user_id=learner.pk, kind="practice")

    assert refusal.value.extra == {"session_id": str(first.pk)}
    assert StudySession.objects.filter(user=learner).count() == 1


def test_resuming_a_second_practice_names_the_first(learner):
    paused = StudySessionFactory(user=learner, kind="practice", status="paused")
    active = start_session(user_id=learner.pk, kind="practice")

    with pytest.raises(PracticeAlreadyActive) as refusal:
        move_session(session_id=paused.pk, verb="resume")

    paused.refresh_from_db()
    assert refusal.value.extra == {"session_id": str(active.pk)}
    assert (paused.status, examine(paused)) == ("paused", None)


def test_metadata_over_the_limit_starts_nothing(learner):
    with pytest.raises(FreeFormTooLarge):
        start_session(user_id=learner.pk, metadata={"a": "x" * 64_000})

    assert not StudySession.objects.filter(user=learner).exists()


@pytest.mark.parametrize(
    ("given", "replace", "stored"),
    [
        ({"b": 3}, False, {"a": 1, "b": 3}),
        ({"a": None}, False, {"b": 2}),
        ({"c": {"d": None}}, False, {"a": 1, "b": 2, "c": {"d": None}}),
        ({"c": 3}, True, {"c": 3}),
        ({}, True, {}),
        ({}, False, {"a": 1, "b": 2}),
    ],
)
def test_metadata_merges_by_key_or_is_replaced(learner, given, replace, stored):
    session = StudySessionFactory(user=learner, metadata={"a": 1, "b": 2})

    update_session(session_id=session.pk, metadata=given, replace_metadata=replace)

    session.refresh_from_db()
    assert session.metadata == stored
    assert examine(session) is None


def test_a_change_of_labels_is_recorded_without_its_words(session, learner):
    update_session(session_id=session.pk, name="Secret", metadata={"k": "words"}, by=learner.pk)

    session.refresh_from_db()
    last = AgentAction.objects.filter(session=session).latest("seq")
    assert (session.name, session.version) == ("Secret", 2)
    assert (last.action, last.metadata) == (
        "session_updated",
        {"by": str(learner.pk), "fields": ["metadata", "name"]},
    )


def test_equal_labels_write_nothing(session):
    update_session(session_id=session.pk, name=session.name, metadata={"gone": None})

    session.refresh_from_db()
    assert (session.version, session.history_length) == (1, 1)


def test_labels_of_an_ended_session_stay():
    session = StudySessionFactory(status="completed")

    with pytest.raises(SessionNotActive):
        update_session(session_id=session.pk, name="Other")

    session.refresh_from_db()
    assert session.name == "Session 1"


def test_resume_and_rename_go_together():
    session = StudySessionFactory(status="paused")

    update_session(session_id=session.pk, name="Other", verb="resume")

    session.refresh_from_db()
    assert (session.name, session.status) == ("Other", "active")


def test_rename_and_complete_go_together(session):
    update_session(session_id=session.pk, name="Other", verb="complete")

    session.refresh_from_db()
    assert (session.name, session.status) == ("Other", "completed")


def test_a_refused_verb_takes_the_rename_back(session):
    with pytest.raises(InvalidTransition):
        update_session(session_id=session.pk, name="Other", verb="restore")

    session.refresh_from_db()
    assert (session.name, session.version) == ("Session 1", 1)


def test_an_old_version_changes_nothing(session):
    with pytest.raises(VersionConflict) as refusal:
        update_session(session_id=session.pk, name="Other", expected_version=9)

    assert refusal.value.extra["current_version"] == 1
    assert refusal.value.extra["context"]["user_id"] == str(session.user_id)
