"""Generators of the lesson on data interpretation."""

import random

from tutoring.generators.quantities import are_clean
from tutoring.generators.registry import Draft, Wrong, generator

CROPS = ("rice", "wheat", "maize", "sugar", "cotton")


def _percent(value: float) -> str:
    """Write a percentage with one decimal."""
    return f"${value:.1f}\\%$"


@generator("data-interpretation.change-from-a-table")
def change_from_a_table(rng: random.Random) -> Draft:
    """Percentage rise of one row; wrong: new value as base, absolute change, whole change."""
    crops = rng.sample(CROPS, 3)
    early = [10 * rng.randint(4, 30) for _ in crops]
    late = [value + 10 * rng.randint(1, 12) for value in early]
    year, row = rng.randint(2001, 2015), rng.randrange(3)
    old, new = early[row], late[row]
    rise = (new - old) / old * 100
    lines = [f"| {c} | {a} | {b} |" for c, a, b in zip(crops, early, late, strict=True)]
    table = "\n".join([f"| Crop | {year} | {year + 1} |", "|---|---|---|", *lines])
    return Draft(
        stem=(
            "The table shows the production of a district in thousand tonnes.\n\n"
            f"{table}\n\nBy what percentage did the production of {crops[row]} rise?"
        ),
        answer=_percent(rise),
        wrong=(
            Wrong(_percent((new - old) / new * 100), "dataint-wrong-base"),
            Wrong(_percent(new - old), "dataint-points-for-percent"),
            Wrong(_percent(new / old * 100), None),
        ),
        explanation=(
            f"The change is ${new} - {old} = {new - old}$ thousand tonnes. Divided by the earlier "
            f"value ${old}$ it is ${rise:.1f}\\%$; the base is the value from which one starts."
        ),
    )


@generator("data-interpretation.joined-shares")
def joined_shares(rng: random.Random) -> Draft:
    """Share in two towns together; wrong: plain mean, sum, or weights exchanged."""
    while True:
        first, second = rng.choice(range(20, 181, 20)), rng.choice(range(20, 181, 20))
        low, high = rng.choice(range(10, 46, 5)), rng.choice(range(50, 91, 5))
        share = (first * low + second * high) / (first + second)
        if first != second and are_clean(share):
            break
    swapped = (first * high + second * low) / (first + second)
    return Draft(
        stem=(
            f"Town P has {first} thousand inhabitants, of whom ${low}\\%$ use the bus. Town Q has "
            f"{second} thousand, of whom ${high}\\%$ do. What percentage of the inhabitants of the "
            "two towns together use the bus?"
        ),
        answer=_percent(share),
        wrong=(
            Wrong(_percent((low + high) / 2), "dataint-share-for-amount"),
            Wrong(_percent(swapped), "dataint-wrong-base"),
            Wrong(_percent(high - low), "dataint-points-for-percent"),
        ),
        explanation=(
            f"Users: ${low}\\%$ of ${first}$ is ${first * low / 100:g}$ thousand, ${high}\\%$ of "
            f"${second}$ is ${second * high / 100:g}$ thousand. Of {first + second} thousand "
            f"people this is ${share:.1f}\\%$. The plain mean ignores the sizes of the towns."
        ),
    )


@generator("data-interpretation.amount-from-angles")
def amount_from_angles(rng: random.Random) -> Draft:
    """Amount of one sector from that of another; wrong: angle as percent, or the ratio inverted."""
    while True:
        known, asked = rng.choice(range(30, 151, 6)), rng.choice(range(30, 151, 6))
        amount = 10 * rng.randint(6, 60)
        result = amount * asked / known
        whole = amount * 360 / known
        if known != asked and are_clean(result, whole, decimals=0):
            break
    return Draft(
        stem=(
            "In a pie chart of the yearly spending of a school the sector of books has an angle of "
            f"${known}^\\circ$ and that of repairs ${asked}^\\circ$. Rs {amount} thousand go "
            "to books. How many thousand rupees are spent on repairs?"
        ),
        answer=f"${result:.0f}$",
        wrong=(
            Wrong(f"${amount * known / asked:.0f}$", "dataint-wrong-base"),
            Wrong(f"${whole * asked / 100:.0f}$", "dataint-points-for-percent"),
            Wrong(f"${amount + asked - known:.0f}$", None),
        ),
        explanation=(
            f"Amounts are in the ratio of the angles: $\\tfrac{{{asked}}}{{{known}}}\\times "
            f"{amount} = {result:.0f}$ thousand rupees. An angle of ${asked}^\\circ$ is "
            f"${asked / 3.6:.1f}\\%$ of the whole, not ${asked}\\%$."
        ),
    )
