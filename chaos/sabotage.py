"""Deliberate faults, each of which one oracle must find: a drill that cannot fail proves nothing.

Only ``chaos.settings`` in a test build loads this module.
"""

import threading
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse

GetResponse = Callable[[HttpRequest], HttpResponse]
LATER_SECONDS = 0.4
# Name: the oracle that it must turn red, and what it does.
SABOTAGES = {
    "early-ack": ("A", "a save is acknowledged before it is stored"),
    "reply-after-commit": ("B", "the answer under a key is stored after its effect's commit"),
    "refusal-writes": ("C", "a refused save is stored all the same"),
    "skipped-seq": ("D", "some appends count one too many"),
    "lazy-commit": ("A", "PostgreSQL acknowledges a commit before it is written"),
}
# Played by the keeper: the servers' settings, not the product.
LAZY_COMMIT = {"synchronous_commit": "off", "wal_writer_delay": "2s"}


class SabotageMiddleware:
    """Plays the fault that ``CHAOS_SABOTAGE`` names."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.plays = getattr(self, settings.CHAOS_SABOTAGE.replace("-", "_"))
        if settings.CHAOS_SABOTAGE == "reply-after-commit":
            _store_replies_late()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response: HttpResponse = self.plays(request)
        return response

    def early_ack(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.endswith("/save"):
            return self.get_response(request)
        len(request.body)  # read before the connection moves on
        threading.Thread(target=self._store_later, args=(request,), daemon=True).start()
        return JsonResponse({"ok": True, "version": 1})

    def _store_later(self, request: HttpRequest) -> None:
        time.sleep(LATER_SECONDS)
        try:
            self.get_response(request)
        finally:
            connection.close()

    def reply_after_commit(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def refusal_writes(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 409 and request.path_info.endswith(("/save", "/save/")):
            _store_refused(request)
        return response

    def skipped_seq(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.endswith(("/actions", "/actions/")) and response.status_code == 200:
            _count_one_too_many(request.path_info.split("/")[3])
        return response


def _store_replies_late() -> None:
    from sessions_app.api import idempotency

    keep_reply = idempotency.keep_reply

    def keep_later(claim: Any, **answer: Any) -> None:
        def keep() -> None:
            time.sleep(LATER_SECONDS)
            keep_reply(claim, **answer)

        transaction.on_commit(keep)

    idempotency.keep_reply = keep_later


def _store_refused(request: HttpRequest) -> None:
    import json

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
