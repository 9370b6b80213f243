"""Generators of the lesson on progressions."""

import random

from tutoring.generators.quantities import are_clean, quantity
from tutoring.generators.registry import Draft, Wrong, generator


def _whole(value: int) -> str:
    return f"${value}$"


def _ordinal(n: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(n % 10 if n not in (11, 12, 13) else 0, "th")
    return f"{n}{ending}"


@generator("progressions.term-from-two-terms")
def term_from_two_terms(rng: random.Random) -> Draft:
    """A far term from two given ones; wrong options take a step too many or add up."""
    first, step = rng.randint(2, 20), rng.choice([2, 3, 4, 5, 6, 7, -2, -3])
    low = rng.randint(3, 6)
    high = low + rng.randint(3, 6)
    far = high + rng.randint(5, 12)
    one, two, answer = (first + (n - 1) * step for n in (low, high, far))
    return Draft(
        stem=(
            f"In an arithmetic progression the {_ordinal(low)} term is ${one}$ and the "
            f"{_ordinal(high)} term is ${two}$. What is the {_ordinal(far)} term?"
        ),
        answer=_whole(answer),
        wrong=(
            Wrong(_whole(answer + step), "progr-n-for-n-1"),
            Wrong(_whole(far * (first + answer) // 2), "progr-term-sum"),
            Wrong(_whole(two + far * step), "progr-n-for-n-1"),
        ),
        explanation=(
            f"The {high - low} steps between bring ${two - one}$, so $d = {step}$. "
            f"The wanted term is {far - high} steps further: "
            f"${two} + {far - high}\\cdot ({step}) = {answer}$."
        ),
    )


@generator("progressions.bouncing-ball")
def bouncing_ball(rng: random.Random) -> Draft:
    """Whole path of a bouncing ball; wrong options count one way or forget the first fall."""
    while True:
        height = rng.randint(2, 24)
        part, whole = rng.choice([(1, 2), (2, 3), (3, 4), (3, 5), (4, 5), (2, 5), (1, 3)])
        rises = height * part / (whole - part)
        if are_clean(rises, height * whole / (whole - part)):
            break
    return Draft(
        stem=(
            f"A ball is dropped from a height of {height} m and after each impact rises to "
            f"$\\frac{{{part}}}{{{whole}}}$ of the height from which it fell. What total "
            "distance does it travel until it comes to rest?"
        ),
        answer=quantity(height + 2 * rises, "m"),
        wrong=(
            Wrong(quantity(height + rises, "m"), "progr-infinite"),
            Wrong(quantity(2 * height + 2 * rises, "m"), "progr-infinite"),
            Wrong(quantity(2 * rises, "m"), None),
        ),
        explanation=(
            f"The heights of the bounces add up to $\\frac{{{height}\\cdot {part}/{whole}}}"
            f"{{1 - {part}/{whole}}}$, that is {quantity(rises, 'm')}, and each is passed up and "
            f"down. With the first fall: ${height} + 2\\cdot {rises:g} = {height + 2 * rises:g}$."
        ),
    )


@generator("progressions.difference-from-sum")
def difference_from_sum(rng: random.Random) -> Draft:
    """Common difference from ends and sum; the half or one step is easily lost."""
    first, step, count = rng.randint(2, 12), rng.randint(2, 7), rng.randint(8, 20)
    last = first + (count - 1) * step
    total = count * (first + last) // 2
    return Draft(
        stem=(
            f"An arithmetic progression begins with ${first}$ and ends with ${last}$; the sum of "
            f"its terms is ${total}$. What is its common difference?"
        ),
        answer=f"${step:.1f}$",
        wrong=(
            Wrong(f"${(last - first) / count:.1f}$", "progr-n-for-n-1"),
            Wrong(f"${2 * (last - first) / (count - 2):.1f}$", "progr-half-sum"),
            Wrong(f"${total / (first + last):.1f}$", "progr-term-sum"),
        ),
        explanation=(
            f"The mean of the terms is $\\frac{{{first} + {last}}}{{2}}$, so there are {count} "
            f"terms and {count - 1} steps: $d = \\frac{{{last - first}}}{{{count - 1}}} = {step}$."
        ),
    )
