"""The generators of the unit Kinematics; importing this module registers all of them."""

from tutoring.generators import (
    kinematics_circular,
    kinematics_projectile,
    kinematics_relative,
    kinematics_straight_line,
)

__all__ = [
    "kinematics_circular",
    "kinematics_projectile",
    "kinematics_relative",
    "kinematics_straight_line",
]
