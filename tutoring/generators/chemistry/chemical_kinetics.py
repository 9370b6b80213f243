"""Generators of the lesson on chemical kinetics."""

import random

from tutoring.generators.numeric import numeric_draft
from tutoring.generators.registry import Draft, generator


@generator("chemical-kinetics.first-order-time")
def first_order_time(rng: random.Random) -> Draft:
    """Time for a part of a first-order reaction, from the time of another part."""
    first, second = rng.sample((1, 2, 3, 4, 5), 2)
    half_life = rng.choice((5, 6, 8, 10, 12, 15, 20, 24, 30))
    given, wanted = 2**first, 2**second
    part, part_2 = (given - 1) / given, (wanted - 1) / wanted
    time = first * half_life
    return numeric_draft(
        f"In a first-order reaction $\\tfrac{{{given - 1}}}{{{given}}}$ of the substance has "
        f"reacted after {time} min. After how many minutes in all has "
        f"$\\tfrac{{{wanted - 1}}}{{{wanted}}}$ of it reacted?",
        second * half_life,
        (
            (time * part_2 / part, "kinetics-linear-progress"),
            (time * wanted / given, "kinetics-linear-progress"),
            ((first + second) * half_life, None),
        ),
        f"$\\tfrac1{{{given}}}$ is left after {first} half-lives, so one half-life is "
        f"${half_life}$ min. $\\tfrac1{{{wanted}}}$ is left after {second}: "
        f"${second * half_life}$ min.",
        unit="min",
        places=1,
    )


RISES = {2: "doubled", 3: "tripled", 4: "made four times as large"}
FALLS = {2: "halved", 4: "reduced to a quarter"}


@generator("chemical-kinetics.rate-at-new-concentrations")
def rate_at_new_concentrations(rng: random.Random) -> Draft:
    """Factor by which a rate changes under a given rate law."""
    order, order_2 = rng.choice(((1, 2), (2, 1), (2, 0), (1, 1), (0, 2), (1, 0), (0, 1)))
    factor, divisor = rng.choice((2, 3, 4)), rng.choice((2, 4))
    coefficient, coefficient_2 = rng.choice(((2, 1), (1, 2), (1, 3), (2, 3), (3, 2)))
    right = factor**order / divisor**order_2
    ways: dict[float, str | None] = {
        max(factor * order, 1) / max(divisor * order_2, 1): None,
        factor**order * divisor**order_2: None,
        factor**order_2 / divisor**order: None,
        factor / divisor: "kinetics-order-from-equation",
        factor**coefficient / divisor**coefficient_2: "kinetics-order-from-equation",
    }
    ways.pop(right, None)
    if len(ways) < 3:
        return rate_at_new_concentrations(rng)
    left = f"{coefficient if coefficient > 1 else ''}\\text{{A}}"
    other = f"{coefficient_2 if coefficient_2 > 1 else ''}\\text{{B}}"
    return numeric_draft(
        f"The reaction ${left} + {other}\\to\\text{{C}}$ is of order {order} in A and of order "
        f"{order_2} in B. The concentration of A is {RISES[factor]} and that of B is "
        f"{FALLS[divisor]}, at the same temperature. By what factor is the rate multiplied?",
        right,
        sorted(ways.items(), key=lambda way: way[1] is None)[:3],
        f"${factor}^{order}/{divisor}^{order_2} = {right:.4g}$: the measured orders are the "
        "exponents, not the coefficients.",
        places=4,
    )


@generator("chemical-kinetics.rate-at-two-temperatures")
def rate_at_two_temperatures(rng: random.Random) -> Draft:
    """Activation energy from the factor between two temperatures."""
    start, step = rng.choice((290, 300, 310, 320, 350)), rng.choice((10, 20, 30))
    factor, log = rng.choice(((2, 0.301), (3, 0.477), (4, 0.602), (5, 0.699), (10, 1.0)))
    end = start + step
    right = 19.15 * log * start * end / step / 1000
    return numeric_draft(
        f"A rate constant becomes {factor} times as large when the temperature is raised from "
        f"{start} K to {end} K. Take $2.303R = 19.15$ J/(mol K) and $\\log {factor} = {log:g}$. "
        "What is the activation energy?",
        right,
        (
            (19.15 * log * start * end / 1000 / (step * 2.303), None),
            (19.15 * factor * start * end / step / 1000, "kinetics-arrhenius-linear"),
            (19.15 * log * end / 1000, "kinetics-arrhenius-linear"),
        ),
        f"$E_a = 19.15\\times\\log {factor}\\times\\dfrac{{T_1T_2}}{{T_2 - T_1}} = 19.15\\times "
        f"{log:g}\\times\\dfrac{{{start}\\times {end}}}{{{step}}}$ J/mol $= {right:.1f}$ kJ/mol.",
        unit="kJ/mol",
        places=1,
    )
