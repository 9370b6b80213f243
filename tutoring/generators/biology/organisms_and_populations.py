"""Generators of the lesson on organisms and populations."""

import random

from tutoring.generators.quantities import are_clean
from tutoring.generators.registry import Draft, Wrong, generator

ANIMALS = ("deer", "rabbits", "frogs", "hares", "voles", "geese", "lizards")


@generator("organisms-and-populations.number-after-a-year")
def number_after_a_year(rng: random.Random) -> Draft:
    """Births, deaths and migration; wrong options leave out or reverse a part."""
    animals, start = rng.choice(ANIMALS), rng.randrange(300, 901, 20)
    births, deaths = rng.randrange(60, 151, 5), rng.randrange(30, 121, 5)
    entered, left = rng.randrange(10, 81, 5), rng.randrange(10, 81, 5)
    end = start + births + entered - deaths - left
    return Draft(
        stem=(
            f"An area holds {start} {animals}. In one year {births} are born, {deaths} die, "
            f"{entered} come in from other areas and {left} go away to other areas. "
            f"How many {animals} does the area hold at the end of the year?"
        ),
        answer=f"{end}",
        wrong=(
            Wrong(f"{start + births - deaths}", "op-migration"),
            Wrong(f"{start + births - deaths - entered + left}", "op-migration"),
            Wrong(f"{start + births + entered - left}", "op-birth-only"),
        ),
        explanation=(
            f"$N_{{t+1}} = N_t + [(B + I) - (D + E)] = {start} + [({births} + {entered}) - "
            f"({deaths} + {left})] = {end}$. Without migration one would get "
            f"{start + births - deaths}."
        ),
    )


@generator("organisms-and-populations.logistic-growth-rate")
def logistic_growth_rate(rng: random.Random) -> Draft:
    """Growth by Verhulst and Pearl; wrong options ignore the limit or invert the free share."""
    while True:
        rate, capacity = rng.choice([0.1, 0.2, 0.25, 0.4, 0.5]), rng.randrange(400, 2001, 200)
        size = capacity * rng.choice([1, 2, 3, 4, 6, 7, 8, 9]) // 10
        growth = rate * size * (capacity - size) / capacity
        inverted = rate * size * size / capacity
        if are_clean(growth, inverted, rate * size, rate * (capacity - size), decimals=0):
            break
    return Draft(
        stem=(
            "A population grows by the logistic model with $r = "
            f"{rate}$ per individual per year and a carrying capacity of {capacity}. "
            f"At what rate does it grow when it has {size} members?"
        ),
        answer=f"{growth:.0f} per year",
        wrong=(
            Wrong(f"{rate * size:.0f} per year", "op-no-limit"),
            Wrong(f"{inverted:.0f} per year", "op-resistance-inverted"),
            Wrong(f"{rate * (capacity - size):.0f} per year", None),
        ),
        explanation=(
            f"$\\dfrac{{dN}}{{dt}} = rN\\,\\dfrac{{K - N}}{{K}} = {rate}\\times {size}\\times"
            f"\\dfrac{{{capacity - size}}}{{{capacity}}} = {growth:.0f}$ per year. Without the "
            f"limit it would be $rN = {rate * size:.0f}$."
        ),
    )


@generator("organisms-and-populations.growth-from-births-and-deaths")
def growth_from_births_and_deaths(rng: random.Random) -> Draft:
    """Find r in one place and use it in another; wrong: deaths forgotten, added, or totals kept."""
    while True:
        sample, larger = rng.choice([100, 200, 250, 400, 500]), rng.randrange(1200, 6001, 400)
        births, deaths = rng.randrange(20, 81, 5), rng.randrange(5, 41, 5)
        values = [larger * count / sample for count in (births - deaths, births, births + deaths)]
        if births > deaths and are_clean(*values, decimals=0):
            break
    growth, by_births, by_sum = values
    return Draft(
        stem=(
            f"In a sample of {sample} individuals of a species {births} are born and {deaths} die "
            f"within a year. A population of {larger} of the same species has the same birth and "
            "death rates, unlimited resources and no migration. At what rate $dN/dt$ does it grow "
            "at that size?"
        ),
        answer=f"{growth:.0f} per year",
        wrong=(
            Wrong(f"{by_births:.0f} per year", "op-birth-only"),
            Wrong(f"{by_sum:.0f} per year", "op-birth-only"),
            Wrong(f"{births - deaths} per year", "op-per-head"),
        ),
        explanation=(
            f"$r = b - d = \\dfrac{{{births} - {deaths}}}{{{sample}}} = "
            f"{(births - deaths) / sample:g}$ per individual per year, so $dN/dt = rN = "
            f"{(births - deaths) / sample:g}\\times {larger} = {growth:.0f}$ per year."
        ),
    )
