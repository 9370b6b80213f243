"""Generators of the lesson on basic numeracy."""

import random

from tutoring.generators.quantities import are_clean
from tutoring.generators.registry import Draft, Wrong, generator


def _rupees(value: float) -> str:
    """Write an amount of money without paise."""
    return f"Rs ${value:.0f}$"


@generator("basic-numeracy.rise-then-fall")
def rise_then_fall(rng: random.Random) -> Draft:
    """Price before a rise and a fall; wrong: percentages added, or taken of the final price."""
    rise, fall = rng.choice([10, 20, 25, 30, 40, 50, 60]), rng.choice([5, 10, 15, 20, 25, 30])
    start = 200 * rng.randint(2, 30)
    factor = (100 + rise) * (100 - fall) / 1e4
    end = start * factor
    while not are_clean(end, decimals=0):
        start *= 5
        end = start * factor
    net = 1 + (rise - fall) / 100
    return Draft(
        stem=(
            f"The price of an article is raised by ${rise}\\%$, and the new price is then cut by "
            f"${fall}\\%$. It now costs Rs {end:.0f}. What was its price before both changes?"
        ),
        answer=_rupees(start),
        wrong=(
            Wrong(_rupees(end / net), "numer-base-changed"),
            Wrong(_rupees(end * (2 - net)), "numer-base-changed"),
            Wrong(_rupees(end), None),
        ),
        explanation=(
            f"The two factors are ${1 + rise / 100:.2f}$ and ${1 - fall / 100:.2f}$, together "
            f"${factor:g}$. So the old price was ${end:.0f} / {factor:g} = {start}$ rupees. "
            "The percentages refer to different amounts and may not be added."
        ),
    )


@generator("basic-numeracy.joint-work")
def joint_work(rng: random.Random) -> Draft:
    """Joint time of two workers; wrong: times averaged, added, or halved for the slower one."""
    while True:
        first, second = rng.randint(3, 60), rng.randint(4, 90)
        together = first * second / (first + second)
        if first < second and are_clean(together):
            break
    return Draft(
        stem=(
            f"P alone finishes a piece of work in {first} days and Q alone in {second} days. "
            "Working together at these rates, in how many days do they finish it?"
        ),
        answer=f"${together:.1f}$",
        wrong=(
            Wrong(f"${(first + second) / 2:.1f}$", "numer-times-added"),
            Wrong(f"${second - first:.1f}$", "numer-times-added"),
            Wrong(f"${(first + second) / 4:.1f}$", None),
        ),
        explanation=(
            f"In one day they do $\\tfrac1{{{first}}} + \\tfrac1{{{second}}}$ of the work, so they "
            f"need $\\tfrac{{{first}\\times {second}}}{{{first} + {second}}} = {together:.1f}$ "
            "days. Rates add, times do not."
        ),
    )


@generator("basic-numeracy.there-and-back")
def there_and_back(rng: random.Random) -> Draft:
    """Mean speed of a trip there and back; wrong: plain mean, or the two speeds set in a ratio."""
    while True:
        there, back = rng.choice(range(10, 91, 2)), rng.choice(range(10, 91, 2))
        mean = 2 * there * back / (there + back)
        if there != back and are_clean(mean):
            break
    return Draft(
        stem=(
            f"A man travels from his village to the town at ${there}\\ \\text{{km/h}}$ and returns "
            f"by the same road at ${back}\\ \\text{{km/h}}$. What is his average speed for the "
            "whole trip, halts left aside?"
        ),
        answer=f"${mean:.1f}\\ \\text{{km/h}}$",
        wrong=(
            Wrong(f"${(there + back) / 2:.1f}\\ \\text{{km/h}}$", "numer-plain-mean"),
            Wrong(f"${mean / 2:.1f}\\ \\text{{km/h}}$", "numer-part-for-whole"),
            Wrong(f"${(there * back) ** 0.5:.1f}\\ \\text{{km/h}}$", None),
        ),
        explanation=(
            f"For equal distances the average is $\\tfrac{{2\\times {there}\\times {back}}}"
            f"{{{there} + {back}}} = {mean:.1f}\\ \\text{{km/h}}$, nearer to the lower speed, "
            "for more time is spent at it."
        ),
    )
