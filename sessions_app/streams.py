"""Live events: one watcher a process asks the rows, every stream of the process is told.

The rows are the truth: a stream that breaks goes on from the last ``seq`` its client saw, and no
broker needs to be there. An event goes out in one write (WHATWG HTML, server-sent events).
"""

import asyncio
import json
import threading
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

import structlog
from django.core.serializers.json import DjangoJSONEncoder
from django.db import close_old_connections, connection

from sessions_app.models import AgentAction, StudySession
from sessions_app.selectors import SUMMARY_ACTIONS
from sessions_app.services.presence import see_learners

Found = TypeVar("Found")
log = structlog.get_logger("mentor.events")
POLL_SECONDS = 0.5
HEARTBEAT_SECONDS = 15
PRESENCE_SECONDS = 5
LONGEST_SECONDS = 15 * 60  # then the client comes again, and is asked again who it is
RETRY_MS = 1_000
MOST_AT_ONCE = 200  # entries of one session read in one go
MOST_QUEUED = 1_000  # parts that a client may be behind
PROMISE_SECONDS = 10  # between being let in and the first byte
HEARTBEAT = b": still here\n\n"
LAST = b": bye\n\n"


@dataclass(eq=False)
class Watcher:
    """One open stream; ``seq`` is the last entry it was given.

    ``may_watch`` asks the store again whether whoever does not own the session may still see it.
    """

    session_id: UUID
    user_id: UUID
    seq: int
    is_owner: bool
    summary_only: bool
    may_watch: Callable[[], bool] = lambda: True
    waiting: asyncio.Queue[bytes | None] = field(default_factory=lambda: asyncio.Queue(MOST_QUEUED))

    def give(self, entry: dict[str, Any]) -> None:
        """Queue an entry; raises asyncio.QueueFull for a client too slow to read."""
        if not self.summary_only or entry["action"] in SUMMARY_ACTIONS:
            self.waiting.put_nowait(as_event(entry, summary_only=self.summary_only))
        self.seq = entry["seq"]

    def end(self) -> None:
        """Let the stream end once what is queued was read; no room: it is dropped."""
        if self.waiting.full():
            self.waiting.get_nowait()
        self.waiting.put_nowait(None)


