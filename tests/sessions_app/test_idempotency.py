"""Idempotency keys: claimed, answered, taken over, freed."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import F

from sessions_app.errors import KeyInProgress, KeyReused
from sessions_app.models import IdempotentReply
from sessions_app.services.idempotency import (
    Claim,
    Replay,
    claim_key,
    end_all_claims,
    keep_reply,
    release_key,
    request_hash,
)
from tests.concurrency import run_together
from tests.factories import make_learner


def claim(user, key="k", fingerprint="f"):
    return claim_key(user_id=user.pk, key=key, fingerprint=fingerprint)


def end_lease():
    IdempotentReply.objects.update(lease_until=F("lease_until") - timedelta(seconds=31))


def test_the_fingerprint_is_method_path_and_body():
    base = request_hash("POST", "/api/a/", b"{}")

    assert base == request_hash("POST", "/api/a/", b"{}")
    others = [
        request_hash("PUT", "/api/a/", b"{}"),
        request_hash("POST", "/api/b/", b"{}"),
        request_hash("POST", "/api/a/", b"{ }"),
    ]
    assert len({base, *others}) == 4


@pytest.mark.django_db
def test_an_answered_key_replays(learner):
    held = claim(learner)
    keep_reply(held, status=201, body={"data": 1})

    assert claim(learner) == Replay(201, {"data": 1})


@pytest.mark.django_db
def test_a_key_belongs_to_its_user(learner):
    keep_reply(claim(learner), status=200, body={"data": 1})

    assert isinstance(claim(make_learner()), Claim)


@pytest.mark.django_db
def test_a_key_is_bound_to_its_request(learner):
    held = claim(learner)
    with pytest.raises(KeyReused):
        claim(learner, fingerprint="other")
    keep_reply(held, status=200, body={"data": 1})
    with pytest.raises(KeyReused):
        claim(learner, fingerprint="other")


@pytest.mark.django_db
def test_a_running_key_is_in_progress_until_its_lease_ends(learner):
    first = claim(learner)
    with pytest.raises(KeyInProgress):
        claim(learner)

    end_lease()
    second = claim(learner)

    assert (second.reply_id, second.token == first.token) == (first.reply_id, False)
    with pytest.raises(KeyInProgress):
        claim(learner)


@pytest.mark.django_db
def test_the_old_holder_of_a_key_is_rolled_back(learner):
    first = claim(learner)
    end_lease()
    second = claim(learner)

    @transaction.atomic
    def late_effect():
        learner.name = "changed by the old holder"
        learner.save()
        keep_reply(first, status=200, body={"by": "old"})

    with pytest.raises(KeyInProgress):
        late_effect()
    release_key(first)
    keep_reply(second, status=200, body={"by": "new"})

    learner.refresh_from_db()
    assert learner.name != "changed by the old holder"
    assert claim(learner) == Replay(200, {"by": "new"})


@pytest.mark.django_db
def test_an_answered_key_is_not_taken_over(learner):
    keep_reply(claim(learner), status=200, body={"data": 1})
    end_lease()

    assert claim(learner) == Replay(200, {"data": 1})


@pytest.mark.django_db
def test_a_released_key_is_free_for_another_request(learner):
    release_key(claim(learner))

    assert isinstance(claim(learner, fingerprint="other"), Claim)


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_holds_the_key():
    user = make_learner()

    outcomes = run_together(*[lambda: claim(user)] * 6)

    kinds = sorted(type(outcome).__name__ for outcome in outcomes)
    assert kinds == ["Claim"] + ["KeyInProgress"] * 5


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_takes_an_ended_lease_over():
    user = make_learner()
    claim(user)
    end_lease()

    outcomes = run_together(*[lambda: claim(user)] * 6)

    kinds = sorted(type(outcome).__name__ for outcome in outcomes)
    assert kinds == ["Claim"] + ["KeyInProgress"] * 5


@pytest.mark.django_db
def test_a_start_of_the_one_process_frees_the_keys_of_a_dead_one(learner):
    dead = claim(learner)
    answered = claim(learner, key="answered")
    keep_reply(answered, status=200, body={"data": 1})

    assert end_all_claims() == 1

    taken = claim(learner)
    assert isinstance(taken, Claim)
    with pytest.raises(KeyInProgress), transaction.atomic():
        keep_reply(dead, status=200, body={})
    assert claim(learner, key="answered") == Replay(200, {"data": 1})
