"""Deliberate faults, each of which one oracle must find: a drill that cannot fail proves nothing.

Only ``chaos.settings`` in a trial of a test build loads this module into the product; which fault
is played, if any, stands in a file that the trial writes.
"""

import json
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse

GetResponse = Callable[[HttpRequest], HttpResponse]
LATER_SECONDS = 0.4
FILE = "sabotage"


class Sabotage(NamedTuple):
    """What is broken and which oracle must find it."""

    oracle: str
    what: str


SABOTAGES = {
    "early-ack": Sabotage("A", "a save is acknowledged before it is stored"),
    "reply-after-commit": Sabotage("B", "the answer under a key is stored after the commit"),
    "refusal-writes": Sabotage("C", "a refused save is stored all the same"),
    "skipped-seq": Sabotage("D", "some appends count one too many"),
    "lazy-commit": Sabotage("A", "PostgreSQL acknowledges a commit before it is written"),
    "double-apply": Sabotage("F", "a step takes effect twice"),
    "no-fence": Sabotage("F", "whoever comes back late with an old token may commit"),
    "sweeper-off": Sabotage("J", "nobody looks for runs whose worker died"),
    "early-bell": Sabotage("J", "the doorbell rings inside the transaction, nobody sweeps"),
    "no-window": Sabotage("H", "a job does its work without claiming its window"),
    "open-view": Sabotage("I", "one view does not ask whose session it shows"),
}
# Played by the keeper: the servers' settings, not the product.
LAZY_COMMIT = {"synchronous_commit": "off", "wal_writer_delay": "2s"}


def is_playing(name: str) -> bool:
    """Tell whether this fault is played now."""
    try:
        return (Path(settings.CHAOS_PROBES) / FILE).read_text() == name
    except FileNotFoundError:
        return False


class SabotageMiddleware:
    """Plays the faults of requests."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_playing("early-ack") and request.path_info.endswith("/save"):
            return self._early_ack(request)
        response = self.get_response(request)
        path, status = request.path_info.rstrip("/"), response.status_code
        if status == 409 and path.endswith("/save") and is_playing("refusal-writes"):
            _store_refused(request)
        if status == 200 and path.endswith("/actions") and is_playing("skipped-seq"):
            _count_one_too_many(path.split("/")[3])
        return response

    def _early_ack(self, request: HttpRequest) -> HttpResponse:
        len(request.body)  # read before the connection moves on
        threading.Thread(target=self._store_later, args=(request,), daemon=True).start()
        return JsonResponse({"ok": True, "version": 1})

    def _store_later(self, request: HttpRequest) -> None:
        time.sleep(LATER_SECONDS)
        try:
            self.get_response(request)
        finally:
            connection.close()


def _store_refused(request: HttpRequest) -> None:
    from sessions_app.services.saving import save_state

    asked = json.loads(request.body)
    save_state(
        session_id=request.path_info.split("/")[3],
        context_data=asked["context_data"],
        phase=asked["phase"],
    )


def _count_one_too_many(session_id: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE study_sessions SET history_length = history_length + 1 WHERE id = %s",
            [session_id],
        )
