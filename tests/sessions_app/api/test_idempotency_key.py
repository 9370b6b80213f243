"""The Idempotency-Key header on every mutating route of sessions."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction
from django.db.models import F
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory, force_authenticate
from rest_framework.views import APIView

from accounts.models import User
from sessions_app.api.idempotency import idempotent
from sessions_app.errors import SessionNotFound
from sessions_app.models import AgentAction, ChatMessage, IdempotentReply, StudySession
from sessions_app.services.idempotency import claim_key, request_hash
from tests.concurrency import run_together
from tests.factories import StudySessionFactory, make_learner
from tests.problems import assert_problem

pytestmark = pytest.mark.django_db
SAVE = {"context_data": {"current_topic": "x"}, "phase": "INTAKE"}
MUTATING = {
    "start": ("post", "/api/session/start", {}),
    "save": ("post", "/api/session/{id}/save", SAVE),
    "create": ("post", "/api/sessions/", {}),
    "initialize": ("post", "/api/sessions/initialize", {}),
    "recover": ("post", "/api/sessions/recover", {}),
    "patch": ("patch", "/api/sessions/{id}", {"name": "Other"}),
    "put": ("put", "/api/sessions/{id}", {"name": "Other"}),
    "activity": ("post", "/api/sessions/{id}/activity", {}),
    "complete": ("post", "/api/sessions/{id}/complete", {}),
    "end": ("post", "/api/sessions/{id}/end", {}),
    "pause": ("post", "/api/sessions/{id}/pause", {}),
    "archive": ("post", "/api/sessions/{id}/archive", {}),
    "actions": ("post", "/api/sessions/{id}/actions", {"action": "generate_plan"}),
    "messages": ("post", "/api/sessions/{id}/messages", {"content": "hi"}),
}


def call(client, route, session, key="k1", body=None):
    method, path, usual = MUTATING[route]
    headers = {} if key is None else {"idempotency-key": key}
    body = usual if body is None else body
    return getattr(client, method)(path.format(id=session.pk), body, format="json", headers=headers)


def rows():
    sessions = StudySession.objects.order_by("pk").values_list("pk", "version", "history_length")
    return list(sessions), AgentAction.objects.count(), ChatMessage.objects.count()


@pytest.mark.parametrize("route", MUTATING)
def test_the_same_key_and_body_replays_the_first_answer(client, session, route):
    first = call(client, route, session)
    after = rows()

    second = call(client, route, session)

    assert first.status_code in {200, 201}
    assert (second.status_code, second.json()) == (first.status_code, first.json())
    assert second["Idempotent-Replayed"] == "true"
    assert not first.has_header("Idempotent-Replayed")
    assert second.get("ETag") == first.get("ETag")
    assert rows() == after


@pytest.mark.parametrize("route", MUTATING)
def test_the_same_key_with_another_body_is_refused(client, session, route):
    call(client, route, session)
    after = rows()

    response = call(client, route, session, body={"name": "something else"})

    assert_problem(response, 422, "idempotency_key_reused")
    assert rows() == after


def claim_for(user, session, route, key="k1"):
    """Claim a key as a first request does that is still running."""
    method, path, body = MUTATING[route]
    path = path.format(id=session.pk).rstrip("/") + "/"
    fingerprint = request_hash(method.upper(), path, JSONRenderer().render(body))
    return claim_key(user_id=user.pk, key=key, fingerprint=fingerprint)


@pytest.mark.parametrize("route", MUTATING)
def test_the_same_key_while_the_first_runs_is_a_conflict(client, session, learner, route):
    claim_for(learner, session, route)
    before = rows()

    response = call(client, route, session)

    assert_problem(response, 409, "idempotency_key_in_progress")
    assert rows() == before


@pytest.mark.parametrize("key", ["x" * 201, "x" * 300, "", "a\tb", "a\x7fb", "schlüssel"])
def test_a_key_has_1_to_200_printable_characters(client, nothing_written, key):
    response = call(client, "actions", nothing_written, key=key)

    body = assert_problem(response, 400, "invalid")
    assert list(body["errors"]) == ["Idempotency-Key"]


@pytest.mark.parametrize("key", ["x", "x" * 200, " a key ~ with blanks", '"quoted"'])
def test_any_printable_key_is_taken(client, session, key):
    assert call(client, "actions", session, key=key).status_code == 200
    assert call(client, "actions", session, key=key)["Idempotent-Replayed"] == "true"


def test_without_a_key_nothing_is_kept(client, session):
    call(client, "pause", session, key=None)

    assert not IdempotentReply.objects.exists()


def test_a_refusal_frees_the_key(client, session):
    refused = call(client, "actions", session, body={"action": "take_quiz"})

    assert refused.status_code == 409
    assert not IdempotentReply.objects.exists()
    assert call(client, "actions", session).status_code == 200


def test_a_key_holds_for_its_user_only(client, client_of, session):
    other = StudySessionFactory()
    call(client, "pause", session)

    response = call(client_of(other.user), "pause", other)

    assert response.json()["id"] == str(other.pk)


def test_a_replay_survives_what_came_after(client, session):
    first = call(client, "actions", session)
    call(client, "complete", session, key="k2")

    assert call(client, "actions", session).json() == first.json()


def test_a_trailing_slash_is_the_same_request(client, session):
    headers = {"idempotency-key": "k"}
    path = f"/api/sessions/{session.pk}/actions"

    first = client.post(path, {"action": "generate_plan"}, format="json", headers=headers)
    second = client.post(path + "/", {"action": "generate_plan"}, format="json", headers=headers)

    assert second.json() == first.json()


def test_an_ended_lease_is_taken_over(client, session, learner):
    claim_for(learner, session, "actions")
    IdempotentReply.objects.update(lease_until=F("lease_until") - timedelta(seconds=31))

    response = call(client, "actions", session)

    assert (response.status_code, response.json()["version"]) == (200, 2)


@pytest.mark.django_db(transaction=True)
def test_many_equal_requests_at_once_have_one_effect(client_of):
    user = make_learner()
    session = StudySessionFactory(user=user)

    def act():
        return call(client_of(user), "messages", session)

    responses = run_together(*[act] * 6)

    statuses = sorted(response.status_code for response in responses)
    assert set(statuses) <= {201, 409}
    assert statuses[0] == 201
    assert ChatMessage.objects.count() == 1
    answers = [response.json() for response in responses if response.status_code == 201]
    assert answers == [answers[0]] * len(answers)


# -- the decorator itself, around handlers of our own ------------------------------------------


def run_handler(user, handler, prepare=None):
    """Post once to a view with this handler, under a key."""

    class View(APIView):
        post = idempotent(handler, prepare=prepare)

    request = APIRequestFactory().post("/", {}, format="json", headers={"idempotency-key": "k"})
    force_authenticate(request, user)
    return View.as_view()(request)


def test_effect_and_answer_commit_together(learner):
    def rename_and_lose_the_claim(view, request):
        User.objects.filter(pk=learner.pk).update(name="renamed")
        IdempotentReply.objects.update(lease_token=UUID(int=0))  # somebody took it over
        return Response({})

    response = run_handler(learner, rename_and_lose_the_claim)

    assert (response.status_code, response.data["code"]) == (409, "idempotency_key_in_progress")
    assert User.objects.get(pk=learner.pk).name == learner.name


def test_an_unforeseen_error_takes_the_effect_back_and_frees_the_key(learner):
    def rename_and_break(view, request):
        User.objects.filter(pk=learner.pk).update(name="renamed")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run_handler(learner, rename_and_break)

    assert User.objects.get(pk=learner.pk).name == learner.name
    assert not IdempotentReply.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_preparation_runs_outside_the_transaction_and_the_handler_inside():
    blocks = []

    def prepare(view, request):
        blocks.append(transaction.get_connection().in_atomic_block)
        return "made"

    def answer(view, request, prepared):
        blocks.append(transaction.get_connection().in_atomic_block)
        return Response({"prepared": prepared})

    response = run_handler(make_learner(), answer, prepare)

    assert response.data == {"prepared": "made"}
    assert blocks == [False, True]


def test_a_refusal_while_preparing_frees_the_key(learner):
    def prepare(view, request):
        raise SessionNotFound("gone")

    response = run_handler(learner, lambda view, request, prepared: Response({}), prepare)

    assert response.status_code == 404
    assert not IdempotentReply.objects.exists()
