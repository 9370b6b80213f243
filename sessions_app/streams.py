"""Live events: one watcher a process asks the rows, every stream of the process is told.

The rows are the truth: a stream that breaks goes on from the last ``seq`` its client saw, and no
broker needs to be there. An event goes out in one write (WHATWG HTML, server-sent events).
"""

import asyncio
import contextlib
import json
import threading
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import structlog
from asgiref.sync import sync_to_async
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, close_old_connections

from sessions_app.models import AgentAction, StudySession
from sessions_app.selectors import SUMMARY_ACTIONS
from sessions_app.services.presence import see_learners

log = structlog.get_logger("mentor.events")
POLL_SECONDS = 0.5
HEARTBEAT_SECONDS = 15
PRESENCE_SECONDS = 5
LONGEST_SECONDS = 15 * 60  # then the client comes again, and is asked again who it is
RETRY_MS = 1_000
MOST_AT_ONCE = 200  # entries of one session read in one go
HEARTBEAT = b": still here\n\n"
LAST = b": bye\n\n"


@dataclass(eq=False)
class Watcher:
    """One open stream; ``seq`` is the last entry it was given."""

    session_id: UUID
    user_id: UUID
    seq: int
    is_owner: bool
    summary_only: bool
    waiting: asyncio.Queue[bytes] = field(default_factory=lambda: asyncio.Queue(maxsize=1_000))


class Streams:
    """The open streams of one process and the task that feeds them."""

    def __init__(self) -> None:
        self._watchers: dict[UUID, set[Watcher]] = defaultdict(set)
        self._of_user: dict[UUID, int] = defaultdict(int)
        self._guard = threading.Lock()  # counted in a request's thread, changed in the loop
        self._feeder: asyncio.Task[None] | None = None
        self._closing = threading.Event()

    def count_of(self, user_id: UUID) -> int:
        """Return how many streams a user holds open in this process."""
        with self._guard:
            return self._of_user.get(user_id, 0)

    def close(self) -> None:
        """End every stream soon; a signal handler may call this."""
        self._closing.set()

    async def events(self, watcher: Watcher) -> AsyncIterator[bytes]:
        """Yield a stream's bytes until its time is over, its client goes or the process stops."""
        self._add(watcher)
        try:
            yield f"retry: {RETRY_MS}\n\n".encode()
            async with asyncio.timeout(LONGEST_SECONDS):
                while not self._closing.is_set():
                    part = await self._next_part(watcher)
                    yield part
        except TimeoutError:
            pass
        finally:
            self._remove(watcher)
        yield LAST

    async def _next_part(self, watcher: Watcher) -> bytes:
        quiet = 0.0
        while quiet < HEARTBEAT_SECONDS and not self._closing.is_set():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(POLL_SECONDS):
                    return await watcher.waiting.get()
            quiet += POLL_SECONDS
        return HEARTBEAT

    def _add(self, watcher: Watcher) -> None:
        with self._guard:
            self._watchers[watcher.session_id].add(watcher)
            self._of_user[watcher.user_id] += 1
        loop = asyncio.get_running_loop()
        if self._feeder is None or self._feeder.done() or self._feeder.get_loop() is not loop:
            self._feeder = loop.create_task(self._feed())

    def _remove(self, watcher: Watcher) -> None:
        with self._guard:
            self._watchers[watcher.session_id].discard(watcher)
            if not self._watchers[watcher.session_id]:
                del self._watchers[watcher.session_id]
            self._of_user[watcher.user_id] -= 1
            if not self._of_user[watcher.user_id]:
                del self._of_user[watcher.user_id]

    async def _feed(self) -> None:
        """Look for new entries while anybody watches."""
        since_presence = PRESENCE_SECONDS
        while self._watchers and not self._closing.is_set():
            try:
                since_presence += POLL_SECONDS
                if since_presence >= PRESENCE_SECONDS:
                    since_presence = 0
                    await _in_thread(see_learners, self._owners_watching())
                await self._tell(await _in_thread(new_entries, self._seen()))
            except DatabaseError as error:
                log.warning("events wait for the store", error=type(error).__name__)
            await asyncio.sleep(POLL_SECONDS)

    def _owners_watching(self) -> list[UUID]:
        return [key for key, group in self._watchers.items() if any(w.is_owner for w in group)]

    def _seen(self) -> dict[UUID, int]:
        return {key: min(watcher.seq for watcher in group) for key, group in self._watchers.items()}

    async def _tell(self, entries: list[dict[str, Any]]) -> None:
        for entry in entries:
            for watcher in tuple(self._watchers.get(entry["session_id"], ())):
                if entry["seq"] > watcher.seq:
                    _give(watcher, entry)


def _give(watcher: Watcher, entry: dict[str, Any]) -> None:
    """Queue an entry; a client too slow to read keeps its place and is given it later."""
    if watcher.summary_only and entry["action"] not in SUMMARY_ACTIONS:
        watcher.seq = entry["seq"]
        return
    with contextlib.suppress(asyncio.QueueFull):
        watcher.waiting.put_nowait(as_event(entry, summary_only=watcher.summary_only))
        watcher.seq = entry["seq"]


def as_event(entry: dict[str, Any], *, summary_only: bool = False) -> bytes:
    """Return a history entry as one server-sent event."""
    shown = {name: value for name, value in entry.items() if name != "session_id"}
    if summary_only:
        shown |= {"reasoning": "", "metadata": {}}
    data = json.dumps(shown, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))
    return f"id: {entry['seq']}\nevent: {entry['action']}\ndata: {data}\n\n".encode()


ENTRY = ("session_id", "seq", "at", "agent", "action", "reasoning", "metadata", "phase")


def new_entries(seen: dict[UUID, int]) -> list[dict[str, Any]]:
    """Return the entries after what each session's slowest watcher saw. One query and one more
    for each session that has some.
    """
    if not seen:
        return []
    lengths = StudySession.objects.filter(pk__in=list(seen)).values_list("pk", "history_length")
    found: list[dict[str, Any]] = []
    for session_id, length in lengths:
        if length > seen[session_id]:
            found += entries_after(session_id, seen[session_id])
    return found


def entries_after(session_id: UUID, seq: int) -> list[dict[str, Any]]:
    """Return up to ``MOST_AT_ONCE`` entries after ``seq``, oldest first. One query."""
    rows = AgentAction.objects.filter(session_id=session_id, seq__gt=seq).order_by("seq")
    return list(rows.values(*ENTRY, "duration_ms")[:MOST_AT_ONCE])


def events_so_far(session_id: UUID, seq: int, *, summary_only: bool) -> Iterator[bytes]:
    """Yield what there is after ``seq`` and end: for servers that cannot hold a stream open."""
    yield f"retry: {RETRY_MS}\n\n".encode()
    for entry in entries_after(session_id, seq):
        if not summary_only or entry["action"] in SUMMARY_ACTIONS:
            yield as_event(entry, summary_only=summary_only)


async def _in_thread(work: Any, *args: Any) -> Any:
    def called() -> Any:
        close_old_connections()
        try:
            return work(*args)
        finally:
            close_old_connections()

    return await sync_to_async(called, thread_sensitive=False)()


streams = Streams()
