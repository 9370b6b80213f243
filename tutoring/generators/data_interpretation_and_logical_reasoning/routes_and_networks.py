"""Generators of the lesson on routes and networks."""

import random
from collections.abc import Iterator
from itertools import pairwise
from math import comb

from tutoring.generators.registry import Draft, Wrong, generator

ROADS = ("AB", "AC", "BC", "BD", "CD", "CE", "DE")


@generator("routes-and-networks.grid-paths-through-a-corner")
def grid_paths_through_a_corner(rng: random.Random) -> Draft:
    """Shortest routes by way of a corner; wrong: the corner ignored, avoided, or parts added."""
    east, north = rng.randint(3, 6), rng.randint(3, 5)
    e, n = rng.randint(1, east - 1), rng.randint(1, north - 1)
    first, second = comb(e + n, e), comb(east + north - e - n, east - e)
    total = comb(east + north, east)
    return Draft(
        stem=(
            f"In a town with a square grid of streets a person goes {east} blocks east and {north} "
            "blocks north by a shortest route, and on the way visits a shop at the corner that "
            f"lies {e} east and {n} north of the start (in blocks). How many routes are possible?"
        ),
        answer=f"{first * second}",
        wrong=(
            Wrong(f"{total}", "rn-through-point"),
            Wrong(f"{total - first * second}", "rn-through-point"),
            Wrong(f"{first + second}", "rn-paths-added"),
        ),
        explanation=(
            f"To the shop lead $\\binom{{{e + n}}}{{{e}}} = {first}$ routes and from it "
            f"$\\binom{{{east + north - e - n}}}{{{east - e}}} = {second}$. Stages are multiplied: "
            f"${first}\\times {second} = {first * second}$ of the {total} routes in all."
        ),
    )


@generator("routes-and-networks.shortest-route-in-a-table")
def shortest_route_in_a_table(rng: random.Random) -> Draft:
    """Shortest route of five places; wrong: the nearest place each time, the fewest roads."""
    while True:
        lengths = {road: rng.randint(2, 12) for road in ROADS}
        routes = sorted((_length(route, lengths), route) for route in _routes("A"))
        best, greedy = routes[0], _greedy(lengths)
        fewest = lengths["AC"] + lengths["CE"]
        others = [length for length, _ in routes if length not in (best[0], greedy, fewest)]
        if greedy and others and len({best[0], greedy, fewest}) == 3:
            break
    head = " | ".join("-".join(road) for road in ROADS)
    row = " | ".join(f"{lengths[road]} km" for road in ROADS)
    return Draft(
        stem=(
            "Roads that may be used in both directions have these lengths:\n\n"
            f"| {head} |\n|{'---|' * len(ROADS)}\n| {row} |\n\n"
            "How long is the shortest route from A to E?"
        ),
        answer=f"{best[0]} km",
        wrong=(
            Wrong(f"{greedy} km", "rn-greedy"),
            Wrong(f"{fewest} km", "rn-greedy"),
            Wrong(f"{others[0]} km", None),
        ),
        explanation=(
            f"The shortest route is {'-'.join(best[1])} with {best[0]} km. Going to the nearest "
            f"new place each time gives {greedy} km, and the route with the fewest roads, A-C-E, "
            f"has {fewest} km."
        ),
    )


@generator("routes-and-networks.flow-through-two-junctions")
def flow_through_two_junctions(rng: random.Random) -> Draft:
    """Largest flow with a cross pipe; wrong: the start alone, no cross pipe, all pipes."""
    while True:
        sa, sb, ab, at, bt = (rng.randint(2, 20) for _ in range(5))
        flow = min(sa + sb, at + bt, sb + at + ab, sa + bt)
        separate = min(sa, at) + min(sb, bt)
        if separate < flow < min(sa + sb, at + bt):
            break
    return Draft(
        stem=(
            "One-way pipes have these capacities in litres per second:\n\n"
            "| S to A | S to B | A to B | A to T | B to T |\n|---|---|---|---|---|\n"
            f"| {sa} | {sb} | {ab} | {at} | {bt} |\n\n"
            "How many litres per second can flow at most from S to T?"
        ),
        answer=f"{flow}",
        wrong=(
            Wrong(f"{sa + sb}", "rn-capacity-sum"),
            Wrong(f"{separate}", "rn-route-overlooked"),
            Wrong(f"{at + bt}", "rn-capacity-sum"),
        ),
        explanation=(
            f"The cuts are S-A and S-B: {sa + sb}; A-T and B-T: {at + bt}; S-B, A-B and A-T: "
            f"{sb + ab + at}; S-A and B-T: {sa + bt}. The tightest limits the flow: {flow}. "
            f"Without the cross pipe only {separate} arrive."
        ),
    )


def _routes(here: str, seen: str = "") -> Iterator[str]:
    """Yield all routes from a place to E that visit no place twice."""
    seen += here
    if here == "E":
        yield seen
        return
    for road in ROADS:
        if here in road and (there := road.replace(here, "")) not in seen:
            yield from _routes(there, seen)


def _length(route: str, lengths: dict[str, int]) -> int:
    return sum(lengths["".join(sorted(step))] for step in pairwise(route))


def _greedy(lengths: dict[str, int]) -> int:
    """The length of the route by the nearest new place each time; 0 if it is stuck."""
    route = "A"
    while route[-1] != "E":
        near = [
            (lengths[road], there)
            for road in ROADS
            if route[-1] in road and (there := road.replace(route[-1], "")) not in route
        ]
        if not near or len({length for length, _ in near}) < len(near):
            return 0
        route += min(near)[1]
    return _length(route, lengths)
