"""Generators of the lesson on sequences and series."""

import random
from fractions import Fraction

from tutoring.generators.mathematics.writing import inline, polynomial
from tutoring.generators.registry import Draft, Wrong, generator


@generator("sequences-and-series.term-from-the-sum")
def term_from_the_sum(rng: random.Random) -> Draft:
    """The n-th term from a formula of the sum; wrong options give the sum or a neighbour."""
    a, b, n = rng.randint(2, 6), rng.choice([-5, -4, -3, -2, 1, 2, 3, 4, 5]), rng.randint(6, 15)
    total = a * n * n + b * n
    before = a * (n - 1) ** 2 + b * (n - 1)
    return Draft(
        stem=(
            "The sum of the first $n$ terms of a sequence is "
            f"$S_n = {polynomial([a, b, 0], 'n')}$ for every $n\\ge1$. What is its ${n}$th term?"
        ),
        answer=inline(total - before),
        wrong=(
            Wrong(inline(total), "series-sum-term"),
            Wrong(inline(total - before + 2 * a), "series-n-minus-one"),
            Wrong(inline(total + before), None),
        ),
        explanation=(
            f"$a_{{{n}}} = S_{{{n}}} - S_{{{n - 1}}} = {total} - {before} = {total - before}$. "
            f"$S_{{{n}}} = {total}$ is the sum of all terms so far."
        ),
    )


@generator("sequences-and-series.inserted-means")
def inserted_means(rng: random.Random) -> Draft:
    """The k-th of n arithmetic means; wrong options divide by n or count one step less."""
    means, first = rng.randint(3, 7), rng.randint(1, 12)
    step = rng.choice([2, 3, 4, 5, 6]) * means
    last, k = first + (means + 1) * step, rng.randint(2, means)
    wide = step * (means + 1) // means
    name = {2: "second", 3: "third", 4: "fourth", 5: "fifth", 6: "sixth", 7: "seventh"}[k]
    return Draft(
        stem=(
            f"Between ${first}$ and ${last}$ one inserts ${means}$ numbers so that all together "
            f"form an arithmetic progression. What is the {name} inserted number?"
        ),
        answer=inline(first + k * step),
        wrong=(
            Wrong(inline(first + k * wide), "series-insert"),
            Wrong(inline(first + (k - 1) * step), "series-n-minus-one"),
            Wrong(inline((first + last) // 2), "series-means"),
        ),
        explanation=(
            f"${means}$ numbers make ${means + 1}$ steps, each ${last - first}/{means + 1} = "
            f"{step}$. The {name} is ${first} + {k}\\times {step} = {first + k * step}$."
        ),
    )


@generator("sequences-and-series.infinite-geometric-sum")
def infinite_geometric_sum(rng: random.Random) -> Draft:
    """Sum of an infinite GP; wrong options leave out the first term or mistake the denominator."""
    below = rng.randint(3, 8)
    above = rng.choice([-1, 1]) * rng.randint(1, min(below - 1, 3))
    ratio = Fraction(above, below)
    first = below * abs(below - above) * rng.randint(1, 4)
    answer = first / (1 - ratio)
    return Draft(
        stem=(
            f"The first term of an infinite geometric progression is ${first}$ and its second term "
            f"is {inline(first * ratio)}. What is the sum of all its terms?"
        ),
        answer=inline(answer),
        wrong=(
            Wrong(inline(answer - first), "series-infinite"),
            Wrong(inline(first / (1 + ratio)), "series-infinite"),
            Wrong(inline(first + first * ratio), None),
        ),
        explanation=(
            f"The ratio is {inline(ratio)}, less than $1$ in size, so the sum is "
            f"$\\dfrac{{a}}{{1-r}} = {inline(answer)[1:-1]}$."
        ),
    )
