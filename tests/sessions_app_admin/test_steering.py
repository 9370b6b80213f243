"""What staff do to sessions: through the services, one report each."""

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection

from sessions_app.admin import sessions
from sessions_app.admin.steering import DEEDS, REBUILD
from sessions_app.models import AgentAction, StudySession
from sessions_app.services.doctor import examine
from sessions_app.states import VERBS, SessionStatus, verb_target
from tests.sessions_app_admin.conftest import messages_of, sessions_url

pytestmark = pytest.mark.django_db
MOVES = [name for name in DEEDS if name != REBUILD]


def press(client, session, deed):
    return client.post(sessions_url("steer", session.pk, deed), follow=True)


def tick(client, deed, chosen):
    form = {"action": deed, "_selected_action": [str(session.pk) for session in chosen]}
    return client.post(sessions_url(), form, follow=True)


@pytest.mark.parametrize("deed", MOVES)
@pytest.mark.parametrize("status", SessionStatus.values)
def test_a_button_follows_the_table(root, superuser, make_session, status, deed):
    session = make_session(status)
    verb = VERBS[deed]

    response = press(root, session, deed)

    [message] = messages_of(response)
    after = StudySession.objects.get(pk=session.pk)
    title = "“Session 1” of Meera"
    if status in verb.sources:
        assert after.status == verb_target(deed, session.archived_from)
        assert message == f"{title} is {after.status} now; it was {status}."
        entry = AgentAction.objects.get(session=session, action=verb.event, agent="staff")
        assert entry.metadata == {"by": str(superuser.pk)}
        assert LogEntry.objects.get().change_message in message
    else:
        assert (after.status, after.version) == (status, session.version)
        assert not AgentAction.objects.filter(session=session, agent="staff").exists()
        assert LogEntry.objects.count() == 0
        already = status == verb.target
        refusal = f"{title}: Cannot {deed} a session that is {status}."
        assert (
            message
            == (f"{title}: it was {status} already; nothing was changed.", refusal)[not already]
        )


@pytest.mark.parametrize("status", SessionStatus.values)
def test_the_page_offers_what_the_table_allows(root, make_session, status):
    session = make_session(status)

    page = root.get(sessions_url("change", session.pk)).content.decode()

    offered = [name for name in DEEDS if f"/steer/{name}/" in page]
    assert offered == [name for name in MOVES if status in VERBS[name].sources] + [REBUILD]


def test_the_list_reports_each_session(root, make_session):
    active, completed = make_session(name="one"), make_session("completed", name="two")

    response = tick(root, "abandon", [active, completed])

    assert sorted(messages_of(response)) == [
        "“one” of Meera is abandoned now; it was active.",
        "“two” of Meera: Cannot abandon a session that is completed.",
    ]
    statuses = StudySession.objects.order_by("name").values_list("status", flat=True)
    assert list(statuses) == ["abandoned", "completed"]


def test_rebuild_mends_a_damaged_session_and_says_what_was_wrong(root, superuser, session):
    StudySession.objects.filter(pk=session.pk).update(current_state="QUIZZING")

    response = press(root, session, REBUILD)

    assert messages_of(response) == [
        "“Session 1” of Meera was rebuilt: phase was QUIZZING, its history says INTAKE."
    ]
    mended = StudySession.objects.get(pk=session.pk)
    assert mended.current_state == "INTAKE"
    assert examine(mended) is None
    entry = AgentAction.objects.get(session=session, action="session_rebuilt")
    assert (entry.metadata["found"], entry.metadata["by"]) == ("phase", str(superuser.pk))


def test_rebuild_from_the_list_leaves_a_sound_session_alone(root, make_session):
    sound, damaged = make_session(name="sound"), make_session(name="damaged")
    StudySession.objects.filter(pk=damaged.pk).update(current_context={"current_topic": "x"})

    response = tick(root, REBUILD, [sound, damaged])

    assert sorted(messages_of(response)) == [
        "“damaged” of Meera was rebuilt: its context differed from its history.",
        "“sound” of Meera: it agrees with its history; nothing was changed.",
    ]
    assert StudySession.objects.get(pk=sound.pk).version == 1


def test_restoring_beside_another_active_practice_is_a_sentence(root, make_session):
    archived = make_session("completed", kind="practice", name="old")
    make_session(kind="practice", name="new")
    damaged = StudySession.objects.filter(pk=archived.pk)
    AgentAction.objects.create(
        session=archived,
        seq=3,
        agent="system",
        action="session_resumed",
        change={"status": "active"},
        phase="INTAKE",
    )

    response = press(root, archived, REBUILD)

    [message] = messages_of(response)
    assert message == "“old” of Meera: The learner already has an active practice session."
    assert damaged.get().status == "completed"


@pytest.mark.parametrize("deed", ["archive", REBUILD])
def test_a_lost_key_stops_nobody(root, session, deed):
    key = session.pk.hex if connection.vendor == "sqlite" else session.pk
    with connection.cursor() as cursor:
        cursor.execute("UPDATE study_sessions SET metadata = 'lost:x' WHERE id = %s", [key])

    response = tick(root, deed, [session])

    assert response.status_code == 200
    assert messages_of(response) == [
        {
            "archive": "“Session 1” of Meera is archived now; it was active.",
            REBUILD: "“Session 1” of Meera: it agrees with its history; nothing was changed.",
        }[deed]
    ]


def test_a_name_with_markup_is_escaped_in_the_report(root, make_session):
    session = make_session(name="<script>x</script>")

    page = press(root, session, "archive").content.decode()

    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page


def test_too_many_at_once_are_refused_as_a_whole(root, make_session, monkeypatch):
    monkeypatch.setattr(sessions, "MOST_AT_ONCE", 1)
    chosen = [make_session(), make_session()]

    response = tick(root, "archive", chosen)

    assert messages_of(response) == ["Choose at most 1 sessions at a time; nothing was changed."]
    assert not StudySession.objects.filter(status="archived").exists()


@pytest.mark.parametrize("permissions", [(), ("view_studysession",)])
@pytest.mark.parametrize("deed", DEEDS)
def test_steering_needs_its_permission(staff_with, session, permissions, deed):
    client = staff_with(*permissions)

    assert client.post(sessions_url("steer", session.pk, deed)).status_code == 403
    client.post(sessions_url(), {"action": deed, "_selected_action": [str(session.pk)]})

    session.refresh_from_db(fields=["status", "version"])
    assert (session.status, session.version) == ("active", 1)


def test_staff_with_the_permission_may_steer(staff_with, session):
    client = staff_with("view_studysession", "change_studysession")

    press(client, session, "archive")

    assert StudySession.objects.get(pk=session.pk).status == "archived"


@pytest.mark.parametrize("deed", ["pause", "resume", "delete", "nonsense"])
def test_only_the_named_deeds_exist(root, session, deed):
    assert root.post(sessions_url("steer", session.pk, deed)).status_code == 404


def test_a_link_does_not_steer(root, session):
    assert root.get(sessions_url("steer", session.pk, "archive")).status_code == 405
