"""Generators of the lesson on linear and quadratic equations."""

import random

from tutoring.generators.registry import Draft, Wrong, generator


def _whole(value: int) -> str:
    return f"${value}$"


@generator("linear-and-quadratic-equations.fixed-and-variable-charge")
def fixed_and_variable_charge(rng: random.Random) -> Draft:
    """Price of a third ride from two others; wrong options drop or double the fixed part."""
    fixed, rate = rng.choice(range(20, 81, 10)), rng.randint(8, 18)
    first = rng.randint(4, 9)
    second = first + rng.randint(3, 8)
    third = second + rng.randint(2, 9)
    low, high, answer = (fixed + rate * way for way in (first, second, third))
    return Draft(
        stem=(
            "A taxi charges a fixed charge and a constant rate for each kilometre. A ride of "
            f"{first} km costs Rs {low}, one of {second} km Rs {high}. What does a ride of "
            f"{third} km cost?"
        ),
        answer=f"Rs {answer}",
        wrong=(
            Wrong(f"Rs {rate * third}", "lqeq-time-shift"),
            Wrong(f"Rs {low + rate * third}", "lqeq-time-shift"),
            Wrong(f"Rs {high + rate * (third - first)}", None),
        ),
        explanation=(
            f"The rate is $({high} - {low})/({second} - {first}) = {rate}$ rupees per km, so the "
            f"fixed part is ${low} - {rate}\\cdot {first} = {fixed}$. The price is "
            f"${fixed} + {rate}\\cdot {third} = {answer}$ rupees."
        ),
    )


@generator("linear-and-quadratic-equations.squares-of-roots")
def squares_of_roots(rng: random.Random) -> Draft:
    """Sum of the squares of the roots of an equation with a leading coefficient."""
    lead, one = rng.randint(2, 5), rng.randint(1, 9)
    two = rng.choice([n for n in range(-6, 10) if n not in (0, one, -one)])
    total, product = one + two, one * two
    answer = total**2 - 2 * product
    middle = f"{-lead * total:+d}x".replace("+1x", "+x").replace("-1x", "-x")
    return Draft(
        stem=(
            f"The roots of ${lead}x^2 {middle} {lead * product:+d} = 0$ are $\\alpha$ and "
            "$\\beta$. What is $\\alpha^2 + \\beta^2$?"
        ),
        answer=_whole(answer),
        wrong=(
            Wrong(_whole(total**2), "lqeq-square-sum"),
            Wrong(_whole(total**2 + 2 * product), "lqeq-sum-sign"),
            Wrong(_whole((lead * total) ** 2 - 2 * lead * product), "lqeq-leading"),
        ),
        explanation=(
            f"Divide by ${lead}$: the sum of the roots is ${total}$, the product ${product}$. "
            f"So $\\alpha^2 + \\beta^2 = ({total})^2 - 2\\cdot ({product}) = {answer}$."
        ),
    )


TIMES = {
    2: "twice", 3: "three times", 4: "four times", 5: "five times", 6: "six times",
    7: "seven times",
}  # fmt: skip


@generator("linear-and-quadratic-equations.two-ages-two-times")
def two_ages_two_times(rng: random.Random) -> Draft:
    """Present age from a past and a future ratio; wrong options shift one person only."""
    before = past = 0
    while not 18 <= (past - 1) * before <= 45:  # how much older a parent may be
        past, future = rng.choice([(7, 3), (6, 3), (5, 2), (4, 2), (5, 3), (6, 2), (3, 2)])
        before = rng.randint(2, 12) * (future - 1)  # the child's age then: all ages are whole
    span = before * (past - future) // (future - 1)
    ago = rng.randint(2, span - 2)
    ahead = span - ago
    child, parent = before + ago, past * before + ago
    return Draft(
        stem=(
            f"{ago} years ago a parent was {TIMES[past]} as old as the child. In {ahead} years "
            f"the parent will be {TIMES[future]} as old as the child. "
            "How old is the parent now?"
        ),
        answer=f"{parent} years",
        wrong=(
            Wrong(f"{past * before} years", "lqeq-time-shift"),
            Wrong(f"{past * child} years", "lqeq-time-shift"),
            Wrong(f"{parent + ahead} years", None),
        ),
        explanation=(
            f"With $c$ the child's age {ago} years ago: ${past}c + {span} = {future}(c + {span})$, "
            f"so $c = {before}$. The parent is now ${past}\\cdot {before} + {ago} = {parent}$; "
            f"the child is {child}."
        ),
    )
