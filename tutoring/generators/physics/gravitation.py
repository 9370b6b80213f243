"""Generators of the lesson on gravitation."""

import math
import random

from tutoring.generators.decimals import fixed
from tutoring.generators.registry import Draft, Wrong, generator


@generator("gravitation.weight-at-a-height")
def weight_at_a_height(rng: random.Random) -> Draft:
    """Weight at a height given as a fraction of the radius; height taken as distance or depth."""
    above, below = rng.choice([(1, 2), (1, 3), (2, 3), (1, 4), (3, 4), (1, 5), (1, 1), (3, 2)])
    weight = rng.choice(range(120, 961, 60))
    ratio = above / below
    where = f"\\tfrac{{{above}}}{{{below}}}R" if below > 1 else "R"
    return Draft(
        stem=(
            f"An instrument weighs {weight} N on the ground. What is the gravitational force on it "
            f"at a height of ${where}$ above the ground, where $R$ is the radius of the Earth?"
        ),
        answer=fixed(weight / (1 + ratio) ** 2, "N"),
        wrong=(
            Wrong(fixed(weight / (1 + ratio), "N"), "gravitation-linear"),
            Wrong(fixed(weight * abs(1 - ratio), "N"), "gravitation-depth-as-height"),
            Wrong(fixed(weight / ratio**2, "N"), "gravitation-height-as-distance"),
        ),
        explanation=(
            f"The distance from the centre is $R + {where}$, so the force is divided by "
            f"${1 + ratio:.3g}^2$. It falls with the square of the distance from the centre, "
            "not with the height."
        ),
    )


@generator("gravitation.period-of-a-second-moon")
def period_of_a_second_moon(rng: random.Random) -> Draft:
    """Period from Kepler's third law; a wrong power of the ratio of the radii misleads."""
    root, period = rng.choice([2, 3, 4, 5]), rng.randint(2, 15)
    ratio = root * root
    return Draft(
        stem=(
            f"A moon goes round its planet in {period} days on a circle. What is the period of a "
            f"second moon of the same planet on a circle of {ratio} times the radius?"
        ),
        answer=f"${period * root**3}$ days",
        wrong=(
            Wrong(f"${period * ratio}$ days", "gravitation-kepler"),
            Wrong(f"${period * ratio**2}$ days", "gravitation-linear"),
            Wrong(f"${period * root}$ days", None),
        ),
        explanation=(
            f"$T^2\\propto r^3$: the period grows by ${ratio}^{{3/2}} = {root**3}$, to "
            f"${period * root**3}$ days. The second moon has a longer way and is slower as well."
        ),
    )


@generator("gravitation.greatest-height-of-a-probe")
def greatest_height_of_a_probe(rng: random.Random) -> Draft:
    """Greatest height of a body thrown up with a share of the escape speed."""
    above, below = rng.choice([(1, 2), (1, 3), (2, 3), (3, 4), (1, 4), (3, 5), (4, 5), (2, 5)])
    radius = rng.choice([1800, 2400, 3600, 6400])
    share = (above / below) ** 2
    height = radius * share / (1 - share)
    return Draft(
        stem=(
            f"A probe is thrown straight up from a planet of radius {radius} km without air, with "
            f"$\\tfrac{{{above}}}{{{below}}}$ of the escape speed. How high above the surface does "
            "it rise, to the nearest kilometre? (Ignore the rotation of the planet.)"
        ),
        answer=fixed(height, "km", 0),
        wrong=(
            Wrong(fixed(radius * share, "km", 0), "gravitation-mgh"),
            Wrong(fixed(radius + height, "km", 0), "gravitation-height-as-distance"),
            Wrong(fixed(radius * math.sqrt(share) / (1 - math.sqrt(share)), "km", 0), None),
        ),
        explanation=(
            f"With $x = v^2/v_e^2 = {share:.4g}$ energy gives $1 - x = R/(R + h)$, so $h = Rx/(1 - "
            f"x) = {height:.0f}$ km. A constant $g$ would give $Rx = {radius * share:.0f}$ km."
        ),
    )
