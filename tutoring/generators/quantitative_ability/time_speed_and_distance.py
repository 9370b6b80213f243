"""Generators of the lesson on time, speed and distance."""

import math
import random

from tutoring.generators.quantities import are_clean
from tutoring.generators.registry import Draft, Wrong, generator


@generator("time-speed-and-distance.there-and-back")
def there_and_back(rng: random.Random) -> Draft:
    """Average speed over equal distances; wrong options take the mean or lose the two."""
    out, back = rng.sample([20, 24, 30, 36, 40, 45, 48, 60, 72, 80, 90], 2)
    average = 2 * out * back / (out + back)
    if not are_clean(average):
        return there_and_back(rng)
    return Draft(
        stem=(
            f"A van drives to a town at ${out}\\ \\text{{km/h}}$ and returns on the same road at "
            f"${back}\\ \\text{{km/h}}$. What is its average speed, in km/h, over the two drives?"
        ),
        answer=f"${average:.1f}$",
        wrong=(
            Wrong(f"${(out + back) / 2:.1f}$", "tsd-mean-speed"),
            Wrong(f"${average / 2:.1f}$", None),
            Wrong(f"${out + back - average:.1f}$", "tsd-mean-speed"),
        ),
        explanation=(
            f"For a distance $d$ each way the time is "
            f"$\\frac{{d}}{{{out}}}+\\frac{{d}}{{{back}}}$, "
            f"so the average is $\\frac{{2\\cdot{out}\\cdot{back}}}{{{out + back}}} = "
            f"{average:.1f}$. More time is spent at the lower speed."
        ),
    )


@generator("time-speed-and-distance.passing-trains")
def passing_trains(rng: random.Random) -> Draft:
    """Time in which two trains pass; wrong options mistake direction, units or length."""
    slow = rng.choice([18, 36, 54])
    fast = slow + rng.choice([18, 36, 54, 72])
    opposite = rng.choice([True, False])
    speed = (fast + slow if opposite else fast - slow) * 5 // 18
    other = (fast - slow if opposite else fast + slow) * 5 / 18
    own, length = rng.choice(range(80, 241, 20)), rng.choice(range(90, 241, 30))
    total = own + length
    way = "in opposite directions" if opposite else "in the same direction"
    return Draft(
        stem=(
            f"Two trains, ${own}\\ \\text{{m}}$ and ${length}\\ \\text{{m}}$ long, run {way} on "
            f"parallel tracks at ${fast}\\ \\text{{km/h}}$ and ${slow}\\ \\text{{km/h}}$. How many "
            "seconds does the faster one need to pass the other completely?"
        ),
        answer=f"${total / speed:.1f}$",
        wrong=(
            Wrong(f"${total / other:.1f}$", "tsd-relative"),
            Wrong(f"${total / (speed * 3.6):.1f}$", "tsd-units"),
            Wrong(f"${length / speed:.1f}$", "tsd-length"),
        ),
        explanation=(
            f"The relative speed is ${round(speed * 3.6)}\\ \\text{{km/h}} = {speed}\\ "
            f"\\text{{m/s}}$, and both lengths have to be passed: ${total}/{speed} = "
            f"{total / speed:.1f}$ seconds."
        ),
    )


@generator("time-speed-and-distance.slower-and-late")
def slower_and_late(rng: random.Random) -> Draft:
    """Usual time from a slower ride and its delay; wrong options use the ratio of speeds."""
    below = rng.randint(3, 8)
    above = rng.randint(max(2, below - 3), below - 1)
    if math.gcd(above, below) > 1:
        return slower_and_late(rng)
    delay = rng.choice([4, 5, 6, 8, 10, 12]) * (below - above)
    usual = delay * above // (below - above)
    return Draft(
        stem=(
            f"Riding at $\\frac{{{above}}}{{{below}}}$ of her usual speed, Meera reaches her "
            f"school "
            f"${delay}$ minutes later than usual. How many minutes does she usually need?"
        ),
        answer=f"${usual}$",
        wrong=(
            Wrong(f"${delay * below // (below - above)}$", "tsd-inverse"),
            Wrong(f"${round(delay * above / below)}$", "tsd-inverse"),
            Wrong(f"${round(delay * below / above)}$", "tsd-inverse"),
        ),
        explanation=(
            f"At $\\frac{{{above}}}{{{below}}}$ of the speed the time is "
            f"$\\frac{{{below}}}{{{above}}}"
            f"$ of the usual one, so $\\frac{{{below - above}}}{{{above}}}$ of the usual time is "
            f"${delay}$ minutes: ${usual}$ minutes."
        ),
    )
