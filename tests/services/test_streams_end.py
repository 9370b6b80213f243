"""The stream server ends its open streams when it is told to stop, instead of waiting for them."""

import http.client
import sys
from datetime import date

import pytest

from accounts.models import Learner
from scripts.services import free_port
from sessions_app.services.tickets import give_ticket
from sessions_app.streams import LAST
from tests.factories import StudySessionFactory
from tests.services.conftest import Process

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stream_server(server_environment, tmp_path, wait_until):
    """The stream server as docs/operations.md starts it, with its port."""
    port = free_port()
    options = ["--port", str(port), "--lifespan", "off", "--timeout-graceful-shutdown", "60"]
    command = [sys.executable, "-m", "uvicorn", "config.asgi:application", *options]
    environment = {"ALLOWED_HOSTS": "127.0.0.1", "SECURE_SSL_REDIRECT": "false"}
    server = Process(command, tmp_path / "stream.log", {**server_environment, **environment})
    wait_until(lambda: "Uvicorn running" in server.log.read_text(), server)
    yield server, port
    if server.is_running():
        server.kill()


def test_open_streams_end_with_their_server(stream_server):
    server, port = stream_server
    session = StudySessionFactory()
    Learner.objects.update(birthdate=date(2000, 1, 1))  # old enough to need no consent
    token = give_ticket(user_id=session.user_id, session_id=session.pk)
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    link.request("GET", f"/api/sessions/{session.pk}/events/?ticket={token}")
    answer = link.getresponse()
    first = answer.readline()
    assert (answer.status, first) == (200, b"retry: 1000\n"), answer.read(2_000)

    server.stop()

    assert answer.read().endswith(LAST)
