"""Generators on friction and on the dynamics of circular motion."""

import random
from fractions import Fraction
from itertools import product

from tutoring.generators.laws_of_motion import (
    ACCELERATION,
    GRAVITY,
    NEWTON,
    TAKE_G,
    is_clean,
    quantity,
)
from tutoring.generators.registry import Draft, Wrong, generator

# angle in degrees: (sine, cosine), rounded the way textbooks round the 3-4-5 triangle
ANGLES = {37: (Fraction(3, 5), Fraction(4, 5)), 53: (Fraction(4, 5), Fraction(3, 5))}


def angle_values(angle: int) -> str:
    """Return the sine and cosine of an angle of ``ANGLES`` as the stem states them."""
    sine, cosine = ANGLES[angle]
    return rf"($\sin {angle}^\circ = {float(sine):g}$, $\cos {angle}^\circ = {float(cosine):g}$)"


@generator("laws-of-motion.static-friction-value")
def static_friction_value(rng: random.Random) -> Draft:
    """Friction on a block whose push stays below the limit of static friction."""
    mass = rng.choice((4, 5, 6, 8, 10, 12, 20))
    static = Fraction(rng.randint(4, 8), 10)
    kinetic = static - Fraction(rng.randint(1, 2), 10)
    weight = mass * GRAVITY
    limit = static * weight
    push = rng.randrange(2, int(limit), 2)
    return Draft(
        stem=(
            f"A block of mass {mass} kg rests on a level floor with "
            rf"$\mu_s = {float(static):g}$ and $\mu_k = {float(kinetic):g}$. A horizontal force of "
            f"{push} N is applied to it. {TAKE_G} What is the friction force on the block?"
        ),
        answer=quantity(push, NEWTON),
        wrong=(
            Wrong(quantity(limit, NEWTON), "friction-always-mu-n"),
            Wrong(quantity(kinetic * weight, NEWTON), "friction-static-kinetic-mixed"),
            Wrong(quantity(0, NEWTON), "friction-opposes-motion"),
        ),
        explanation=(
            rf"The limit of static friction is ${float(static):g} \times {weight} = "
            rf"{float(limit):g}\ \text{{N}}$. The applied force is smaller, so the block stays at "
            f"rest and friction balances it with {quantity(push, NEWTON)}."
        ),
    )


@generator("laws-of-motion.oblique-pull-friction")
def oblique_pull_friction(rng: random.Random) -> Draft:
    """Kinetic friction on a block pulled obliquely upward."""
    angle = rng.choice(tuple(ANGLES))
    sine, cosine = ANGLES[angle]
    mass = rng.randint(8, 20)
    pull = rng.choice((50, 60, 70))
    kinetic = Fraction(rng.randint(1, 4), 10)
    static = kinetic + Fraction(1, 10)
    weight = mass * GRAVITY
    normal = weight - pull * sine
    return Draft(
        stem=(
            f"A block of mass {mass} kg slides along a level floor while a force of {pull} N "
            rf"pulls it at ${angle}^\circ$ above the horizontal {angle_values(angle)}. For block "
            rf"and floor $\mu_s = {float(static):g}$ and $\mu_k = {float(kinetic):g}$. {TAKE_G} "
            "What is the friction force on the block?"
        ),
        answer=quantity(kinetic * normal, NEWTON),
        wrong=(
            Wrong(quantity(kinetic * weight, NEWTON), "friction-normal-is-mg"),
            Wrong(
                quantity(kinetic * (weight - pull * cosine), NEWTON),
                "friction-components-swapped",
            ),
            Wrong(quantity(static * normal, NEWTON), "friction-static-kinetic-mixed"),
        ),
        explanation=(
            rf"The pull lifts with ${pull} \times {float(sine):g} = {float(pull * sine):g}"
            rf"\ \text{{N}}$, so $N = {weight} - {float(pull * sine):g} = {float(normal):g}"
            rf"\ \text{{N}}$. The block slides, so $f = \mu_k N = {float(kinetic):g} \times "
            rf"{float(normal):g} = {float(kinetic * normal):g}\ \text{{N}}$."
        ),
    )


