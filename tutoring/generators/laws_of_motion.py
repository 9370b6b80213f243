"""Generators on Newton's laws and connected bodies."""

import random
from fractions import Fraction

from tutoring.generators.registry import Draft, Wrong, generator

GRAVITY = 10
TAKE_G = r"Take $g = 10\ \text{m/s}^2$."
NEWTON = r"\text{N}"
ACCELERATION = r"\text{m/s}^2"


def quantity(value: Fraction | int, unit: str) -> str:
    """Return a value with its TeX unit as inline TeX, for values with a short decimal form."""
    return rf"${float(value):g}\ {unit}$"


def is_clean(value: Fraction) -> bool:
    """Tell whether a value is positive and has at most one decimal place."""
    return value > 0 and (10 * value).denominator == 1


@generator("laws-of-motion.net-force-acceleration")
def net_force_acceleration(rng: random.Random) -> Draft:
    """Acceleration of a pulled box against a steady resistance."""
    mass = rng.choice((2, 4, 5, 8, 10, 20))
    acceleration = rng.randint(1, 6)
    resistance = mass * rng.randint(1, 3)
    pull = mass * acceleration + resistance
    net = pull - resistance
    return Draft(
        stem=(
            f"A box of mass {mass} kg is pulled along a level floor by a horizontal force of "
            f"{pull} N. A friction force of {resistance} N opposes the motion. {TAKE_G} "
            "What is the acceleration of the box?"
        ),
        answer=quantity(Fraction(net, mass), ACCELERATION),
        wrong=(
            Wrong(quantity(Fraction(pull, mass), ACCELERATION), "newtons-laws-single-force-is-net"),
            Wrong(
                quantity(Fraction(pull + resistance, mass), ACCELERATION),
                "newtons-laws-direction-ignored",
            ),
            Wrong(
                quantity(Fraction(net, mass * GRAVITY), ACCELERATION),
                "newtons-laws-mass-is-weight",
            ),
        ),
        explanation=(
            rf"The net force is ${pull} - {resistance} = {net}\ \text{{N}}$, so "
            rf"$a = {net}/{mass} = {acceleration}\ \text{{m/s}}^2$."
        ),
    )


@generator("laws-of-motion.rebound-force")
def rebound_force(rng: random.Random) -> Draft:
    """Average force on a ball that rebounds from a wall; the weight of the ball is given."""
    weight = rng.choice((1, 2, 4, 5))
    mass = Fraction(weight, GRAVITY)
    rebound = rng.randint(2, 9) * 2
    arrival = rebound + rng.randint(1, 5) * 2
    time = rng.choice((Fraction(1, 50), Fraction(1, 20), Fraction(1, 10)))
    change = mass * (arrival + rebound)
    force = change / time
    return Draft(
        stem=(
            f"A ball of weight {weight} N flies horizontally at {arrival} m/s, hits a wall at "
            f"right angles and rebounds straight back at {rebound} m/s. The contact lasts "
            f"{float(time):g} s. {TAKE_G} What is the average force of the wall on the ball?"
        ),
        answer=quantity(force, NEWTON),
        wrong=(
            Wrong(
                quantity(mass * (arrival - rebound) / time, NEWTON),
                "newtons-laws-direction-ignored",
            ),
            Wrong(quantity(change, NEWTON), "newtons-laws-impulse-confused-with-force"),
            Wrong(
                quantity(weight * (arrival + rebound) / time, NEWTON),
                "newtons-laws-mass-is-weight",
            ),
        ),
        explanation=(
            f"The mass is {weight}/10 = {float(mass):g} kg. The velocity reverses, so the momentum "
            rf"changes by ${float(mass):g} \times ({arrival} + {rebound}) = {float(change):g}"
            rf"\ \text{{kg m/s}}$. Dividing by {float(time):g} s gives {quantity(force, NEWTON)}."
        ),
    )


@generator("laws-of-motion.recoil-force")
def recoil_force(rng: random.Random) -> Draft:
    """Average force on the lighter of two carts that a spring drives apart."""
    light = rng.randint(1, 4)
    ratio = rng.choice((2, 3, 4))
    heavy = ratio * light
    speed = rng.randint(1, 6)
    time = rng.choice((Fraction(1, 10), Fraction(1, 5), Fraction(1, 2)))
    momentum = heavy * speed
    force = momentum / time
    return Draft(
        stem=(
            f"Cart A of mass {heavy} kg and cart B of mass {light} kg stand at rest on a smooth "
            "level track with a light compressed spring between them. The spring is released and "
            f"pushes for {float(time):g} s, after which A moves at {speed} m/s. "
            "What is the average force of the spring on cart B?"
        ),
        answer=quantity(force, NEWTON),
        wrong=(
            Wrong(quantity(light * speed / time, NEWTON), "newtons-laws-equal-force-equal-motion"),
            Wrong(quantity(ratio * force, NEWTON), "newtons-laws-bigger-body-bigger-force"),
            Wrong(quantity(Fraction(momentum), NEWTON), "newtons-laws-impulse-confused-with-force"),
        ),
        explanation=(
            "The spring pushes both carts with equal and opposite forces. Cart A gains "
            rf"${heavy} \times {speed} = {momentum}\ \text{{kg m/s}}$ in {float(time):g} s, so the "
            f"average force on A, and hence on B, is {quantity(force, NEWTON)}. Equal forces do "
            "not give the carts equal speeds."
        ),
    )


