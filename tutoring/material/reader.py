"""Text in pictures, by the optional offline reader (RapidOCR with its models inside)."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from tutoring.material.bounds import allow_memory
from tutoring.material.limits import READER_MEMORY_MB

if TYPE_CHECKING:
    from PIL import Image  # megabytes, and only the reading child needs them

PACKAGES = ("rapidocr", "onnxruntime")
LEAST_CONFIDENCE = 0.6


def is_installed() -> bool:
    """Return whether text in pictures can be read here."""
    return all(find_spec(name) is not None for name in PACKAGES)


class PictureReader:
    """Loads the reader at the first picture; without its packages it finds nothing."""

    def __init__(self) -> None:
        self.is_there = is_installed()
        self._engine: Any = None

    def load(self) -> None:
        """Load the models, which takes seconds, before any clock of a page runs."""
        if self.is_there and self._engine is None:
            self._engine = _engine()

    def text_of(self, image: Image.Image) -> str:
        """Return the lines of text found in a picture, from top to bottom."""
        if not self.is_there:
            return ""
        self.load()
        import numpy  # noqa: PLC0415 -- comes with the reader

        found = self._engine(numpy.asarray(image)[:, :, ::-1])  # it expects blue first
        if not found or found.txts is None:
            return ""
        pairs = zip(found.txts, found.scores, strict=True)
        return "\n".join(text for text, score in pairs if score >= LEAST_CONFIDENCE)


def _engine() -> Any:
    allow_memory(READER_MEMORY_MB)
    from rapidocr import RapidOCR  # noqa: PLC0415 -- optional, and takes a second to load

    threads = {
        "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    }
    return RapidOCR(params={"Global.log_level": "critical", **threads})
