"""Generators of the lesson on charts and growth."""

import random

from tutoring.generators.decimals import decimals, fixed
from tutoring.generators.registry import Draft, Wrong, generator


def _rupees(value: float) -> str:
    return f"Rs {value:,.0f}"


def _percent(value: float) -> str:
    return f"${decimals(value)}\\%$"


@generator("charts-and-growth.angle-after-a-change")
def angle_after_a_change(rng: random.Random) -> Draft:
    """An amount from the angle of a pie's sector; degrees read as per cent mislead."""
    total, angle = rng.choice(range(36_000, 180_001, 7200)), rng.choice(range(20, 100, 5))
    other = rng.choice([a for a in range(20, 100, 5) if a != angle])
    return Draft(
        stem=(
            f"A pie chart shows a yearly budget of {_rupees(total)}. The sector of travel has an "
            f"angle of ${angle}^\\circ$, that of books ${other}^\\circ$. How much is spent on "
            f"travel?"
        ),
        answer=_rupees(total * angle / 360),
        wrong=(
            Wrong(_rupees(total * angle / 100), "chartgrowth-angle"),
            Wrong(_rupees(total * other / 360), None),
            Wrong(_rupees(total * angle / (360 - angle)), "chartgrowth-base"),
        ),
        explanation=(
            f"The full circle is the whole budget: ${angle}/360$ of {_rupees(total)} is "
            f"{_rupees(total * angle / 360)}. An angle in degrees is not a percentage."
        ),
    )


@generator("charts-and-growth.value-before-two-changes")
def value_before_two_changes(rng: random.Random) -> Draft:
    """The value before a rise and a fall; adding the rates or multiplying back misleads."""
    up, down = rng.choice([10, 20, 25, 30, 40, 50]), rng.choice([5, 10, 15, 20, 25, 30, 40])
    if (100 + up) * (100 - down) == 10_000:
        return value_before_two_changes(rng)
    start = rng.choice(range(200, 1001, 40))
    end = start * (100 + up) * (100 - down) / 10_000
    return Draft(
        stem=(
            f"The output of a mill rose by {up} percent in one year and fell by {down} percent in "
            f"the next, to {end:g} tonnes. What was it before both changes?"
        ),
        answer=fixed(start, "t"),
        wrong=(
            Wrong(fixed(end * 100 / (100 + up - down), "t"), "chartgrowth-add-growth"),
            Wrong(fixed(end * (100 - up) * (100 + down) / 10_000, "t"), "chartgrowth-base"),
            Wrong(fixed(end * (100 - up + down) / 100, "t"), "chartgrowth-add-growth"),
        ),
        explanation=(
            f"Divide by both factors: ${end:g}/({1 + up / 100:g}\\times {1 - down / 100:g}) = "
            f"{start}$ t. Factors multiply, and going back means dividing by them."
        ),
    )


@generator("charts-and-growth.real-income")
def real_income(rng: random.Random) -> Draft:
    """Change of the real income from a money income and a price index."""
    index = rng.choice([110, 115, 120, 125, 130, 140, 150, 160])
    old = rng.choice([20_000, 24_000, 25_000, 30_000, 40_000, 50_000])
    growth = rng.choice([12, 18, 24, 28, 36, 42, 45, 55, 65])
    real = (100 + growth) / index * 100 - 100
    return Draft(
        stem=(
            f"While the price index rose from 100 to {index}, a worker's income rose from "
            f"{_rupees(old)} to {_rupees(old * (100 + growth) / 100)}. By what percentage did the "
            "real income (in prices of the first year) change?"
        ),
        answer=_percent(real),
        wrong=(
            Wrong(_percent(growth - index + 100), "chartgrowth-add-growth"),
            Wrong(_percent(growth), "chartgrowth-rate-level"),
            Wrong(_percent((growth - index + 100) / (100 + growth) * 100), "chartgrowth-base"),
        ),
        explanation=(
            f"Money income grew by the factor ${1 + growth / 100:g}$, prices by ${index / 100:g}$; "
            f"the real income by their quotient, {(100 + growth) / index:.3f}. The difference of "
            f"the percentages is only a rough guess."
        ),
    )
