"""Generators of the lesson on atomic structure."""

import random

from tutoring.generators.numeric import numeric_draft
from tutoring.generators.registry import Draft, generator

RYDBERG = 1.097e7  # per metre, stated in the stem
METALS = {
    "Sc": 21, "Ti": 22, "V": 23, "Cr": 24, "Mn": 25, "Fe": 26, "Co": 27, "Ni": 28, "Cu": 29,
}  # fmt: skip
LETTERS = "spdf"


@generator("atomic-structure.wavelength-of-a-line")
def wavelength_of_a_line(rng: random.Random) -> Draft:
    """Wavelength of a line of a hydrogen-like ion."""
    charge, low = rng.choice((2, 3, 4)), rng.randint(1, 3)
    high = rng.randint(low + 1, 6)
    ion = {2: "He$^+$", 3: "Li$^{2+}$", 4: "Be$^{3+}$"}[charge]
    steps = 1 / low**2 - 1 / high**2
    right = 1e9 / (RYDBERG * charge**2 * steps)
    return numeric_draft(
        f"What is the wavelength of the light sent out by {ion} ($Z = {charge}$) in the jump from "
        f"$n = {high}$ to $n = {low}$? Take $R_H = 1.097\\times 10^7\\ \\text{{m}}^{{-1}}$.",
        right,
        (
            (1e9 / (RYDBERG * charge**2 * (1 / low - 1 / high)), "atomic-level-power"),
            (1e9 / (RYDBERG * charge * steps), "atomic-level-power"),
            (1e9 * low**2 / (RYDBERG * charge**2), None),
        ),
        f"$\\dfrac1\\lambda = 1.097\\times 10^7\\times {charge}^2\\times\\left(\\dfrac1{{{low}^2}} "
        f"- \\dfrac1{{{high}^2}}\\right)$ gives $\\lambda = {right:.1f}$ nm.",
        unit="nm",
        places=1,
    )


def _unpaired(d_electrons: int) -> int:
    return d_electrons if d_electrons <= 5 else 10 - d_electrons


@generator("atomic-structure.unpaired-electrons")
def unpaired_electrons(rng: random.Random) -> Draft:
    """Unpaired electrons of two transition metal ions; wrong ways lose 3d first or pair early."""
    (name, charge), (name_2, charge_2) = rng.sample(tuple(METALS.items()), 2)
    left, left_2 = charge - 18 - 2, charge_2 - 18 - 3
    right = _unpaired(left) + _unpaired(left_2)
    return numeric_draft(
        f"One {name}$^{{2+}}$ ion ($Z = {charge}$) and one {name_2}$^{{3+}}$ ion "
        f"($Z = {charge_2}$) are both free and in the ground state. How many unpaired electrons "
        "do they have together?",
        right,
        (
            (_unpaired(max(left - 2, 0)) + _unpaired(max(left_2 - 2, 0)), "atomic-fill-order"),
            (left % 2 + left_2 % 2, "atomic-hund-ignored"),
            (left + left_2, None),
        ),
        f"The $4s$ electrons leave first: $3d^{{{left}}}$ with {_unpaired(left)} and "
        f"$3d^{{{left_2}}}$ with {_unpaired(left_2)} unpaired electrons, since the five orbitals "
        f"are filled singly first. Together {right}.",
    )


SUBSHELLS = tuple(  # those that ground-state atoms fill, from the third shell on
    (level, angular)
    for level, highest in ((3, 2), (4, 3), (5, 3), (6, 2), (7, 0))
    for angular in range(highest + 1)
)


@generator("atomic-structure.orbitals-and-nodes")
def orbitals_and_nodes(rng: random.Random) -> Draft:
    """Radial nodes or greatest number of electrons of a subshell."""
    level, angular = rng.choice(SUBSHELLS)
    if rng.random() < 0.5:
        return _radial_nodes(level, angular)
    room = 2 * (2 * angular + 1)
    spins = f"${room // 2}$ values" if angular else "one value"
    return numeric_draft(
        f"What is the greatest number of electrons with $n = {level}$ and $l = {angular}$ that one "
        "atom can have?",
        room,
        (
            (room // 2, "atomic-l-up-to-n"),
            (2 * level**2, "atomic-l-up-to-n"),
            (2 * (angular + 1), None) if angular else (level, None),
        ),
        f"$l = {angular}$ allows {spins} of $m_l$ and two spins for each: ${room}$ electrons.",
    )


def _radial_nodes(level: int, angular: int) -> Draft:
    right = level - angular - 1
    others = (level - 1, level - angular, angular, right - 1, level, level + 1)
    wrong = [value for value in dict.fromkeys(others) if value != right and value >= 0][:3]
    return numeric_draft(
        f"How many radial nodes has an orbital of the ${level}{LETTERS[angular]}$ subshell?",
        right,
        [(value, "atomic-node-count") for value in wrong],
        f"$n - l - 1 = {level} - {angular} - 1 = {right}$. The number of angular nodes is "
        f"$l = {angular}$, that of all nodes $n - 1 = {level - 1}$.",
    )