def _incline_cases() -> list[tuple[int, Fraction, bool]]:
    """Return the (angle, coefficient, upward) cases in which every option is positive."""
    return [
        (angle, Fraction(step, 20), upward)
        for angle, step, upward in product(ANGLES, range(2, 15), (True, False))
        if all(
            is_clean(value) for value in _incline_accelerations(angle, Fraction(step, 20), upward)
        )
    ]


def _incline_accelerations(angle: int, friction: Fraction, upward: bool) -> tuple[Fraction, ...]:
    """Return the right value, then those for N = mg, swapped components, unreversed friction."""
    sine, cosine = ANGLES[angle]
    sign = 1 if upward else -1
    return (
        GRAVITY * (sine + sign * friction * cosine),
        GRAVITY * (sine + sign * friction),
        GRAVITY * (cosine + sign * friction * sine),
        GRAVITY * (sine - sign * friction * cosine),
    )


INCLINE_CASES = _incline_cases()


@generator("laws-of-motion.incline-acceleration")
def incline_acceleration(rng: random.Random) -> Draft:
    """Size of the acceleration of a block that slides up or down a rough incline."""
    angle, friction, upward = rng.choice(INCLINE_CASES)
    right, flat_normal, swapped, unreversed = _incline_accelerations(angle, friction, upward)
    mass = rng.choice((2, 3, 4, 5))
    way, against, symbol = ("up", "down", "+") if upward else ("down", "up", "-")
    sine, cosine = ANGLES[angle]
    return Draft(
        stem=(
            f"A block of mass {mass} kg is sliding {way} a plane inclined at ${angle}^\\circ$ "
            rf"{angle_values(angle)} with $\mu_k = {float(friction):g}$. {TAKE_G} "
            f"What is the size of its acceleration while it slides {way}?"
        ),
        answer=quantity(right, ACCELERATION),
        wrong=(
            Wrong(quantity(flat_normal, ACCELERATION), "friction-normal-is-mg"),
            Wrong(quantity(swapped, ACCELERATION), "friction-components-swapped"),
            Wrong(quantity(unreversed, ACCELERATION), "friction-keeps-its-direction"),
        ),
        explanation=(
            f"Friction points {against} the slope, against the slipping. With "
            rf"$N = mg\cos\theta$, $a = g(\sin\theta {symbol} \mu_k\cos\theta) = 10 \times "
            rf"({float(sine):g} {symbol} {float(friction):g} \times {float(cosine):g}) = "
            rf"{float(right):g}\ \text{{m/s}}^2$, directed down the slope."
        ),
    )


def _vertical_circle_cases() -> list[tuple[Fraction, Fraction, int]]:
    """Return the (mass, radius, speed) triples with a taut string at the top and clean forces."""
    masses = (Fraction(1, 5), Fraction(1, 2), Fraction(1), Fraction(2))
    radii = (Fraction(1, 2), Fraction(4, 5), Fraction(1), Fraction(2))
    return [
        (mass, radius, speed)
        for mass, radius, speed in product(masses, radii, range(3, 9))
        if speed * speed > GRAVITY * radius and is_clean(mass * speed * speed / radius)
    ]


VERTICAL_CIRCLE_CASES = _vertical_circle_cases()


@generator("laws-of-motion.vertical-circle-tension")
def vertical_circle_tension(rng: random.Random) -> Draft:
    """Tension at the top or the bottom of a vertical circle."""
    mass, radius, speed = rng.choice(VERTICAL_CIRCLE_CASES)
    place, sign, side = rng.choice((("highest", -1, "below"), ("lowest", 1, "above")))
    needed, weight = mass * speed * speed / radius, mass * GRAVITY
    symbol, opposite = ("+", "-") if sign < 0 else ("-", "+")
    return Draft(
        stem=(
            f"A stone of mass {float(mass):g} kg on a light string moves in a vertical circle of "
            f"radius {float(radius):g} m. At the {place} point its speed is {speed} m/s. {TAKE_G} "
            "What is the tension in the string at that point?"
        ),
        answer=quantity(needed + sign * weight, NEWTON),
        wrong=(
            Wrong(quantity(needed - sign * weight, NEWTON), "circular-dynamics-vertical-sign"),
            Wrong(quantity(needed, NEWTON), "circular-dynamics-one-force-is-centripetal"),
            Wrong(quantity(weight, NEWTON), "circular-dynamics-balance-as-at-rest"),
        ),
        explanation=(
            f"At the {place} point the centre is {side} the stone, so $T {symbol} mg = mv^2/r$ and "
            rf"$T = {float(needed):g} {opposite} {float(weight):g} = "
            rf"{float(needed + sign * weight):g}\ \text{{N}}$."
        ),
    )


