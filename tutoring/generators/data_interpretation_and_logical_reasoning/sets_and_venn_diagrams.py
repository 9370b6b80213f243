"""Generators of the lesson on sets and Venn diagrams."""

import random

from tutoring.generators.registry import Draft, Wrong, generator


@generator("sets-and-venn-diagrams.both-of-two-groups")
def both_of_two_groups(rng: random.Random) -> Draft:
    """Members of exactly one of two groups; the overlap counted twice or the outside forgotten."""
    both, first, second = rng.randint(5, 30), rng.randint(10, 50), rng.randint(10, 50)
    outside = rng.randint(3, 20)
    total = both + first + second + outside
    return Draft(
        stem=(
            f"Of {total} students {first + both} play chess, {second + both} play carrom and "
            f"{outside} play neither. How many play exactly one of the two games?"
        ),
        answer=f"${first + second}$",
        wrong=(
            Wrong(f"${first + second + both}$", "setsvenn-double"),
            Wrong(f"${both}$", "setsvenn-only"),
            Wrong(f"${2 * total - first - second - 2 * both}$", "setsvenn-neither"),
        ),
        explanation=(
            f"At least one game: ${total} - {outside} = {total - outside}$. Both: "
            f"${first + both} + {second + both} - {total - outside} = {both}$. Exactly one: "
            f"${total - outside} - {both} = {first + second}$."
        ),
    )


@generator("sets-and-venn-diagrams.exactly-two-of-three")
def exactly_two_of_three(rng: random.Random) -> Draft:
    """Members of exactly two of three groups from the sizes, the union and the centre."""
    x, y, z = (rng.randint(10, 40) for _ in range(3))  # in one group only
    p, q, r = (rng.randint(3, 20) for _ in range(3))  # in exactly two
    centre = rng.randint(3, 15)
    groups = (x + p + r + centre, y + p + q + centre, z + q + r + centre)
    union = x + y + z + p + q + r + centre
    excess = sum(groups) - union
    return Draft(
        stem=(
            f"Each of {union} persons speaks at least one of three languages. The numbers of "
            f"speakers are {groups[0]}, {groups[1]} and {groups[2]}; {centre} persons speak all "
            "three. How many speak exactly two?"
        ),
        answer=f"${p + q + r}$",
        wrong=(
            Wrong(f"${excess}$", "setsvenn-double"),
            Wrong(f"${excess - centre}$", "setsvenn-centre"),
            Wrong(f"${abs(excess - 3 * centre)}$", "setsvenn-only"),
        ),
        explanation=(
            f"The sizes add up to {sum(groups)}, which is {excess} more than {union}. Who speaks "
            f"two is counted once too often, who speaks three twice: ${excess} - 2\\times {centre} "
            f"= {p + q + r}$."
        ),
    )


@generator("sets-and-venn-diagrams.least-number-in-all")
def least_number_in_all(rng: random.Random) -> Draft:
    """Least number with all of three things; the smallest group or zero mislead."""
    total = rng.choice([80, 100, 120, 150, 200, 240, 300])
    lacks = [rng.randint(total // 20, total // 4) for _ in range(3)]
    have = [total - lack for lack in lacks]
    return Draft(
        stem=(
            f"Of {total} households {have[0]} have a radio, {have[1]} a fan and {have[2]} a cycle. "
            "What is the least possible number of households that have all three?"
        ),
        answer=f"${total - sum(lacks)}$",
        wrong=(
            Wrong(f"${min(have)}$", "setsvenn-bounds"),
            Wrong(f"${have[0] + have[1] - total}$", "setsvenn-bounds"),
            Wrong(f"${max(lacks)}$", None),
        ),
        explanation=(
            f"{lacks[0]}, {lacks[1]} and {lacks[2]} households lack one thing. If nobody lacks "
            f"two, ${sum(lacks)}$ lack something, so ${total} - {sum(lacks)} = "
            f"{total - sum(lacks)}$ have all three at least."
        ),
    )
