"""Generators of the lesson on percentages, profit and loss."""

import random

from tutoring.generators.quantities import are_clean, number
from tutoring.generators.registry import Draft, Wrong, generator


def _percent(value: float) -> str:
    return f"${number(value)}\\%$"


@generator("percentages-profit-and-loss.successive-changes")
def successive_changes(rng: random.Random) -> Draft:
    """Net rise of a rise and a fall; wrong options add the percentages."""
    up, down = rng.choice(range(20, 85, 5)), rng.choice([5, 10, 15, 20, 25])
    net = up - down - up * down / 100
    if net <= 0 or not are_clean(net, decimals=2):
        return successive_changes(rng)
    return Draft(
        stem=(
            f"The price of a share rises by ${up}\\%$ in one year and falls by ${down}\\%$ in the "
            "next. By how many percent has it risen over the two years?"
        ),
        answer=_percent(net),
        wrong=(
            Wrong(_percent(up - down), "percent-successive"),
            Wrong(_percent(up - down + up * down / 100), None),
            Wrong(_percent(up + down), "percent-successive"),
        ),
        explanation=(
            f"The factor is ${number(1 + up / 100)}\\times {number(1 - down / 100)} = "
            f"{(1 + net / 100):.6g}$, a rise by ${number(net)}\\%$. The fall is taken of the "
            f"higher "
            "price, so the two percentages may not be added."
        ),
    )


@generator("percentages-profit-and-loss.markup-for-a-profit")
def markup_for_a_profit(rng: random.Random) -> Draft:
    """Marked price for a profit after a discount; wrong options use the wrong base."""
    cost = rng.choice([240, 320, 360, 400, 450, 480, 600, 640, 720, 800])
    discount, profit = rng.choice([10, 20, 25, 40]), rng.choice([5, 10, 15, 20, 25, 30, 35])
    selling = cost * (100 + profit) / 100
    marked = selling * 100 / (100 - discount)
    if not are_clean(marked, selling, decimals=0):
        return markup_for_a_profit(rng)
    return Draft(
        stem=(
            f"A shopkeeper buys a bag for Rs {cost}. At which price must he mark it so that "
            f"after a "
            f"discount of ${discount}\\%$ he still makes a profit of ${profit}\\%$ of the cost?"
        ),
        answer=f"Rs {number(marked)}",
        wrong=(
            Wrong(f"Rs {selling * (100 + discount) / 100:.0f}", "percent-reverse"),
            Wrong(f"Rs {cost * (100 + profit + discount) / 100:.0f}", "percent-successive"),
            Wrong(f"Rs {number(selling)}", None),
        ),
        explanation=(
            f"He must receive ${cost}\\times {number(1 + profit / 100)} = {number(selling)}$ "
            f"rupees, "
            f"which is ${100 - discount}\\%$ of the marked price: Rs {number(marked)}. The "
            f"discount "
            "is a part of the marked price, not of the selling price."
        ),
    )


@generator("percentages-profit-and-loss.votes-in-an-election")
def votes_in_an_election(rng: random.Random) -> Draft:
    """All votes from the lead and the invalid share; wrong options use the wrong whole."""
    invalid, winner = rng.choice([5, 10, 20, 25]), rng.choice([55, 60, 65, 70])
    total = rng.choice(range(4000, 24001, 2000))
    valid = total * (100 - invalid) // 100
    lead = valid * (2 * winner - 100) // 100
    return Draft(
        stem=(
            f"In an election with two candidates ${invalid}\\%$ of the votes cast were invalid. "
            f"The "
            f"winner got ${winner}\\%$ of the valid votes and won by ${lead}$ votes. How many "
            f"votes "
            "were cast?"
        ),
        answer=f"${total}$",
        wrong=(
            Wrong(f"${valid}$", "percent-base"),
            Wrong(f"${round(valid * (100 + invalid) / 100)}$", "percent-reverse"),
            Wrong(f"${round(lead * 100 / winner)}$", None),
        ),
        explanation=(
            f"The lead is ${2 * winner - 100}\\%$ of the valid votes, so ${valid}$ were valid. "
            f"These "
            f"are ${100 - invalid}\\%$ of all votes: ${total}$ were cast."
        ),
    )
