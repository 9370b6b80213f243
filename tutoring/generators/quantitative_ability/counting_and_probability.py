"""Generators of the lesson on counting and probability."""

import math
import random
from collections import Counter
from fractions import Fraction

from tutoring.generators.registry import Draft, Wrong, generator

WORDS = [
    "APPLE",
    "BANANA",
    "KERALA",
    "ASSAM",
    "SIKKIM",
    "MANALI",
    "AGARTALA",
    "CHENNAI",
    "KOLKATA",
    "PATNA",
    "MADURAI",
    "BELLARY",
    "SRINAGAR",
    "HYDERABAD",
    "JABALPUR",
    "KOTTAYAM",
    "MORADABAD",
]


def _arrangements(letters: str) -> int:
    equal = [math.factorial(count) for count in Counter(letters).values()]
    return math.factorial(len(letters)) // math.prod(equal)


def _share(value: Fraction) -> str:
    return f"$\\tfrac{{{value.numerator}}}{{{value.denominator}}}$"


@generator("counting-and-probability.arrangements-of-a-word")
def arrangements_of_a_word(rng: random.Random) -> Draft:
    """Arrangements of a word's letters, with or without its first letter kept in place."""
    word, kept = rng.choice(WORDS), rng.random() < 0.5
    free, other = (word[1:], word) if kept else (word, word[1:])
    ways = _arrangements(free)
    where = f" begin with {word[0]}" if kept else " can be formed"
    return Draft(
        stem=f"How many different arrangements of all letters of the word {word}{where}?",
        answer=f"${ways}$",
        wrong=(
            Wrong(f"${math.factorial(len(free))}$", "countprob-repeats"),
            Wrong(f"${_arrangements(other)}$", "countprob-restriction"),
            Wrong(f"${ways * len(free)}$", None),
        ),
        explanation=(
            f"{len(free)} letters can be placed in ${len(free)}!$ orders; divide by the orders of "
            f"the equal letters among them. This gives {ways}."
        ),
    )


@generator("counting-and-probability.committee-with-at-least-one")
def committee_with_at_least_one(rng: random.Random) -> Draft:
    """Teams with at least one woman; picking one first counts teams several times."""
    men, women, size = rng.randint(4, 8), rng.randint(2, 6), rng.choice([3, 4])
    everyone = math.comb(men + women, size)
    right = everyone - math.comb(men, size)
    return Draft(
        stem=(
            f"A team of {size} is chosen from {men} men and {women} women. How many different "
            f"teams have at least one woman?"
        ),
        answer=f"${right}$",
        wrong=(
            Wrong(f"${women * math.comb(men + women - 1, size - 1)}$", "countprob-overcount"),
            Wrong(f"${everyone}$", "countprob-restriction"),
            Wrong(f"${women * math.comb(men, size - 1)}$", "countprob-condition"),
        ),
        explanation=(
            f"There are ${everyone}$ teams in all and ${math.comb(men, size)}$ of men only, so "
            f"${right}$ remain. Picking one woman first and then anyone counts a team with two "
            f"women twice."
        ),
    )


@generator("counting-and-probability.same-colour-draw")
def same_colour_draw(rng: random.Random) -> Draft:
    """Probability of two balls of unlike colours drawn without replacement."""
    red, blue = rng.randint(2, 9), rng.randint(2, 9)
    total = red + blue
    right = Fraction(2 * red * blue, total * (total - 1))
    return Draft(
        stem=(
            f"A bag holds {red} red and {blue} blue balls. Two are drawn at random without "
            "replacement. What is the probability that they have different colours?"
        ),
        answer=_share(right),
        wrong=(
            Wrong(_share(Fraction(2 * red * blue, total * total)), "countprob-replacement"),
            Wrong(_share(right / 2), "countprob-order"),
            Wrong(_share(1 - right), None),
        ),
        explanation=(
            f"Red then blue and blue then red each have $\\tfrac{{{red}\\times "
            f"{blue}}}{{{total}\\times {total - 1}}}$; together {_share(right)}. Both orders count."
        ),
    )
