"""Every route under /api/, read from the URL resolver: a new one is in every test by itself."""

import re
from typing import NamedTuple
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver

MUTATING = {"post", "put", "patch", "delete"}
SOME_ID = str(UUID(int=0x0190_0000_0000_7000_8000_0000_0000_0001))


class Handler(NamedTuple):
    """One method of one route and the function that answers it."""

    method: str
    route: str
    function: object

    def __str__(self) -> str:
        return f"{self.method.upper()} /{self.route}"

    @property
    def path(self) -> str:
        """The address with some id, number or token in each gap."""
        with_ids = re.sub(r"<uuid:\w+>", SOME_ID, self.route)
        with_numbers = re.sub(r"<int:\w+>", "1", with_ids)
        return "/" + re.sub(r"<\w+:\w+>", "some-token", with_numbers)


def _patterns(resolver: URLResolver, prefix: str = ""):
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield path, entry.callback
        else:
            yield from _patterns(entry, path)


def api_handlers() -> list[Handler]:
    """Return every method of every API view."""
    handlers = []
    for route, callback in _patterns(get_resolver()):
        view = getattr(callback, "cls", None)
        if not route.startswith("api/") or view is None:
            continue
        names = getattr(callback, "actions", None) or {
            method: method for method in view.http_method_names if hasattr(view, method)
        }
        handlers += [
            Handler(method, route, getattr(view, name))
            for method, name in names.items()
            if method not in {"head", "options"}
        ]
    return handlers