def _table_pulley_cases() -> list[tuple[int, int]]:
    """Return the (table mass, hanging mass) pairs whose acceleration has a short decimal form."""
    pairs = ((total - load, load) for total in (4, 5, 8, 10, 20) for load in range(1, total))
    return [
        (block, load)
        for block, load in pairs
        if block != load
        and is_clean(Fraction(load * GRAVITY, block + load))
        and is_clean(Fraction(load * load * GRAVITY, block + load))
    ]


TABLE_PULLEY_CASES = _table_pulley_cases()


@generator("laws-of-motion.table-pulley-tension")
def table_pulley_tension(rng: random.Random) -> Draft:
    """Tension between a block on a smooth table and a hanging load."""
    block, load = rng.choice(TABLE_PULLEY_CASES)
    weight = load * GRAVITY
    acceleration = Fraction(weight, block + load)
    return Draft(
        stem=(
            f"A block of mass {block} kg on a smooth level table is joined by a light string over "
            f"a smooth, light pulley to a hanging load of mass {load} kg. The system is released. "
            f"{TAKE_G} What is the tension in the string?"
        ),
        answer=quantity(block * acceleration, NEWTON),
        wrong=(
            Wrong(quantity(weight, NEWTON), "connected-bodies-tension-equals-weight"),
            Wrong(quantity(load * acceleration, NEWTON), "connected-bodies-net-force-is-reading"),
            Wrong(quantity(Fraction(weight, 2), NEWTON), "connected-bodies-force-shared-equally"),
        ),
        explanation=(
            rf"The load drives both masses: $a = {weight}/({block} + {load}) = "
            rf"{float(acceleration):g}\ \text{{m/s}}^2$. The tension is the only horizontal force "
            rf"on the block: $T = {block} \times {float(acceleration):g} = "
            rf"{float(block * acceleration):g}\ \text{{N}}$."
        ),
    )


def _pushed_block_cases() -> list[tuple[int, int, int]]:
    """Return the (pushed mass, front mass, acceleration) triples with clean wrong forces."""
    return [
        (pushed, front, acceleration)
        for pushed in (2, 4, 5, 8, 10)
        for front in range(1, 11)
        for acceleration in range(1, 7)
        if pushed != front and is_clean(Fraction((pushed + front) * acceleration * front, pushed))
    ]


PUSHED_BLOCK_CASES = _pushed_block_cases()


@generator("laws-of-motion.pushed-blocks-contact-force")
def pushed_blocks_contact_force(rng: random.Random) -> Draft:
    """Contact force between two blocks pushed along a smooth floor."""
    pushed, front, acceleration = rng.choice(PUSHED_BLOCK_CASES)
    push = (pushed + front) * acceleration
    contact = front * acceleration
    return Draft(
        stem=(
            f"Blocks A ({pushed} kg) and B ({front} kg) touch each other on a smooth level floor. "
            f"A horizontal force of {push} N pushes A against B, and both move together. "
            "What is the force of A on B?"
        ),
        answer=quantity(contact, NEWTON),
        wrong=(
            Wrong(quantity(push, NEWTON), "connected-bodies-force-passes-through"),
            Wrong(quantity(Fraction(push, 2), NEWTON), "connected-bodies-force-shared-equally"),
            Wrong(
                quantity(Fraction(push * front, pushed), NEWTON),
                "connected-bodies-part-of-the-mass",
            ),
        ),
        explanation=(
            rf"Together $a = {push}/({pushed} + {front}) = {acceleration}\ \text{{m/s}}^2$. The "
            rf"contact force alone accelerates B: ${front} \times {acceleration} = "
            rf"{contact}\ \text{{N}}$."
        ),
    )


@generator("laws-of-motion.slowing-lift-reading")
def slowing_lift_reading(rng: random.Random) -> Draft:
    """Scale reading in a lift that slows down while moving up or down."""
    mass = rng.randrange(40, 85, 5)
    retardation = Fraction(rng.randint(2, 8), 2)
    motion, toward, sign = rng.choice((("up", "downward", -1), ("down", "upward", 1)))
    reading = mass * (GRAVITY + sign * retardation)
    symbol = "+" if sign > 0 else "-"
    return Draft(
        stem=(
            f"A person of mass {mass} kg stands on a scale in a lift that moves {motion} and is "
            f"slowing down at {quantity(retardation, ACCELERATION)}. {TAKE_G} "
            "What force does the scale show?"
        ),
        answer=quantity(reading, NEWTON),
        wrong=(
            Wrong(
                quantity(mass * (GRAVITY - sign * retardation), NEWTON),
                "connected-bodies-motion-decides-force",
            ),
            Wrong(quantity(mass * GRAVITY, NEWTON), "connected-bodies-scale-reads-weight"),
            Wrong(quantity(mass * retardation, NEWTON), "connected-bodies-net-force-is-reading"),
        ),
        explanation=(
            f"Moving {motion} and slowing means that the acceleration points {toward}. So "
            rf"$N = m(g {symbol} a) = {mass} \times (10 {symbol} {float(retardation):g}) = "
            rf"{float(reading):g}\ \text{{N}}$."
        ),
    )
