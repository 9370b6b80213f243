"""Generators of the lesson on simple harmonic motion."""

import math
import random

from tutoring.generators.decimals import fixed
from tutoring.generators.registry import Draft, Wrong, generator

TRIPLES = ((3, 4, 5), (4, 3, 5), (5, 12, 13), (12, 5, 13), (6, 8, 10), (8, 6, 10), (8, 15, 17))


@generator("simple-harmonic-motion.speed-at-a-displacement")
def speed_at_a_displacement(rng: random.Random) -> Draft:
    """Speed at a displacement from the centre; taken as uniform or at its greatest."""
    x, rest, amplitude = rng.choice(TRIPLES)
    omega = rng.choice([2, 3, 4, 5, 6, 8, 10])
    return Draft(
        stem=(
            f"A particle in simple harmonic motion has the angular frequency {omega} rad/s and the "
            f"amplitude {amplitude} cm. What is its speed at a displacement of {x} cm from the "
            "centre?"
        ),
        answer=fixed(omega * rest, "cm/s", 0),
        wrong=(
            Wrong(fixed(omega * (amplitude - x), "cm/s", 0), "shm-uniform"),
            Wrong(fixed(omega * amplitude, "cm/s", 0), "shm-extremes"),
            Wrong(fixed(omega * x, "cm/s", 0), None),
        ),
        explanation=(
            f"$v = \\omega\\sqrt{{A^2 - x^2}} = {omega}\\times\\sqrt{{{amplitude}^2 - {x}^2}} = "
            f"{omega * rest}$ cm/s. The greatest speed, $\\omega A$, is reached at the centre only."
        ),
    )


@generator("simple-harmonic-motion.period-with-two-springs")
def period_with_two_springs(rng: random.Random) -> Draft:
    """Period of a load on two springs, in a row or side by side; combined the wrong way."""
    k1, k2 = rng.sample([40, 60, 80, 100, 120, 150, 200, 300], 2)
    mass = rng.choice([0.2, 0.3, 0.5, 0.6, 0.8, 1, 1.5, 2])
    row = rng.random() < 0.5
    series, parallel = k1 * k2 / (k1 + k2), k1 + k2
    right, other = (series, parallel) if row else (parallel, series)
    place = "one behind the other" if row else "side by side, sharing the load,"
    return Draft(
        stem=(
            f"Two light springs of {k1} N/m and {k2} N/m are joined {place} and carry a body of "
            f"{mass} kg, which oscillates along them. What is its period?"
        ),
        answer=fixed(2 * math.pi * math.sqrt(mass / right), "s", 3),
        wrong=(
            Wrong(fixed(2 * math.pi * math.sqrt(mass / other), "s", 3), "shm-springs"),
            Wrong(fixed(2 * math.pi * mass / right, "s", 3), "shm-mass"),
            Wrong(fixed(2 * math.pi * math.sqrt(mass / max(k1, k2)), "s", 3), None),
        ),
        explanation=(
            f"The combined constant is {right:.4g} N/m ({'$1/k$ adds' if row else '$k$ adds'}), "
            f"and $T = 2\\pi\\sqrt{{m/k}} = 2\\pi\\sqrt{{{mass}/{right:.4g}}}$ s."
        ),
    )


@generator("simple-harmonic-motion.shares-of-energy")
def shares_of_energy(rng: random.Random) -> Draft:
    """Kinetic energy at a share of the amplitude; energies taken as linear in x."""
    above, below = rng.choice([(1, 2), (1, 4), (3, 4), (1, 5), (2, 5), (3, 5), (4, 5), (3, 10)])
    stiffness, amplitude = rng.choice(range(100, 801, 50)), rng.choice([4, 5, 6, 8, 10, 20])
    energy = stiffness * (amplitude / 100) ** 2 / 2
    share = above / below
    return Draft(
        stem=(
            f"A body oscillates on a spring of {stiffness} N/m with an amplitude of {amplitude} "
            f"cm. What is its kinetic energy at $\\tfrac{{{above}}}{{{below}}}$ of the amplitude "
            f"from the centre?"
        ),
        answer=fixed(energy * (1 - share**2), "J", 3),
        wrong=(
            Wrong(fixed(energy * (1 - share), "J", 3), "shm-energy-linear"),
            Wrong(fixed(energy * share**2, "J", 3), "shm-extremes"),
            Wrong(fixed(2 * energy * (1 - share**2), "J", 3), None),
        ),
        explanation=(
            f"In all there are $\\tfrac12kA^2 = {energy:.4g}$ J. The potential share is "
            f"${share:g}^2 = {share**2:g}$, so $K = {1 - share**2:g}E$. Energies go with the "
            f"square of the displacement."
        ),
    )
