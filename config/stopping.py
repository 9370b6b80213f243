"""A server that stops waits for its open responses, and a stream has no end of its own."""

import functools
import signal
import threading
from types import FrameType

from sessions_app.streams import streams


@functools.cache
def end_streams_when_told_to_stop() -> None:
    """End the event streams when the serving process is told to stop, then do as it would have.

    Once for a process, with the server's own handlers in place: uvicorn has them before it serves.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGTERM, signal.SIGINT):
        server = signal.getsignal(number)
        if callable(server):
            signal.signal(number, _ending_streams(server))


def _ending_streams(server: "signal._HANDLER") -> "signal._HANDLER":
    def end_streams(number: int, frame: FrameType | None) -> None:
        streams.close()
        if callable(server):
            server(number, frame)

    return end_streams
