"""ASGI entry point: streams on servers, everything on a laptop."""

import os
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django_application = get_asgi_application()

from config.stopping import end_streams_when_told_to_stop  # noqa: E402 -- needs the settings


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Serve a request; by the first one the server's own signal handlers are in place."""
    end_streams_when_told_to_stop()
    await django_application(scope, receive, send)
