"""Generators of the lesson on waves."""

import math
import random

from tutoring.generators.decimals import decimals, fixed
from tutoring.generators.registry import Draft, Wrong, generator


@generator("waves.speed-on-a-string")
def speed_on_a_string(rng: random.Random) -> Draft:
    """Frequency of a loop pattern on a string; loops and nodes or the root mix up."""
    speed, loops = rng.choice(range(40, 201, 10)), rng.randint(2, 5)
    length = rng.choice([0.6, 0.8, 0.9, 1.2, 1.5, 1.8])
    linear = rng.choice([2, 4, 5, 8, 10])  # g/m
    tension = speed**2 * linear / 1000
    return Draft(
        stem=(
            f"A string of {length} m and {linear} g/m is stretched with {tension:g} N between two "
            f"fixed ends. At what frequency does it vibrate in {loops} loops?"
        ),
        answer=fixed(loops * speed / (2 * length), "Hz"),
        wrong=(
            Wrong(fixed(loops * speed / length, "Hz"), "waves-node"),
            Wrong(fixed(loops * speed / (4 * length), "Hz"), "waves-closed-open"),
            Wrong(fixed(loops * speed**2 / (2 * length), "Hz"), "waves-root"),
        ),
        explanation=(
            f"$v = \\sqrt{{T/\\mu}} = {speed}$ m/s. Each loop is half a wave, so $\\lambda = "
            f"2\\times {length}/{loops}$ m and $f = v/\\lambda = "
            f"{loops * speed / (2 * length):.1f}$ Hz."
        ),
    )


@generator("waves.next-resonance-of-a-pipe")
def next_resonance_of_a_pipe(rng: random.Random) -> Draft:
    """The second overtone of a closed or an open pipe; the other pipe's series misleads."""
    length = rng.choice([17, 20, 25, 34, 40, 50, 68, 85])  # cm
    speed, closed = rng.choice([330, 340, 350]), rng.random() < 0.5
    base = speed / (4 * length / 100) if closed else speed / (2 * length / 100)
    right, other = (5, 3) if closed else (3, 5)
    kind = "closed at one end" if closed else "open at both ends"
    return Draft(
        stem=(
            f"A pipe {kind} is {length} cm long; the speed of sound is {speed} m/s. What is the "
            "third lowest of its resonant frequencies? (No end correction; to the nearest "
            "hertz.)"
        ),
        answer=fixed(right * base, "Hz", 0),
        wrong=(
            Wrong(fixed(other * base, "Hz", 0), "waves-closed-open"),
            Wrong(fixed(right * base * (2 if closed else 0.5), "Hz", 0), "waves-closed-open"),
            Wrong(fixed(2 * right * base * (2 if closed else 1), "Hz", 0), "waves-node"),
        ),
        explanation=(
            f"The fundamental is {base:.1f} Hz, and the series is "
            f"{'$1, 3, 5$' if closed else '$1, 2, 3$'} times it. So the third is "
            f"{decimals(right * base, 0)} Hz."
        ),
    )


@generator("waves.beats-of-two-strings")
def beats_of_two_strings(rng: random.Random) -> Draft:
    """Beats when one of two equal strings is tightened; the root or the difference left out."""
    first = rng.choice(range(200, 501, 20))
    percent = rng.choice([1, 2, 3, 4, 5, 6])
    ratio = math.sqrt(1 + percent / 100)
    return Draft(
        stem=(
            f"Two equal strings both sound {first} Hz. The tension of one of them is raised by "
            f"{percent} percent. About how many beats per second, rounded to one decimal place, "
            "arise when both sound together?"
        ),
        answer=fixed(first * (ratio - 1)),
        wrong=(
            Wrong(fixed(first * percent / 100), "waves-root"),
            Wrong(fixed(first * (ratio + 1) / 2), "waves-beats"),
            Wrong(fixed(first * (ratio - 1) / 2), "waves-beats"),
        ),
        explanation=(
            f"$f\\propto\\sqrt T$, so the second string has "
            f"${first}\\times\\sqrt{{{1 + percent / 100}}} = {first * ratio:.1f}$ Hz. The beats "
            f"are the difference, {first * (ratio - 1):.1f} per second."
        ),
    )
