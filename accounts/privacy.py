"""What each app holds about a person: how it is handed over, and how it is erased.

An app registers once, in ``AppConfig.ready``; this app never needs to know the others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

Exporter = Callable[[UUID], dict[str, Any]]
Eraser = Callable[[UUID], None]


@dataclass(frozen=True)
class Holding:
    """One app's part: ``export`` returns JSON-plain members, ``erase`` deletes every row.

    ``erase`` runs in the transaction of the whole erasure; files go in ``transaction.on_commit``.
    """

    app: str
    export: Exporter
    erase: Eraser


_holdings: dict[str, Holding] = {}


def register(app: str, *, export: Exporter, erase: Eraser) -> None:
    """Register an app's exporter and eraser; registering again replaces them."""
    _holdings[app] = Holding(app=app, export=export, erase=erase)


def holdings() -> tuple[Holding, ...]:
    """Return what is registered, lower apps first: export in this order, erase in the reverse."""
    return tuple(_holdings.values())
