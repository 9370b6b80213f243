"""Serves everything in one process: uvicorn in the main thread, Celery in threads beside it."""

import logging
import os
import signal
import socket
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import django
import uvicorn

from config.laptop.address import LOOPBACK, AddressError, listen, names_served, url_of
from config.laptop.data_folder import DataFolder, DataFolderError

if TYPE_CHECKING:
    from config.laptop.background import Background
    from sessions_app.streams import Streams

GRACE_SECONDS = 2  # for open requests and streams
END_SECONDS = 2.8  # after this the process ends, whatever still runs

BANNER = """
Study Mentor is ready:  {url}
Your data:              {data}
First staff account:    python3 run.py manage createsuperuser
Stop it with Ctrl-C.
"""


def run(*, host: str, port: int | None, data: Path) -> int:
    """Prepare the data folder, serve until told to stop, and return the exit code."""
    os.umask(0o077)
    folder = DataFolder(data)
    try:
        folder.prepare()
        folder.lock()
        listener = listen(host, port)
    except (DataFolderError, AddressError) as error:
        print(error, file=sys.stderr)  # noqa: T201 -- this is the terminal's program
        return 1
    url = url_of(host, listener)
    folder.announce(url)
    if host not in LOOPBACK:
        os.environ.setdefault("ALLOWED_HOSTS", ",".join(names_served(host)))
    # A shell that starts us in the background leaves SIGINT ignored; we always listen to it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return _serve(listener=listener, banner=BANNER.format(url=url, data=data), host=host)
    except KeyboardInterrupt:
        return 0


def _serve(*, listener: socket.socket, banner: str, host: str) -> int:
    os.environ.setdefault("CELERY_SKIP_CHECKS", "1")  # the commands before us ran the checks
    django.setup()
    from config.laptop.preparation import PreparationError, prepare  # noqa: PLC0415 -- set up first

    try:
        prepare()
    except PreparationError as error:
        print(error, file=sys.stderr)  # noqa: T201 -- this is the terminal's program
        return 1
    from config.asgi import application  # noqa: PLC0415 -- looks for the static files
    from config.celery import app  # noqa: PLC0415 -- needs the settings
    from config.laptop.background import Background  # noqa: PLC0415 -- as above
    from sessions_app.streams import streams  # noqa: PLC0415 -- as above

    background = Background(app)
    background.start()
    print(banner, flush=True)  # noqa: T201 -- as above
    if host not in LOOPBACK:
        print("Everybody on this network can reach it, without encryption.", flush=True)  # noqa: T201
    server = LaptopServer(application, background, streams)
    try:
        server.run(sockets=[listener])
    finally:
        background.join()
        logging.shutdown()
    return 0


class LaptopServer(uvicorn.Server):
    """Uvicorn that stops worker and clock together with itself, within ``END_SECONDS``."""

    def __init__(self, application: Any, background: "Background", streams: "Streams") -> None:
        super().__init__(
            uvicorn.Config(
                application,
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,  # no proxy stands here: X-Forwarded-For would be a lie
                timeout_graceful_shutdown=GRACE_SECONDS,
            )
        )
        self._background = background
        self._streams = streams

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._background.begin_stop()
        self._streams.close()
        _end_process_after(END_SECONDS)
        super().handle_exit(sig, frame)


def _end_process_after(seconds: float) -> None:
    """End by force if something hangs: rows are the truth, so nothing acknowledged is lost."""
    timer = threading.Timer(seconds, os._exit, args=[0])
    timer.daemon = True
    timer.start()
