"""Questions that a model writes for a lesson, and how it is asked to solve them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tutoring.agents.requests import CatalogueEntry
from tutoring.curriculum.schema import PackQuestion

MAX_WRITTEN = 10  # at once


@dataclass(frozen=True)
class WritingOrder:
    """What to write: ``stems`` are questions that exist already and are not to be asked again."""

    topic: str
    lesson: Mapping[str, Any]
    misconceptions: tuple[CatalogueEntry, ...]
    count: int
    stems: tuple[str, ...] = ()


@dataclass(frozen=True)
class WrittenQuestion:
    """A question in the form of the packs, and the anchor of the section it was written from."""

    question: PackQuestion
    section: str
