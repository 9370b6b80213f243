"""A server that stops waits for its open responses, and a stream has no end of its own."""

import signal
import threading
from types import FrameType

from sessions_app.streams import streams


def end_streams_when_told_to_stop() -> None:
    """End the event streams when the serving process is told to stop, then do as it would have.

    The server's own handlers must be in place, as uvicorn's are when it loads an application.
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
