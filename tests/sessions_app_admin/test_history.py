"""The agent history in the admin: read and narrowed, written by nobody."""

import time

import pytest
from django.contrib import admin
from django.contrib.admin.utils import get_deleted_objects
from django.db import DatabaseError, transaction
from django.test import RequestFactory
from django.urls import reverse

from sessions_app.models import AgentAction, StudySession
from sessions_app.services.write_path import Entry, append_action
from tests.sessions_app_admin.conftest import history_list_url, sessions_url

pytestmark = pytest.mark.django_db
# The log-in and its user, three filters, the bounded count, the rows, the session's name.
QUERIES_OF_LIST = 8
ENTRIES, SECONDS = 10_000, 1.0


def entry_url(name, entry) -> str:
    return reverse(f"admin:sessions_app_agentaction_{name}", args=[entry.pk])


def append(session, count=1, **fields) -> None:
    entry = Entry(**{"agent": "tutor", "action": "hint_given", **fields})
    for _ in range(count):
        append_action(session_id=session.pk, entry=entry)


def listed(client, address, **query) -> list[int]:
    response = client.get(address, query) if query else client.get(address)
    assert response.status_code == 200
    return [entry.seq for entry in response.context["cl"].result_list]


def test_the_list_of_a_session_is_its_own_and_newest_first(root, make_session):
    session, other = make_session(), make_session()
    append(session, 3)
    append(other, 2)

    assert listed(root, history_list_url(session)) == [4, 3, 2, 1]
    assert len(listed(root, history_list_url())) == 7


def test_the_list_of_a_session_can_be_turned_round(root, session):
    append(session, 2)

    assert listed(root, f"{history_list_url(session)}&o=0") == [1, 2, 3]


def test_the_list_is_filtered_by_agent_and_action(root, session):
    append(session, agent="planner", action="plan_made")
    append(session, agent="planner", action="plan_checked")
    append(session, agent="tutor", action="plan_checked")

    address = history_list_url()
    assert listed(root, address, session=session.pk, agent="planner") == [3, 2]
    assert listed(root, address, action="plan_checked") == [4, 3]
    assert listed(root, address, agent="planner", action="plan_checked") == [3]
    assert listed(root, address, agent="nobody") == []
    page = root.get(history_list_url(session)).content.decode()
    assert "?agent=planner" in page
    assert "action=plan_made" in page


@pytest.mark.parametrize("session_id", ["x", "'", "0" * 31, "\x00"])
def test_a_senseless_session_is_not_an_error(root, session, session_id):
    response = root.get(history_list_url(), {"session": session_id})

    assert response.status_code == 302
    assert response["Location"].endswith("?e=1")


def test_a_session_that_is_gone_has_an_empty_list(root, session):
    unknown = "00000000-0000-7000-8000-000000000000"

    assert listed(root, history_list_url(), session=unknown) == []


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_queries_for_any_number_of_entries(
    root, session, django_assert_num_queries, count
):
    append(session, count)

    with django_assert_num_queries(QUERIES_OF_LIST):
        response = root.get(history_list_url(session))

    assert len(response.context["cl"].result_list) == count + 1


def test_ten_thousand_entries_open_within_a_second(root, session):
    AgentAction.objects.bulk_create(
        [
            AgentAction(
                session=session,
                seq=seq,
                agent="tutor",
                action="hint_given",
                reasoning="because " * 10,
                metadata={"step": seq, "options": ["A", "B", "C", "D"]},
                change={"context": {"last_quiz_score": seq % 100}},
                phase="LEARNING",
            )
            for seq in range(2, ENTRIES + 1)
        ],
        batch_size=500,
    )
    StudySession.objects.filter(pk=session.pk).update(history_length=ENTRIES)
    root.get(history_list_url())  # templates are compiled once a process

    started = time.perf_counter()
    response = root.get(history_list_url(session))
    seconds = time.perf_counter() - started

    assert response.status_code == 200
    assert response.context["cl"].result_count == ENTRIES
    assert [entry.seq for entry in response.context["cl"].result_list[:2]] == [ENTRIES, ENTRIES - 1]
    assert seconds < SECONDS