class Streams:
    """The open streams of one process and the task that feeds them."""

    def __init__(self) -> None:
        self._watchers: dict[UUID, set[Watcher]] = defaultdict(set)
        self._of_user: dict[UUID, int] = defaultdict(int)
        self._promised: dict[UUID, list[float]] = defaultdict(list)
        self._guard = threading.Lock()  # counted in a request's thread, changed in the loop
        self._feeder: asyncio.Task[None] | None = None
        self._closing = threading.Event()

    def count_of(self, user_id: UUID) -> int:
        """Return how many streams a user holds open in this process."""
        with self._guard:
            return self._of_user.get(user_id, 0)

    def promise(self, user_id: UUID, *, most: int) -> bool:
        """Keep a place for a stream that is about to open; False when a user holds ``most``."""
        now = time.monotonic()
        with self._guard:
            promised = [until for until in self._promised.pop(user_id, []) if until > now]
            if len(promised) + self._of_user.get(user_id, 0) >= most:
                self._promised[user_id] = promised
                return False
            self._promised[user_id] = [*promised, now + PROMISE_SECONDS]
        return True

    def close(self) -> None:
        """End every stream at once; a signal handler may call this."""
        self._closing.set()
        feeder = self._feeder
        if feeder is not None and not feeder.get_loop().is_closed():
            feeder.get_loop().call_soon_threadsafe(self._end_all)

    def _end_all(self) -> None:
        for watcher in self._all():
            watcher.end()

    def _all(self) -> list[Watcher]:
        return [watcher for group in list(self._watchers.values()) for watcher in tuple(group)]

    async def events(self, watcher: Watcher) -> AsyncIterator[bytes]:
        """Yield a stream's bytes until its time is over, its client goes or the process stops."""
        self._add(watcher)
        over = time.monotonic() + LONGEST_SECONDS
        try:
            yield f"retry: {RETRY_MS}\n\n".encode()
            while time.monotonic() < over and not self._closing.is_set():
                part = await _next_part(watcher)
                if part is None:
                    break
                yield part
        finally:
            self._remove(watcher)
        yield LAST

    def _add(self, watcher: Watcher) -> None:
        with self._guard:
            self._watchers[watcher.session_id].add(watcher)
            self._of_user[watcher.user_id] += 1
            promised = self._promised.pop(watcher.user_id, [])[1:]
            if promised:
                self._promised[watcher.user_id] = promised
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
        """Look for new entries while anybody watches; now and then, whether they still may."""
        with ThreadPoolExecutor(1, thread_name_prefix="events") as thread:
            try:
                await self._feed_from(thread)
            finally:
                thread.submit(connection.close)

    async def _feed_from(self, thread: ThreadPoolExecutor) -> None:
        looked_at = 0.0
        while self._watchers and not self._closing.is_set():
            try:
                if time.monotonic() - looked_at >= PRESENCE_SECONDS:
                    looked_at = time.monotonic()
                    await self._look_after(thread)
                self._tell(await _in(thread, new_entries, self._seen()))
            except Exception as error:  # one bad round must not leave every stream deaf
                log.warning("events wait for the store", error=type(error).__name__)
            await asyncio.sleep(POLL_SECONDS)

    async def _look_after(self, thread: ThreadPoolExecutor) -> None:
        """Note which learners are there, and end the streams of whoever may no longer watch."""
        gone = await _in(thread, _no_longer_watching, self._all())
        for watcher in gone:
            watcher.end()
        owners = {one.session_id for one in self._all() if one.is_owner and one not in gone}
        await _in(thread, see_learners, owners)

    def _seen(self) -> set[tuple[UUID, int]]:
        return {(one.session_id, one.seq) for one in self._all()}

    def _tell(self, entries: dict[tuple[UUID, int], list[dict[str, Any]]]) -> None:
        for watcher in self._all():
            try:
                for entry in entries.get((watcher.session_id, watcher.seq), ()):
                    watcher.give(entry)
            except asyncio.QueueFull:  # it comes again, and goes on from what it has read
                watcher.end()


async def _next_part(watcher: Watcher) -> bytes | None:
    try:
        async with asyncio.timeout(HEARTBEAT_SECONDS):
            return await watcher.waiting.get()
    except TimeoutError:
        return HEARTBEAT


def _no_longer_watching(watchers: Iterable[Watcher]) -> set[Watcher]:
    """Return who has lost the right to what they watch. One query, one more for each guest."""
    found = list(watchers)
    own = StudySession.objects.filter(
        pk__in={one.session_id for one in found if one.is_owner}, user__is_active=True
    )
    theirs = set(own.values_list("pk", "user_id"))
    return {
        one
        for one in found
        if not ((one.session_id, one.user_id) in theirs if one.is_owner else one.may_watch())
    }


def as_event(entry: dict[str, Any], *, summary_only: bool = False) -> bytes:
    """Return a history entry as one server-sent event."""
    shown = {name: value for name, value in entry.items() if name != "session_id"}
    if summary_only:
        shown |= {"reasoning": "", "metadata": {}}
    data = json.dumps(shown, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))
    return f"id: {entry['seq']}\nevent: {entry['action']}\ndata: {data}\n\n".encode()


ENTRY = ("session_id", "seq", "at", "agent", "action", "reasoning", "metadata", "phase")


def new_entries(seen: set[tuple[UUID, int]]) -> dict[tuple[UUID, int], list[dict[str, Any]]]:
    """Return what came after each place in a session's history. One query and one more for each
    place behind its end.
    """
    rows = StudySession.objects.filter(pk__in={session_id for session_id, _ in seen})
    lengths = dict(rows.values_list("pk", "history_length"))
    return {
        (session_id, seq): entries_after(session_id, seq)
        for session_id, seq in seen
        if lengths.get(session_id, 0) > seq
    }


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


async def _in(thread: ThreadPoolExecutor, work: Callable[..., Found], *args: Any) -> Found:
    """Await work on the store in the one thread, and so on the one connection, of the feeder."""

    def called() -> Found:
        close_old_connections()
        return work(*args)

    return await asyncio.get_running_loop().run_in_executor(thread, called)


streams = Streams()
