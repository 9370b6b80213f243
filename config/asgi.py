"""ASGI entry point: streams on servers, everything on a laptop."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_asgi_application()

from config.stopping import end_streams_when_told_to_stop  # noqa: E402 -- needs the settings

end_streams_when_told_to_stop()