FACTOR_WORDS = {
    Fraction(1, 2): "half",
    Fraction(2): "twice",
    Fraction(3): "three times",
    Fraction(4): "four times",
    Fraction(5): "five times",
}


def _scaling_cases() -> list[tuple[Fraction, Fraction, Fraction]]:
    """Return the (mass, speed, radius) factors that give four different clean results."""
    return [
        case
        for case in product(FACTOR_WORDS, FACTOR_WORDS, FACTOR_WORDS)
        if len(set(_scaled_forces(*case))) == len(_scaled_forces(*case))
        and all(is_clean(value) for value in _scaled_forces(*case))
    ]


def _scaled_forces(mass: Fraction, speed: Fraction, radius: Fraction) -> tuple[Fraction, ...]:
    """Return the right factor, then those for mv/r, for mv^2 r and for a forgotten mass."""
    return (
        mass * speed**2 / radius,
        mass * speed / radius,
        mass * speed**2 * radius,
        speed**2 / radius,
    )


SCALING_CASES = _scaling_cases()


def _multiple(factor: Fraction) -> str:
    return "$F$" if factor == 1 else f"${float(factor):g}\\,F$"


@generator("laws-of-motion.centripetal-force-scaling")
def centripetal_force_scaling(rng: random.Random) -> Draft:
    """Factor of the centripetal force when mass, speed and radius change."""
    mass, speed, radius = rng.choice(SCALING_CASES)
    right, linear, mixed, massless = _scaled_forces(mass, speed, radius)
    return Draft(
        stem=(
            "A body needs the centripetal force $F$ to move in a circle at constant speed. A "
            f"second body has {FACTOR_WORDS[mass]} the mass and moves at {FACTOR_WORDS[speed]} the "
            f"speed in a circle of {FACTOR_WORDS[radius]} the radius. "
            "What centripetal force does it need?"
        ),
        answer=_multiple(right),
        wrong=(
            Wrong(_multiple(linear), "circular-dynamics-force-linear-in-speed"),
            Wrong(_multiple(mixed), "circular-dynamics-v-and-omega-mixed"),
            Wrong(_multiple(massless), "circular-dynamics-mass-misjudged"),
        ),
        explanation=(
            rf"From $F = mv^2/r$ the factor is ${float(mass):g} \times {float(speed):g}^2 / "
            rf"{float(radius):g} = {float(right):g}$."
        ),
    )


@generator("laws-of-motion.banked-curve-normal")
def banked_curve_normal(rng: random.Random) -> Draft:
    """Normal force on a car that takes a banked curve without friction."""
    angle = rng.choice(tuple(ANGLES))
    sine, cosine = ANGLES[angle]
    mass = rng.randrange(600, 2100, 60)
    weight = mass * GRAVITY
    normal, needed = weight / cosine, weight * sine / cosine
    return Draft(
        stem=(
            rf"A car of mass {mass} kg rounds a curve banked at ${angle}^\circ$ "
            f"{angle_values(angle)} at exactly the speed for which no friction is needed. {TAKE_G} "
            "What is the normal force of the road on the car?"
        ),
        answer=quantity(normal, NEWTON),
        wrong=(
            Wrong(quantity(weight * cosine, NEWTON), "circular-dynamics-balance-as-at-rest"),
            Wrong(quantity(needed, NEWTON), "circular-dynamics-one-force-is-centripetal"),
            Wrong(quantity(weight + needed, NEWTON), "circular-dynamics-centripetal-is-extra"),
        ),
        explanation=(
            rf"The car has no vertical acceleration, so $N\cos\theta = mg$ and $N = {weight}/"
            rf"{float(cosine):g} = {float(normal):g}\ \text{{N}}$. Its horizontal part "
            rf"$N\sin\theta = {float(needed):g}\ \text{{N}}$ is the centripetal force."
        ),
    )
