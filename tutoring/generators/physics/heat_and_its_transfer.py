"""Generators of the lesson on heat and its transfer."""

import random

from tutoring.generators.decimals import fixed
from tutoring.generators.registry import Draft, Wrong, generator


@generator("heat-and-its-transfer.ice-in-warm-water")
def ice_in_warm_water(rng: random.Random) -> Draft:
    """Final temperature when all the ice melts; latent heat or masses left out."""
    ice = rng.choice(range(10, 61, 5))
    water, warm = rng.choice(range(200, 501, 50)), rng.choice(range(40, 91, 5))
    final = (water * warm - 80 * ice) / (water + ice)
    return Draft(
        stem=(
            f"{ice} g of ice at 0 °C are put into {water} g of water at {warm} °C in an insulated "
            "vessel of negligible heat capacity. The latent heat of fusion is 80 cal/g, and water "
            "takes 1 cal per gram and degree. What is the final temperature?"
        ),
        answer=fixed(final, "°C"),
        wrong=(
            Wrong(fixed(water * warm / (water + ice), "°C"), "heat-latent"),
            Wrong(fixed(warm / 2, "°C"), "heat-midpoint"),
            Wrong(fixed((water * warm - 80 * ice) / water, "°C"), None),
        ),
        explanation=(
            f"The warm water can give ${water}\\times {warm} = {water * warm}$ cal above 0 °C; the "
            f"melting takes {80 * ice} cal. The rest, {water * warm - 80 * ice} cal, warms all "
            f"{water + ice} g, the melted ice included."
        ),
    )


@generator("heat-and-its-transfer.temperature-of-a-joint")
def temperature_of_a_joint(rng: random.Random) -> Draft:
    """Temperature of the joint of two unlike rods; conductivities exchanged or lengths left out."""
    k1, k2 = rng.sample([1, 2, 3, 4, 5, 6], 2)
    l1, l2 = rng.sample([1, 2, 3, 4, 5], 2)
    hot = rng.choice([80, 90, 100, 120, 150, 200])
    g1, g2 = k1 / l1, k2 / l2
    return Draft(
        stem=(
            f"Two rods of equal area and the lengths {l1 * 10} cm and {l2 * 10} cm are joined end "
            f"to end; their conductivities are as {k1} to {k2}. The free end of the first is kept "
            f"at {hot} °C, that of the second at 0 °C; no heat leaves the sides. What is the "
            f"temperature of the joint in the steady state?"
        ),
        answer=fixed(hot * g1 / (g1 + g2), "°C"),
        wrong=(
            Wrong(fixed(hot * g2 / (g1 + g2), "°C"), "heat-series"),
            Wrong(fixed(hot / 2, "°C"), "heat-midpoint"),
            Wrong(fixed(hot * k1 / (k1 + k2), "°C"), "heat-series"),
        ),
        explanation=(
            f"The same current flows through both: ${k1 if k1 > 1 else ''}({hot} - T)/{l1 * 10} = "
            f"{k2 if k2 > 1 else ''}T/{l2 * 10}$, "
            f"so $T = {hot * g1 / (g1 + g2):.1f}$ °C. The drops are as the resistances $d/k$."
        ),
    )


@generator("heat-and-its-transfer.second-interval-of-cooling")
def second_interval_of_cooling(rng: random.Random) -> Draft:
    """Temperature after a second equal interval by Newton's exact law."""
    room, minutes = rng.choice(range(15, 31)), rng.choice([4, 5, 6, 8, 10, 12])
    excess, share = rng.choice([40, 60, 80]), rng.choice([0.5, 0.75, 0.8, 0.6])
    first, second = room + excess, room + excess * share
    return Draft(
        stem=(
            f"A body cools from {first} °C to {second:g} °C in {minutes} minutes; the surroundings "
            f"are at {room} °C. By Newton's law of cooling, what is its temperature after "
            f"{minutes} minutes more?"
        ),
        answer=fixed(room + excess * share**2, "°C"),
        wrong=(
            Wrong(fixed(second - (first - second), "°C"), "heat-constant-rate"),
            Wrong(fixed(second * second / first, "°C"), "heat-constant-rate"),
            Wrong(fixed((room + second) / 2, "°C"), "heat-midpoint"),
        ),
        explanation=(
            f"In equal times the excess falls by the same factor, {share:g}: from {excess} K to "
            f"{excess * share:g} K and then to {excess * share**2:g} K. The fall is smaller than "
            f"in the first interval."
        ),
    )
