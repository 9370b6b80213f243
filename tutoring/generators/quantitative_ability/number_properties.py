"""Generators of the lesson on number properties."""

import math
import random

from tutoring.generators.registry import Draft, Wrong, generator


def _whole(value: int) -> str:
    return f"${value}$"


@generator("number-properties.factors-of-a-product")
def factors_of_a_product(rng: random.Random) -> Draft:
    """Number of even factors; wrong options forget the zeroth power or the condition."""
    a, b, c = rng.randint(2, 6), rng.randint(2, 5), rng.randint(1, 4)
    q, r = rng.choice([(3, 5), (3, 7), (5, 7), (3, 11), (5, 11)])
    answer = a * (b + 1) * (c + 1)
    return Draft(
        stem=(
            f"How many positive factors of $2^{a}\\cdot {q}^{b}\\cdot {r}"
            f"{'' if c == 1 else f'^{c}'}$ are even?"
        ),
        answer=_whole(answer),
        wrong=(
            Wrong(_whole(a * b * c), "numprop-factor-count"),
            Wrong(_whole(a + b + c), "numprop-factor-count"),
            Wrong(_whole((a + 1) * (b + 1) * (c + 1)), None),
        ),
        explanation=(
            f"The exponent of $2$ may be any from $1$ to ${a}$ (${a}$ ways), that of ${q}$ one of "
            f"${b + 1}$ and that of ${r}$ one of ${c + 1}$ values: ${a}\\cdot {b + 1}\\cdot "
            f"{c + 1} = {answer}$. All factors together are ${(a + 1) * (b + 1) * (c + 1)}$."
        ),
    )


@generator("number-properties.power-in-a-factorial")
def power_in_a_factorial(rng: random.Random) -> Draft:
    """Highest power of a prime in a factorial; wrong options stop after the first quotients."""
    prime = rng.choice([3, 5, 7])
    n = rng.randrange(prime**3 + 1, prime**3 * 2 if prime == 7 else prime**4)
    quotients = [n // prime, n // prime**2, n // prime**3]
    answer = sum(quotients)
    return Draft(
        stem=f"What is the largest whole number $k$ such that ${prime}^k$ divides ${n}!$?",
        answer=_whole(answer),
        wrong=(
            Wrong(_whole(quotients[0]), "numprop-zeros"),
            Wrong(_whole(quotients[0] + quotients[1]), "numprop-zeros"),
            Wrong(_whole(quotients[0] + quotients[2]), None),
        ),
        explanation=(
            f"Multiples of ${prime}$, ${prime**2}$ and ${prime**3}$ up to ${n}$: "
            f"${quotients[0]} + {quotients[1]} + {quotients[2]} = {answer}$. Each higher power "
            "brings one more factor."
        ),
    )


@generator("number-properties.common-shortfall")
def common_shortfall(rng: random.Random) -> Draft:
    """A number that falls short of multiples by the same amount; LCM, sign and product errors."""
    divisors = sorted(rng.sample([6, 8, 9, 10, 12, 15, 18, 20], 3))
    short = rng.randint(2, 5)
    lcm = math.lcm(*divisors)
    rests = [d - short for d in divisors]
    names = [", ".join(map(str, part[:2])) + f" and {part[2]}" for part in (divisors, rests)]
    return Draft(
        stem=(
            f"What is the least positive number that leaves the remainders {names[1]} when "
            f"divided by {names[0]} respectively?"
        ),
        answer=_whole(lcm - short),
        wrong=(
            Wrong(_whole(lcm), "numprop-common-remainder"),
            Wrong(_whole(lcm + short), "numprop-common-remainder"),
            Wrong(_whole(math.prod(divisors) - short), "numprop-coprime"),
        ),
        explanation=(
            f"Each remainder is ${short}$ less than its divisor, so the number plus ${short}$ is "
            f"a common multiple. $\\text{{LCM}} = {lcm}$, hence ${lcm} - {short} = {lcm - short}$."
        ),
    )
