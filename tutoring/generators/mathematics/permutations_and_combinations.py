"""Generators of the lesson on permutations and combinations."""

import random
from collections import Counter
from math import comb, factorial, perm, prod

from tutoring.generators.mathematics.writing import inline
from tutoring.generators.registry import Draft, Wrong, generator

WORDS = [
    "BANANA",
    "SUCCESS",
    "ENGINEER",
    "ALLAHABAD",
    "COFFEE",
    "BALLOON",
    "LETTER",
    "ADDRESS",
    "PEPPER",
    "TOMORROW",
    "KARNATAKA",
    "ARRANGE",
    "PARALLEL",
    "ACCESS",
    "COCOON",
    "REFERENCE",
    "MALAYALAM",
    "STATISTICS",
    "COMMITTEE",
    "CALCULUS",
    "ASSASSIN",
    "TENNESSEE",
    "SEVENTEEN",
    "PROBABILITY",
    "MATHEMATICS",
    "EXAMINATION",
    "INDEPENDENCE",
    "MISSISSIPPI",
]


@generator("permutations-and-combinations.letters-of-a-word")
def letters_of_a_word(rng: random.Random) -> Draft:
    """Arrangements of a word with repeated letters; wrong options forget some repeats."""
    word = rng.choice(WORDS)
    counts = sorted(Counter(word).values(), reverse=True)
    below = prod(factorial(count) for count in counts)
    repeats = " \\times ".join(f"{count}!" for count in counts if count > 1)
    total = factorial(len(word))
    return Draft(
        stem=f"In how many different ways can all the letters of the word {word} be arranged?",
        answer=inline(total // below),
        wrong=(
            Wrong(inline(total), "permcomb-repeats"),
            Wrong(inline(total // factorial(counts[0])), "permcomb-repeats"),
            Wrong(inline(factorial(len(counts))), "permcomb-repeats"),
        ),
        explanation=(
            f"There are ${len(word)}$ letters; exchanging equal ones changes nothing: "
            f"$\\dfrac{{{len(word)}!}}{{{repeats}}} = {total // below}$."
        ),
    )


@generator("permutations-and-combinations.numbers-without-repetition")
def numbers_without_repetition(rng: random.Random) -> Draft:
    """Numbers of k digits from 0 to m, no digit twice; wrong options let zero lead or drop "
    "order."""
    top, places = rng.randint(4, 9), rng.randint(3, 5)
    parity = rng.choice(["", "divisible by $10$ "])
    last = 1 if parity else 0
    answer = perm(top, places - 1) if parity else top * perm(top, places - 1)
    free = perm(top, places - 1) * (top + 1) if parity else perm(top + 1, places)
    repeated = top * (top + 1) ** (places - 1 - last)
    unordered = comb(top, places - 1) if parity else comb(top + 1, places)
    return Draft(
        stem=(
            f"How many numbers of ${places}$ digits {parity}can be formed with the digits from $0$ "
            f"to ${top}$ if no digit is used twice and the first digit is not $0$?"
        ),
        answer=inline(answer),
        wrong=(
            Wrong(inline(free), "permcomb-restriction"),
            Wrong(inline(repeated), "permcomb-restriction"),
            Wrong(inline(unordered), "permcomb-order"),
        ),
        explanation=(
            f"Fill the restricted place first. {_reason(top, places, bool(parity))} "
            f"This gives ${answer}$ numbers."
        ),
    )


def _reason(top: int, places: int, ends_in_zero: bool) -> str:
    others = f"the other ${places - 1}$ places ${perm(top, places - 1)}$ ways"
    if ends_in_zero:
        return f"The last digit must be $0$, and {others} are left for the non-zero digits."
    return f"The first digit has ${top}$ choices, and for {others} remain."


@generator("permutations-and-combinations.committee-with-at-least-two")
def committee_with_at_least_two(rng: random.Random) -> Draft:
    """Committees with at least two women; the wrong options choose two first or misread."""
    men, women, size = rng.randint(4, 8), rng.randint(3, 6), rng.choice([3, 4])
    total = comb(men + women, size)
    answer = total - comb(men, size) - women * comb(men, size - 1)
    exactly = comb(women, 2) * comb(men, size - 2)
    return Draft(
        stem=(
            f"A committee of ${size}$ is chosen from ${men}$ men and ${women}$ women. In how many "
            "ways can this be done so that it has at least two women?"
        ),
        answer=inline(answer),
        wrong=(
            Wrong(inline(comb(women, 2) * comb(men + women - 2, size - 2)), "permcomb-at-least"),
            Wrong(inline(exactly), "permcomb-restriction"),
            Wrong(inline(total - comb(men, size)), None),
        ),
        explanation=(
            f"There are ${total}$ committees in all, ${comb(men, size)}$ without a woman and "
            f"${women * comb(men, size - 1)}$ with exactly one, so ${answer}$ remain. Choosing two "
            "women first and then anybody counts committees with more women several times."
        ),
    )
