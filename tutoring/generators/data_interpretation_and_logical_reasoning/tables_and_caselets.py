"""Generators of the lesson on tables and caselets."""

import random

from tutoring.generators.decimals import decimals, fixed
from tutoring.generators.registry import Draft, Wrong, generator


def _percent(share: float) -> str:
    return f"${decimals(100 * share)}\\%$"


@generator("tables-and-caselets.mean-of-two-shifts")
def mean_of_two_shifts(rng: random.Random) -> Draft:
    """Mean output over two shifts of unlike size; the plain mean or exchanged sizes mislead."""
    one, two = rng.sample(range(10, 61, 5), 2)
    first, second = rng.sample(range(20, 61, 2), 2)
    mean = (one * first + two * second) / (one + two)
    return Draft(
        stem=(
            "The table shows one day in a workshop.\n\n| Shift | Workers | Mean output per worker |"
            f"\n|---|---|---|\n| Day | {one} | {first} |\n| Night | {two} | {second} |\n\n"
            "What is the mean output per worker over both shifts?"
        ),
        answer=fixed(mean, "", 2),
        wrong=(
            Wrong(fixed((first + second) / 2, "", 2), "caselet-plain-mean"),
            Wrong(fixed((two * first + one * second) / (one + two), "", 2), "caselet-row"),
            Wrong(fixed(first + second, "", 2), "caselet-points"),
        ),
        explanation=(
            f"The total output is ${one}\\times {first} + {two}\\times {second} = "
            f"{one * first + two * second}$ pieces by {one + two} workers. The plain mean of the "
            f"two means would need shifts of equal size."
        ),
    )


@generator("tables-and-caselets.fastest-growing-branch")
def fastest_growing_branch(rng: random.Random) -> Draft:
    """Growth of a total; the base, or the plain mean of the branches' growth, misleads."""
    old = [rng.choice(range(40, 401, 20)) for _ in range(3)]
    growth = [rng.choice([-0.1, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5]) for _ in range(3)]
    new = [round(value * (1 + rate)) for value, rate in zip(old, growth, strict=True)]
    rows = "\n".join(f"| {n} | {a} | {b} |" for n, a, b in zip("PQR", old, new, strict=True))
    gain = sum(new) - sum(old)
    mean = sum(b / a - 1 for a, b in zip(old, new, strict=True)) / 3
    return Draft(
        stem=(
            "The table shows the sales of three branches, in lakh rupees.\n\n"
            f"| Branch | Last year | This year |\n|---|---|---|\n{rows}\n\n"
            "By what percentage did the total sales of the three branches change?"
        ),
        answer=_percent(gain / sum(old)),
        wrong=(
            Wrong(_percent(gain / sum(new)), "caselet-base"),
            Wrong(_percent(mean), "caselet-plain-mean"),
            Wrong(_percent(3 * mean), "caselet-points"),
        ),
        explanation=(
            f"The totals are {sum(old)} and {sum(new)}, so the change is ${gain}/{sum(old)}$. "
            "The percentages of the branches have different bases and cannot be averaged plainly."
        ),
    )


@generator("tables-and-caselets.women-among-the-commuters")
def women_among_the_commuters(rng: random.Random) -> Draft:
    """Share of women among those who do something, from shares within each group."""
    women = rng.choice([30, 35, 40, 45, 55, 60, 65, 70])
    among_women, among_men = rng.sample([10, 15, 20, 25, 30, 40, 50, 60, 75, 80], 2)
    w, m = women * among_women / 100, (100 - women) * among_men / 100
    return Draft(
        stem=(
            f"Of the employees of a firm {women} percent are women. Of the women {among_women} "
            f"percent and of the men {among_men} percent come by bus. What percentage of those who "
            "come by bus are women?"
        ),
        answer=_percent(w / (w + m)),
        wrong=(
            Wrong(_percent(among_women / (among_women + among_men)), "caselet-points"),
            Wrong(_percent(w / 100), "caselet-base"),
            Wrong(_percent(m / (w + m)), "caselet-row"),
        ),
        explanation=(
            f"Of 100 employees {w:g} women and {m:g} men come by bus. The share of women is "
            f"${w:g}/{w + m:g}$: the base is those who come by bus, not all employees."
        ),
    )
