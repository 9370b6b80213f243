"""What a learner gave for one question on a page, before anything judged it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

CHOOSE = "Choose an answer first."
WRITE = "Write an answer first."
FILL_ALL = "Fill in every blank first."
ORDER = "Put the items in order first. If the order is right as it stands, check again."
OWN_PLACES = "Give every item a place of its own, from 1 to {count}."
MATCH = "Choose what belongs together first."


@dataclass(frozen=True)
class Given:
    """The fields of an answer form. ``places``: item id to place; ``pairs``: left id to right ids.

    ``shown`` is the signed time at which the question was shown.
    """

    item_id: UUID
    kind: str
    shown: str = ""
    options: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)
    pairs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_written(self) -> bool:
        """Whether something would be lost if the page were left."""
        return bool(self.texts or self.places or self.pairs)

    @property
    def missing(self) -> str:
        """Say what has to be done before anything can be judged; empty when nothing has."""
        match self.kind:
            case "sequence":
                return self._missing_places()
            case "matching":
                return "" if any(self.pairs.values()) else MATCH
            case "blanks":
                return "" if self.texts and all(map(str.strip, self.texts)) else FILL_ALL
        if self.texts:
            return "" if self.texts[0].strip() else WRITE
        # An empty name would be stored as a question that was skipped.
        return "" if self.options and all(self.options) else CHOOSE

    def _missing_places(self) -> str:
        given = [place for place in self.places.values() if place]
        if not given:
            return ORDER
        count = len(self.places)
        own = {str(place) for place in range(1, count + 1)}
        return "" if len(given) == count and set(given) == own else OWN_PLACES.format(count=count)

    def answer(self) -> object:
        """Return the answer in the form in which items of this kind are judged."""
        match self.kind:
            case "choice_set":
                return list(self.options)
            case "sequence":
                return sorted(self.places, key=lambda item: int(self.places[item]))
            case "matching":
                return {left: list(rights) for left, rights in self.pairs.items() if rights}
            case "blanks":
                return list(self.texts)
        return self.texts[0] if self.texts else self.options[0]
