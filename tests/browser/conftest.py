"""Chromium, a served product with its curriculum, and an eye on what the pages do."""

import os
import shutil
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client

from tests.tutoring.conftest import (  # noqa: F401 -- fixtures
    _loaded_once,
    choices_only,
    curriculum,
    packs,
)

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 390, "height": 844}
PATIENCE_MS = 10_000


def pytest_collection_modifyitems(items):
    """Skip with the reason where there is no browser."""
    if CHROMIUM:
        return
    absent = pytest.mark.skip(reason="no Chromium here: apt-get install chromium")
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(absent)


@pytest.fixture(scope="session", autouse=True)
def _event_loop_beside_the_database():
    """Playwright keeps an event loop in this thread, where Django would refuse its queries."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    yield
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def browser_type_launch_args():
    return {"executable_path": CHROMIUM, "args": ARGUMENTS}


@pytest.fixture(scope="session")
def browser_context_args():
    return {"viewport": PHONE, "locale": "en-GB", "color_scheme": "light"}


@dataclass
class Watch:
    """What the pages of a context said to the console and asked of other origins."""

    origin: str
    complaints: list[str] = field(default_factory=list)

    def over(self, context):
        context.on("console", self._console)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on("request", self._request)

    def _console(self, message):
        # Chromium reports the status of a page that is not found; the page itself is expected.
        is_status = "Failed to load resource" in message.text
        if message.type in {"error", "warning"} and not (
            is_status and message.location["url"] == message.page.url
        ):
            where = message.location
            self.complaints.append(
                f"{message.page.url}: {message.text} ({where['url']}:{where['lineNumber']})"
            )

    def _request(self, request):
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if parts.scheme in {"http", "https", "ws", "wss"} and origin != self.origin:
            self.complaints.append(f"asked another origin: {request.url}")


@pytest.fixture
def site(live_server, curriculum):  # noqa: F811 -- the fixture
    """The address of the served product."""
    return live_server.url


@pytest.fixture
def visitor(browser, browser_context_args, site):
    """Return a function that opens a browser context; all of them must stay silent and at home."""
    watch, contexts = Watch(site), []

    def open_context(user=None, **options):
        context = browser.new_context(**{**browser_context_args, "base_url": site, **options})
        context.set_default_timeout(PATIENCE_MS)
        watch.over(context)
        if user is not None:
            log_in(context, user, site)
        contexts.append(context)
        return context

    yield open_context
    for context in contexts:
        context.close()
    assert watch.complaints == []


def log_in(context, user, site):
    """Give a browser context the log-in cookie of a user."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site}])
