"""Metadata and chat: hidden until asked for, and the asking is written down."""

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client

from sessions_app.models import AgentAction
from sessions_app.services.chat import post_message
from tests.sessions_app_admin.conftest import sessions_url

pytestmark = pytest.mark.django_db
CANARY = "canary-of-the-metadata"


@pytest.fixture
def private(make_session):
    return make_session(metadata={"note": CANARY, "markup": "<b>bold</b>"})


def entries_of(session, action) -> list[AgentAction]:
    return list(AgentAction.objects.filter(session=session, action=action).order_by("seq"))


def make_undecryptable(session) -> None:
    with connection.cursor() as cursor:
        key = session.pk.hex if connection.vendor == "sqlite" else session.pk
        cursor.execute("UPDATE study_sessions SET metadata = 'lost:x' WHERE id = %s", [key])


def test_metadata_is_on_no_page_until_asked_for(root, private):
    for address in [sessions_url(), sessions_url("change", private.pk)]:
        assert CANARY not in root.get(address).content.decode()
    assert entries_of(private, "metadata_viewed") == []


def test_asking_shows_the_metadata_and_writes_down_who_asked(root, superuser, private):
    response = root.post(sessions_url("metadata", private.pk))

    page = response.content.decode()
    assert response.status_code == 200
    assert f"&quot;note&quot;: &quot;{CANARY}&quot;" in page
    assert "&lt;b&gt;bold" in page
    assert "no-store" in response["Cache-Control"]
    [entry] = entries_of(private, "metadata_viewed")
    assert (entry.agent, entry.metadata) == ("staff", {"by": str(superuser.pk)})
    log = LogEntry.objects.get()
    assert (log.user_id, log.object_id) == (superuser.pk, str(private.pk))
    assert log.change_message == "Looked at the metadata."


def test_each_asking_is_written_down_and_none_of_them_quotes(root, private):
    for _ in range(2):
        root.post(sessions_url("metadata", private.pk))

    assert len(entries_of(private, "metadata_viewed")) == LogEntry.objects.count() == 2
    assert CANARY not in root.get(sessions_url("change", private.pk)).content.decode()
    assert CANARY not in root.get(sessions_url("history", private.pk)).content.decode()


@pytest.mark.parametrize("status", ["completed", "abandoned", "archived"])
def test_asking_works_for_a_session_in_any_status(root, make_session, status):
    session = make_session(status, metadata={"note": CANARY})

    assert CANARY in root.post(sessions_url("metadata", session.pk)).content.decode()

    session.refresh_from_db(fields=["status", "version"])
    assert session.status == status
    assert len(entries_of(session, "metadata_viewed")) == 1


@pytest.mark.parametrize("name", ["metadata", "chat"])
def test_a_link_does_not_ask(root, private, name):
    assert root.get(sessions_url(name, private.pk)).status_code == 405
    assert LogEntry.objects.count() == 0


def test_a_forged_form_does_not_ask(private, superuser):
    client = Client(enforce_csrf_checks=True)
    client.force_login(superuser)

    assert client.post(sessions_url("metadata", private.pk)).status_code == 403
    assert LogEntry.objects.count() == 0


@pytest.mark.parametrize("name", ["metadata", "chat"])
def test_staff_without_permissions_cannot_ask(staff_with, private, name):
    response = staff_with().post(sessions_url(name, private.pk))

    assert response.status_code == 403
    assert CANARY not in response.content.decode()
    assert LogEntry.objects.count() == 0


def test_a_lost_key_is_a_sentence_on_the_asked_for_page(root, private):
    make_undecryptable(private)

    response = root.post(sessions_url("metadata", private.pk))

    assert response.status_code == 200
    assert "cannot be decrypted" in response.content.decode()
    assert len(entries_of(private, "metadata_viewed")) == 1


def test_a_lost_key_breaks_no_other_page(root, private):
    make_undecryptable(private)
    addresses = [sessions_url(), sessions_url("change", private.pk), "/admin/"]
    addresses += [f"/admin/sessions_app/agentaction/?session={private.pk}"]

    assert [root.get(address).status_code for address in addresses] == [200] * 4


def test_reading_the_chat_is_written_down_first(root, superuser, session):
    for text in ["Why 45°?", "<i>Because</i>\nsin 2θ"]:
        post_message(session=session, role="user", content=text)

    page = root.post(sessions_url("chat", session.pk)).content.decode()

    assert page.index("Why 45°?") < page.index("&lt;i&gt;Because&lt;/i&gt;<br>sin 2θ")
    [entry] = entries_of(session, "chat_read")
    assert entry.agent == "staff"
    assert entry.metadata == {"by": str(superuser.pk), "first": 1, "last": 2}
    assert LogEntry.objects.get().change_message == "Read the chat."


def test_a_long_chat_comes_in_pages_each_written_down(root, session, monkeypatch):
    monkeypatch.setattr("sessions_app.admin.private.MESSAGES_PER_PAGE", 2)
    for number in range(3):
        post_message(session=session, role="user", content=f"text-{number}")

    newest = root.post(sessions_url("chat", session.pk))
    assert newest.context["earlier"] == 2
    assert "text-0" not in newest.content.decode()
    earlier = root.post(sessions_url("chat", session.pk), {"before": 2})

    assert [message.content for message in earlier.context["chat"]] == ["text-0"]
    assert earlier.context["earlier"] is None
    assert [entry.metadata["first"] for entry in entries_of(session, "chat_read")] == [2, 1]


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40, "٣"])
def test_a_senseless_page_of_the_chat_does_no_harm(root, session, before):
    assert root.post(sessions_url("chat", session.pk), {"before": before}).status_code == 200


def test_an_empty_chat_says_so(root, session):
    page = root.post(sessions_url("chat", session.pk)).content.decode()

    assert "No message was written in this session." in page


def test_the_chat_needs_its_own_permission(staff_with, session):
    post_message(session=session, role="user", content="canary-of-the-chat")
    client = staff_with("view_studysession", "change_studysession")

    response = client.post(sessions_url("chat", session.pk))

    assert response.status_code == 403
    assert entries_of(session, "chat_read") == []


@pytest.mark.parametrize("model", ["chat", "chatmessage", "idempotentreply", "erasepermit"])
def test_private_tables_have_no_list_of_their_own(root, model):
    assert root.get(f"/admin/sessions_app/{model}/").status_code == 404
