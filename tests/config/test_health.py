"""/livez and /readyz."""

from datetime import timedelta

import pytest
from django.db.models import F

from config.celery import app
from sessions_app.models import JobRun
from sessions_app.services.jobs import note_heartbeat


def test_livez_asks_nobody(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        response = client.get("/livez")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_readyz_is_ok_with_a_beat(client, settings):
    settings.CELERY_BROKER_URL = "memory://"
    note_heartbeat()

    response = client.get("/readyz")

    body = response.json()
    assert (response.status_code, body["status"]) == (200, "ok")
    assert body.keys() == {
        "status",
        "database",
        "migrations",
        "broker",
        "beat_age_seconds",
        "oldest_due_seconds",
    }
    assert (body["database"], body["migrations"], body["broker"]) == ("ok", "ok", "ok")
    assert 0 <= body["beat_age_seconds"] < 10
    assert body["oldest_due_seconds"] == 0


@pytest.mark.django_db
@pytest.mark.parametrize("beat", ["never", "late"])
def test_readyz_is_degraded_without_a_beat(client, beat):
    if beat == "late":
        note_heartbeat()
        JobRun.objects.update(last_beat=F("last_beat") - timedelta(seconds=120))

    response = client.get("/readyz")

    assert (response.status_code, response.json()["status"]) == (200, "degraded")


@pytest.mark.django_db
def test_readyz_is_degraded_without_a_broker(client, settings, monkeypatch):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(app.conf, "broker_url", settings.CELERY_BROKER_URL)
    monkeypatch.setattr(app.conf, "broker_write_url", settings.CELERY_BROKER_URL)
    note_heartbeat()

    response = client.get("/readyz")

    body = response.json()
    assert (response.status_code, body["status"], body["database"]) == (200, "degraded", "ok")
    assert body["broker"] == "OperationalError"
