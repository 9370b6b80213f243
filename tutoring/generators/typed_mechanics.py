"""Generators whose answer is typed: a choice's draw, asked for its value instead of offered."""

import random
import re
from collections.abc import Callable

from tutoring.generators.kinematics_straight_line import (
    average_speed_two_legs,
    braking_distance_in_time,
)
from tutoring.generators.laws_of_motion_friction_circles import oblique_pull_friction
from tutoring.generators.registry import Draft, TypedDraft, generator
from tutoring.generators.work_energy_power import net_work_pull_at_an_angle

VALUE = re.compile(r"\$(-?\d+(?:\.\d+)?)\\ \\text\{")
TOLERANCE = "0.5%"  # rounding to three figures; a draw whose wrong values come near is drawn again


def value_of(text: str) -> str:
    """Return the number of an option such as ``$48\\ \\text{km/h}$``."""
    found = VALUE.match(text)
    if found is None:
        raise ValueError(f"{text!r} is no number with a unit.")
    return found[1]


def typed(draft: Draft, unit: str) -> TypedDraft:
    """Return a draft asked for its value; its wrong options are what reveals a misconception."""
    return TypedDraft(
        stem=f"{draft.stem} Write the value with its unit.",
        key={
            "type": "quantity",
            "answer": value_of(draft.answer),
            "unit": unit,
            "relative": TOLERANCE,
            "reveals": {
                value_of(wrong.text): wrong.misconception
                for wrong in draft.wrong
                if wrong.misconception
            },
        },
        explanation=draft.explanation,
    )


def _register(name: str, draw: Callable[[random.Random], Draft], unit: str) -> None:
    @generator(name)
    def typed_draw(rng: random.Random) -> TypedDraft:
        return typed(draw(rng), unit)


_register("kinematics.average-speed-two-legs-typed", average_speed_two_legs, "km/h")
_register("kinematics.braking-distance-in-time-typed", braking_distance_in_time, "m")
_register("laws-of-motion.oblique-pull-friction-typed", oblique_pull_friction, "N")
_register("work-energy-power.net-work-pull-at-an-angle-typed", net_work_pull_at_an_angle, "J")
