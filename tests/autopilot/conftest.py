"""The curriculum, for runs that teach it."""

from tests.tutoring.conftest import _loaded_once, curriculum, packs

__all__ = ["_loaded_once", "curriculum", "packs"]
