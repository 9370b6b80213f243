"""ASGI entry point: streams on servers, everything on a laptop."""

import gc
import itertools
import os
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from asgiref.sync import ThreadSensitiveContext
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django_application = get_asgi_application()

from config.stopping import end_streams_when_told_to_stop  # noqa: E402 -- needs the settings

# What was loaded lives as long as the process: without it to look through, the collector comes
# round sooner for what requests leave behind.
gc.collect()
gc.freeze()

EVENTS = re.compile(r"/api/sessions/[^/]+/events/?")
# Django keeps a thread for each request until it ends: an event stream lasts for hours, and needs
# one for a moment at its start and end. Each of these runs one call at a time.
STREAM_THREADS = itertools.cycle(
    [ThreadPoolExecutor(1, thread_name_prefix=f"streams-{number}") for number in range(4)]
)


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Serve a request; by the first one the server's own signal handlers are in place."""
    end_streams_when_told_to_stop()
    if scope["type"] == "http" and EVENTS.fullmatch(scope["path"]):
        async with ThreadSensitiveContext(executor=next(STREAM_THREADS)):
            await django_application(scope, receive, send)
    else:
        await django_application(scope, receive, send)
