"""Question generators; importing the package registers every one of them."""

from tutoring.generators import (  # noqa: F401 -- importing a unit registers its generators
    kinematics,
    laws_of_motion,
    laws_of_motion_friction_circles,
    typed_mechanics,
    work_energy_power,
)
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
