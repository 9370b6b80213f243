"""Generators of the lesson on time and work."""

import random
from fractions import Fraction

from tutoring.generators.registry import Draft, Wrong, generator


def _days(value: Fraction) -> str:
    if value.denominator == 1:
        return f"${value}$"
    whole, rest = divmod(value.numerator, value.denominator)
    return f"${whole or ''}\\frac{{{rest}}}{{{value.denominator}}}$"


@generator("time-and-work.partner-leaves")
def partner_leaves(rng: random.Random) -> Draft:
    """Days to finish after a partner leaves; wrong options take the wrong part or worker."""
    first, second = rng.sample([8, 10, 12, 15, 18, 20, 24, 30, 36], 2)
    rate = Fraction(1, first) + Fraction(1, second)
    days = rng.randint(2, int(1 / rate) - 1)
    left = 1 - days * rate
    return Draft(
        stem=(
            f"Asha can do a piece of work in ${first}$ days and Bina in ${second}$ days. They work "
            f"together for ${days}$ days; then Bina leaves. How many more days does Asha need to "
            "finish the work?"
        ),
        answer=_days(left * first),
        wrong=(
            Wrong(_days(left / rate), "taw-remaining"),
            Wrong(_days(left * second), "taw-remaining"),
            Wrong(_days(days * rate * first), "taw-remaining"),
        ),
        explanation=(
            f"In ${days}$ days ${_bare(days * rate)}$ of the work is done and ${_bare(left)}$ is "
            f"left. "
            f"Asha alone needs this part of her ${first}$ days: {_days(left * first)} days."
        ),
    )


def _bare(value: Fraction) -> str:
    return f"\\frac{{{value.numerator}}}{{{value.denominator}}}"


@generator("time-and-work.tank-with-a-leak")
def tank_with_a_leak(rng: random.Random) -> Draft:
    """Time to fill a tank that leaks; wrong options add rates or subtract times."""
    fill = rng.choice([3, 4, 5, 6, 8, 9, 10, 12, 15])
    leak = fill + rng.choice([1, 2, 3, 4, 5, 6, 8, 10, 12])
    return Draft(
        stem=(
            f"A pipe fills an empty tank in ${fill}$ hours. A leak at the bottom would empty the "
            f"full "
            f"tank in ${leak}$ hours. How many hours does it take to fill the empty tank through "
            f"the "
            "pipe while it leaks?"
        ),
        answer=_days(Fraction(fill * leak, leak - fill)),
        wrong=(
            Wrong(_days(Fraction(fill * leak, leak + fill)), "taw-pipe-sign"),
            Wrong(_days(Fraction(leak - fill)), "taw-times-add"),
            Wrong(_days(Fraction(leak + fill)), "taw-times-add"),
        ),
        explanation=(
            f"Each hour $\\frac1{{{fill}}}-\\frac1{{{leak}}} = \\frac{{{leak - fill}}}"
            f"{{{fill * leak}}}$ of the tank is gained; the time is the reciprocal. Rates are "
            "subtracted, not times."
        ),
    )


@generator("time-and-work.more-efficient-worker")
def more_efficient_worker(rng: random.Random) -> Draft:
    """Joint time with a worker p percent more efficient; wrong options misuse the percent."""
    percent = rng.choice([20, 25, 50, 60])
    factor = Fraction(100 + percent, 100)
    days = rng.randint(1, 9) * factor.numerator
    other = days / factor
    share = Fraction(percent, 100)
    guess = days * (1 - share)
    return Draft(
        stem=(
            f"Ravi does a piece of work in ${days}$ days. Sunil is ${percent}\\%$ more "
            f"efficient. In "
            "how many days do they finish the work together?"
        ),
        answer=_days(1 / (Fraction(1, days) + 1 / other)),
        wrong=(
            Wrong(_days(1 / (Fraction(1, days) + 1 / guess)), "taw-efficiency"),
            Wrong(_days(1 / (Fraction(1, days) + 1 / (days * factor))), "taw-efficiency"),
            Wrong(_days((days + other) / 2), "taw-times-add"),
        ),
        explanation=(
            f"Sunil does ${_bare(factor)}$ times the work of Ravi in each day, so he alone needs "
            f"{_days(other)} days. The rates add: $\\frac1{{{days}}}$ and ${_bare(factor / days)}$."
        ),
    )