def test_json_is_pretty_escaped_and_cut_in_the_list_only(root, session):
    append(session, metadata={"text": "<b>", "longer": "y" * 3_000})

    page = root.get(history_list_url(session)).content.decode()
    assert "{\n  &quot;metadata&quot;: {\n" in page
    assert "\n    &quot;text&quot;: &quot;&lt;b&gt;&quot;" in page  # jsonb orders the keys itself
    assert "characters more" in page

    entry = AgentAction.objects.get(session=session, seq=2)
    whole = root.get(entry_url("change", entry)).content.decode()
    assert "y" * 3_000 in whole
    assert "\n  &quot;text&quot;: &quot;&lt;b&gt;&quot;" in whole


@pytest.mark.parametrize("name", ["change", "delete"])
def test_crafted_posts_are_refused(root, session, name):
    entry = AgentAction.objects.get(session=session)
    fields = {"action": "forged", "reasoning": "forged", "_save": "Save", "post": "yes"}

    assert root.post(entry_url(name, entry), fields).status_code == 403

    assert AgentAction.objects.get(pk=entry.pk).action == "session_started"


def test_nothing_is_added_or_deleted_in_bulk(root, session):
    add = reverse("admin:sessions_app_agentaction_add")
    entry = AgentAction.objects.get(session=session)
    forged = {"session": str(session.pk), "seq": 2, "agent": "x", "action": "x", "phase": "INTAKE"}
    bulk = {"action": "delete_selected", "_selected_action": [str(entry.pk)], "post": "yes"}

    assert root.get(add).status_code == 403
    assert root.post(add, forged).status_code == 403
    root.post(history_list_url(), bulk)
    edits = {"form-TOTAL_FORMS": 1, "form-0-id": entry.pk, "form-0-action": "forged", "_save": "1"}
    root.post(history_list_url(), edits)

    assert list(AgentAction.objects.values_list("action", flat=True)) == ["session_started"]


def test_the_admin_refuses_to_delete_whoever_has_a_history(superuser, session):
    """The deletion of a person would cascade into it; the site's own check must say no."""
    request = RequestFactory().get("/admin/")
    request.user = superuser

    _, _, refused, _ = get_deleted_objects([session.user], request, admin.site)

    assert {"agent action", "study session"} <= refused


def test_the_trigger_refuses_even_without_the_admin(session):
    entries = AgentAction.objects.filter(session=session)

    for write in [lambda: entries.update(action="forged"), entries.delete, session.delete]:
        with pytest.raises(DatabaseError), transaction.atomic():
            write()

    assert [entry.action for entry in entries] == ["session_started"]


def test_staff_without_permissions_see_no_history(staff_with, session):
    client = staff_with("view_studysession")
    entry = AgentAction.objects.get(session=session)

    assert client.get(history_list_url(session)).status_code == 403
    assert client.get(entry_url("change", entry)).status_code == 403


def test_staff_with_every_permission_still_cannot_write(staff_with, session):
    client = staff_with(
        *(
            f"{verb}_{model}"
            for verb in ("view", "add", "change", "delete")
            for model in ("agentaction", "studysession")
        )
    )
    entry = AgentAction.objects.get(session=session)

    assert client.get(history_list_url(session)).status_code == 200
    for address in [entry_url("change", entry), entry_url("delete", entry)]:
        assert client.post(address, {"action": "forged", "post": "yes"}).status_code == 403
    for name in ["change", "delete"]:
        assert client.post(sessions_url(name, session.pk), {"post": "yes"}).status_code == 403


def test_the_list_leads_back_to_the_session(root, session):
    page = root.get(history_list_url(session)).content.decode()

    assert f'href="{sessions_url("change", session.pk)}"' in page
    assert "Of “Session 1”: 1 entry." in page
