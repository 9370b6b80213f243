"""Generators of the lesson on ratios, averages and mixtures."""

import random
from math import gcd

from tutoring.generators.quantities import are_clean, number
from tutoring.generators.registry import Draft, Wrong, generator


@generator("ratios-averages-and-mixtures.average-of-two-groups")
def average_of_two_groups(rng: random.Random) -> Draft:
    """Average of two groups; wrong options ignore or exchange the sizes."""
    first, second = rng.sample([10, 12, 15, 20, 24, 25, 30, 36, 40], 2)
    low, high = rng.randint(40, 60), rng.randint(62, 85)
    average = (first * low + second * high) / (first + second)
    if not are_clean(average):
        return average_of_two_groups(rng)
    return Draft(
        stem=(
            f"The ${first}$ students of one class have an average of ${low}$ marks, the ${second}$ "
            f"students of another class an average of ${high}$. What is the average of all?"
        ),
        answer=f"${average:.1f}$",
        wrong=(
            Wrong(f"${(low + high) / 2:.1f}$", "ratio-plain-average"),
            Wrong(f"${low + high - average:.1f}$", "ratio-weights-swapped"),
            Wrong(f"${average + (-1 if average > (low + high) / 2 else 1):.1f}$", None),
        ),
        explanation=(
            f"All marks together are ${first}\\times {low} + {second}\\times {high} = "
            f"{first * low + second * high}$, shared by ${first + second}$ students: "
            f"${average:.1f}$. The larger class pulls the average towards its own."
        ),
    )


@generator("ratios-averages-and-mixtures.mixing-two-prices")
def mixing_two_prices(rng: random.Random) -> Draft:
    """Ratio of two kinds for a wanted price; wrong options exchange it or use the prices."""
    cheap = rng.choice(range(20, 62, 2))
    left, right = rng.sample([2, 3, 4, 5, 6, 8, 9, 10, 12], 2)
    mean, dear = cheap + left, cheap + left + right

    def ratio(a: int, b: int) -> str:
        return f"${a // gcd(a, b)} : {b // gcd(a, b)}$"

    return Draft(
        stem=(
            f"In which ratio must rice at Rs {cheap} per kg be mixed with rice at Rs {dear} per "
            f"kg, "
            f"the cheaper named first, so that the mixture costs Rs {mean} per kg?"
        ),
        answer=ratio(right, left),
        wrong=(
            Wrong(ratio(left, right), "ratio-weights-swapped"),
            Wrong(ratio(cheap, dear), "ratio-part-whole"),
            Wrong(ratio(dear, cheap), "ratio-part-whole"),
        ),
        explanation=(
            f"Each kilogram of the cheaper kind lies {left} rupees below the mean and each of the "
            f"dearer {right} above it. They balance in the ratio {ratio(right, left)}."
        ),
    )


@generator("ratios-averages-and-mixtures.repeated-replacement")
def repeated_replacement(rng: random.Random) -> Draft:
    """Milk left after repeated replacement; wrong options subtract equal amounts."""
    whole, part = rng.choice(
        [(40, 8), (50, 10), (60, 15), (80, 16), (80, 20), (100, 20), (120, 30)]
    )
    whole, part = whole * (scale := rng.choice([1, 2, 3])), part * scale
    times = rng.choice([2, 3])
    kept = 1 - part / whole
    left = whole * kept**times
    word = "twice" if times == 2 else "three times"
    return Draft(
        stem=(
            f"A can holds ${whole}$ litres of pure milk. ${part}$ litres are taken out and "
            f"replaced "
            f"by water, and the contents are mixed. This is done {word} in all. How many litres of "
            "milk are left?"
        ),
        answer=f"${left:.2f}$",
        wrong=(
            Wrong(f"${whole - times * part:.2f}$", "ratio-linear-replacement"),
            Wrong(f"${whole - left:.2f}$", "ratio-part-whole"),
            Wrong(f"${whole * kept ** (times - 1):.2f}$", None),
        ),
        explanation=(
            f"Each time the share ${number(kept)}$ of the milk stays: ${whole}\\times "
            f"{number(kept)}^{times} = {left:.2f}$. Later draws contain water as well, so less "
            f"milk "
            "is lost each time."
        ),
    )
