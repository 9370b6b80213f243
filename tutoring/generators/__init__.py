"""Question generators; importing the package registers every one of them."""

import importlib
import pkgutil

from tutoring.generators.registry import (
    Draft,
    ExhaustedGenerator,
    GeneratedOption,
    GeneratedQuestion,
    TypedDraft,
    UnknownGenerator,
    Wrong,
    generate,
    generator,
    generator_names,
)

__all__ = [
    "Draft",
    "ExhaustedGenerator",
    "GeneratedOption",
    "GeneratedQuestion",
    "TypedDraft",
    "UnknownGenerator",
    "Wrong",
    "generate",
    "generator",
    "generator_names",
]


def _register_all() -> None:
    """Import every module of the package, in subjects or not, so that its generators register."""
    for module in pkgutil.walk_packages(__path__, prefix=f"{__name__}."):
        importlib.import_module(module.name)


_register_all()
