"""The list of sessions: filters, search, permissions, the number of queries."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from sessions_app.admin import lists
from sessions_app.models import StudySession
from tests.sessions_app_admin.conftest import sessions_url

pytestmark = pytest.mark.django_db
QUERIES_OF_LIST = 4  # the log-in and its user, the bounded count, the rows


def listed(client, **query) -> list[str]:
    response = client.get(sessions_url(), query)
    assert response.status_code == 200
    return sorted(session.name for session in response.context["cl"].result_list)


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_costs_the_same_queries_for_any_number_of_rows(
    root, make_session, django_assert_num_queries, rows
):
    for number in range(rows):
        user = User.objects.create_user(f"learner{number}@example.org", "irrelevant")
        make_session(user=user)

    with django_assert_num_queries(QUERIES_OF_LIST):
        response = root.get(sessions_url())

    assert len(response.context["cl"].result_list) == rows


def test_the_list_never_decrypts(root, session, settings):
    settings.FIELD_ENCRYPTION_KEYS = {"other": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDI="}

    assert listed(root) == [session.name]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"status__exact": "completed"}, ["done"]),
        ({"current_state__exact": "QUIZZING"}, ["quiz"]),
        ({"exam_type__exact": "JEE"}, ["jee"]),
        ({"kind__exact": "practice"}, ["practice"]),
    ],
)
def test_the_filters_narrow_the_list(root, make_session, query, names):
    make_session("completed", name="done")
    quiz = make_session(name="quiz")
    StudySession.objects.filter(pk=quiz.pk).update(current_state="QUIZZING")
    make_session(name="jee", exam_type="JEE")
    make_session(name="practice", kind="practice")

    assert listed(root, **query) == names


@pytest.mark.parametrize(
    ("choice", "names"),
    [
        ("today", ["now"]),
        ("week", ["now", "six days"]),
        ("older", ["eight days"]),
        ("nonsense", ["eight days", "now", "six days"]),
    ],
)
def test_last_activity_is_filtered_in_ranges(root, make_session, choice, names):
    for name, days in {"now": 0, "six days": 6, "eight days": 8}.items():
        made = make_session(name=name)
        at = timezone.now() - timedelta(days=days)
        StudySession.objects.filter(pk=made.pk).update(last_activity_at=at)

    assert listed(root, activity=choice) == names


def test_search_finds_by_part_of_the_email(root, make_session):
    other = User.objects.create_user("kabir@example.com", "irrelevant")
    make_session(name="hers")
    make_session(name="his", user=other)

    assert listed(root, q="MEERA@") == ["hers"]
    assert listed(root, q="example.com") == ["his"]
    assert listed(root, q="nobody") == []


def test_search_finds_by_the_whole_id_and_by_how_it_begins(root, learner):
    ids = {
        "one": "0190aaaa-1111-7000-8000-000000000001",
        "two": "0190aaaa-2222-7000-8000-00000000000f",
    }
    for name, session_id in ids.items():
        StudySession.objects.create(pk=session_id, user=learner, name=name)

    assert listed(root, q=f" {ids['one']} ") == ["one"]
    assert listed(root, q=ids["two"].upper()) == ["two"]
    assert listed(root, q="0190aaaa-2222") == ["two"]
    assert listed(root, q="0190AAAA") == ["one", "two"]
    assert listed(root, q="0190") == ["one", "two"]
    assert listed(root, q="019") == []
    assert listed(root, q="aaaa-1111") == []


@pytest.mark.parametrize("term", ["abc", "x" * 40, "0" * 33, "%", "'", "🦉"])
def test_search_survives_what_is_no_id(root, session, term):
    assert listed(root, q=term) == []


def test_the_list_counts_no_further_than_its_bound(root, make_session, monkeypatch):
    monkeypatch.setattr(lists, "COUNTED_ROWS", 2)
    for _ in range(3):
        make_session()

    page = root.get(sessions_url()).content.decode()

    assert "at least 2 study sessions" in page


def test_staff_without_permissions_see_nothing(staff_with, session):
    client = staff_with()

    for name, args in [("changelist", []), ("change", [session.pk]), ("history", [session.pk])]:
        assert client.get(sessions_url(name, *args)).status_code == 403
    assert session.name not in client.get("/admin/").content.decode()


def test_a_learner_is_no_staff(client, learner, session):
    client.force_login(learner)

    assert client.get(sessions_url()).status_code in {302, 403}
    assert client.post(sessions_url("metadata", session.pk)).status_code in {302, 403}


def test_staff_who_may_only_look_get_no_actions(staff_with, session):
    client = staff_with("view_studysession")

    page = client.get(sessions_url())

    assert page.status_code == 200
    assert session.name in page.content.decode()
    assert 'name="action"' not in page.content.decode()
