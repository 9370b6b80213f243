"""The page of one session: its path, its context, nothing to edit."""

import pytest

from sessions_app.admin.paths import phase_path, status_path
from sessions_app.models import StudySession
from sessions_app.services.chat import post_message
from sessions_app.states import StudyPhase
from tests.sessions_app_admin.conftest import history_list_url, sessions_url

pytestmark = pytest.mark.django_db


def page_of(client, session) -> str:
    response = client.get(sessions_url("change", session.pk))
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("number", range(len(StudyPhase)))
def test_phase_path_has_one_step_that_is_now(session, number):
    session.current_state = list(StudyPhase)[number]

    places = [step.place for step in phase_path(session)]

    assert places == ["done"] * number + ["now"] + ["ahead"] * (len(StudyPhase) - number - 1)


@pytest.mark.parametrize(
    ("status", "steps"),
    [
        ("active", [("active", "now"), ("completed or abandoned", "ahead"), ("archived", "ahead")]),
        ("paused", [("paused", "now"), ("completed or abandoned", "ahead"), ("archived", "ahead")]),
        ("completed", [("started", "done"), ("completed", "now"), ("archived", "ahead")]),
        ("abandoned", [("started", "done"), ("abandoned", "now"), ("archived", "ahead")]),
        ("archived", [("active", "done"), ("archived", "now")]),
    ],
)
def test_status_path_says_what_was_and_what_may_come(make_session, status, steps):
    session = make_session(status)

    assert [(step.word, step.place) for step in status_path(session)] == steps


def test_status_path_of_an_archived_session_remembers_how_it_ended(make_session):
    session = make_session("archived")
    session.archived_from = "completed"

    steps = [(step.word, step.place) for step in status_path(session)]

    assert steps == [("started", "done"), ("completed", "done"), ("archived", "now")]


@pytest.mark.parametrize("status", ["active", "paused", "completed", "abandoned", "archived"])
def test_the_page_marks_two_steps_as_current(root, make_session, status):
    page = page_of(root, make_session(status))

    assert page.count('aria-current="step"') == 2


def test_the_context_is_pretty_and_escaped(root, session):
    context = {"current_topic": "<script>alert(1)</script>", "extra_data": {"é": [1]}}
    StudySession.objects.filter(pk=session.pk).update(current_context=context)

    page = page_of(root, session)

    assert "<script>alert(1)" not in page
    assert "\n  &quot;current_topic&quot;: &quot;&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "&quot;é&quot;: [\n" in page


def test_an_empty_context_is_said_in_words(root, session):
    assert "Nothing was saved yet." in page_of(root, session)


def test_a_damaged_context_is_shown_as_it_is(root, session):
    StudySession.objects.filter(pk=session.pk).update(current_context=["damaged"])

    assert "&quot;damaged&quot;" in page_of(root, session)


def test_the_page_leads_to_the_history_and_the_list(root, session):
    page = page_of(root, session)

    assert f'href="{history_list_url(session)}"' in page
    assert "Agent history (1 entry)" in page


def test_the_page_has_nothing_to_edit(root, session):
    page = page_of(root, session)

    assert 'type="text"' not in page
    assert "<textarea" not in page
    assert "_save" not in page


@pytest.mark.parametrize("name", ["change", "delete"])
def test_crafted_posts_are_refused(root, session, name):
    fields = {"name": "stolen", "status": "archived", "_save": "Save", "post": "yes"}

    assert root.post(sessions_url(name, session.pk), fields).status_code == 403

    session.refresh_from_db()
    assert (session.name, session.status, session.version) == ("Session 1", "active", 1)


def test_sessions_cannot_be_added_or_deleted_in_bulk(root, session):
    assert root.get(sessions_url("add")).status_code == 403
    assert root.post(sessions_url("add"), {"name": "new"}).status_code == 403
    bulk = {"action": "delete_selected", "_selected_action": [str(session.pk)], "post": "yes"}
    root.post(sessions_url(), bulk)

    assert StudySession.objects.count() == 1


def test_the_page_tells_how_long_the_chat_is_but_not_what_it_says(root, session):
    post_message(session=session, role="user", content="canary-of-the-chat")

    page = page_of(root, session)

    assert "1 message\n" in page or "1 message<" in page
    assert "canary-of-the-chat" not in page


def test_an_unknown_session_is_not_an_error(root, session):
    unknown = "00000000-0000-7000-8000-000000000000"

    assert root.get(sessions_url("change", unknown)).status_code == 302
    assert root.post(sessions_url("metadata", unknown)).status_code == 404
    assert root.post(sessions_url("steer", unknown, "archive")).status_code == 404


def test_staff_who_may_only_look_see_no_buttons_that_steer(staff_with, session):
    page = page_of(staff_with("view_studysession"), session)

    assert "/steer/" not in page
    assert "/chat/" not in page
    assert "Agent history (" not in page
    assert "Show the metadata" in page
