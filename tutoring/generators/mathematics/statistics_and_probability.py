"""Generators of the lesson on statistics and probability."""

import random
from fractions import Fraction
from math import comb

from tutoring.generators.mathematics.writing import inline, signed
from tutoring.generators.registry import Draft, Wrong, generator


@generator("statistics-and-probability.variance-of-a-change")
def variance_of_a_change(rng: random.Random) -> Draft:
    """Variance after y = ax + b; wrong options scale once or add the shift."""
    variance, a, b = rng.randint(2, 9), rng.randint(2, 6), rng.randint(1, 9)
    return Draft(
        stem=(
            f"The variance of a set of numbers $x$ is ${variance}$. Each number is replaced by "
            f"$y = {a}x {signed(b)}$. What is the variance of the numbers $y$?"
        ),
        answer=inline(a * a * variance),
        wrong=(
            Wrong(inline(a * variance), "prob-variance"),
            Wrong(inline(a * variance + b), "prob-variance"),
            Wrong(inline(a * a * variance + b), "prob-variance"),
        ),
        explanation=(
            f"Adding ${b}$ shifts all numbers alike and changes no deviation. The factor ${a}$ "
            f"counts squared: ${a * a}\\times {variance} = {a * a * variance}$."
        ),
    )


@generator("statistics-and-probability.which-machine")
def which_machine(rng: random.Random) -> Draft:
    """Bayes for two machines; wrong options ignore the shares or reverse the condition."""
    share = rng.choice([20, 25, 30, 40, 60, 70, 75, 80])
    bad, worse = rng.sample([1, 2, 3, 4, 5, 6], 2)
    first, second = share * bad, (100 - share) * worse
    answer = Fraction(first, first + second)
    return Draft(
        stem=(
            f"Machine A makes ${share}\\%$ of the bolts of a factory and machine B the rest. "
            f"${bad}\\%$ of the bolts of A and ${worse}\\%$ of those of B are faulty. A bolt "
            f"chosen "
            "at random is faulty. What is the probability that it came from A?"
        ),
        answer=inline(answer),
        wrong=(
            Wrong(inline(Fraction(bad, bad + worse)), "prob-base-rate"),
            Wrong(inline(Fraction(bad, 100)), "prob-reversed"),
            Wrong(inline(Fraction(share, 100)), "prob-base-rate"),
        ),
        explanation=(
            f"Of $10\\,000$ bolts ${first}$ are faulty ones from A and ${second}$ from B. So the "
            f"probability is $\\dfrac{{{first}}}{{{first + second}}} = {inline(answer)[1:-1]}$."
        ),
    )


@generator("statistics-and-probability.drawing-without-replacement")
def drawing_without_replacement(rng: random.Random) -> Draft:
    """One ball of each colour without replacement; wrong options replace or fix the order."""
    red, blue = rng.randint(3, 8), rng.randint(2, 7)
    total = red + blue
    answer = Fraction(red * blue, comb(total, 2))
    return Draft(
        stem=(
            f"A bag holds ${red}$ red and ${blue}$ blue balls. Two balls are drawn at random one "
            "after the other without replacement. What is the probability that they have "
            "different colours?"
        ),
        answer=inline(answer),
        wrong=(
            Wrong(inline(Fraction(2 * red * blue, total**2)), "prob-replacement"),
            Wrong(inline(answer / 2), "prob-orders"),
            Wrong(inline(Fraction(red * blue, total**2)), "prob-replacement"),
        ),
        explanation=(
            f"Red first, then blue: "
            f"$\\tfrac{{{red}}}{{{total}}}\\cdot\\tfrac{{{blue}}}{{{total - 1}}}$;"
            f" the other order has the same probability. Together {inline(answer)}."
        ),
    )
