"""Generators of the unit Work, energy and power: keys and wrong options are computed."""

import math
import random

from tutoring.generators.registry import Draft, Wrong, generator

G = 10  # m/s^2, stated in every stem that uses it


def _fixed(value: float, decimals: int, unit: str) -> str:
    """Write a value with the same number of decimals as its neighbours: form gives no hint."""
    return f"${value:.{decimals}f}\\ \\text{{{unit}}}$"


def _quantity(value: float, unit: str) -> str:
    """Write a value, to at most two decimals, with its unit as TeX."""
    digits = f"{value:.2f}".rstrip("0").rstrip(".")
    return f"${digits}\\ \\text{{{unit}}}$"


@generator("work-energy-power.net-work-pull-at-an-angle")
def net_work_pull_at_an_angle(rng: random.Random) -> Draft:
    """Net work on a sledge pulled at an angle against friction, over a 3-4-5 angle."""
    cos, sin = rng.choice([(0.6, 0.8), (0.8, 0.6)])
    force, distance = rng.choice(range(20, 101, 10)), rng.randint(2, 12)
    friction = rng.randint(4, force // 2)
    along = force * cos
    net = (along - friction) * distance
    return Draft(
        stem=(
            f"A heavy sledge is pulled along level ground by a force of ${force}\\ \\text{{N}}$ "
            f"at an angle $\\theta$ above the horizontal, where $\\cos\\theta = {cos}$ and "
            f"$\\sin\\theta = {sin}$. Friction of ${friction}\\ \\text{{N}}$ opposes the motion. "
            f"What is the net work done on the sledge while it moves ${distance}\\ \\text{{m}}$?"
        ),
        answer=_quantity(net, "J"),
        wrong=(
            Wrong(_quantity((force - friction) * distance, "J"), "work-ignores-angle"),
            Wrong(_quantity((force * sin - friction) * distance, "J"), "work-sine-for-cosine"),
            Wrong(_quantity(along * distance, "J"), "work-one-force-for-net"),
        ),
        explanation=(
            f"Only the component along the motion works: ${force}\\times {cos} = "
            f"{along:.0f}\\ \\text{{N}}$. Friction does negative work; weight and normal force do "
            f"none. Net work $= ({along:.0f} - {friction})\\times {distance} = "
            f"{net:.0f}\\ \\text{{J}}$."
        ),
    )


@generator("work-energy-power.kinetic-energy-after-growing-resistance")
def kinetic_energy_after_growing_resistance(rng: random.Random) -> Draft:
    """Kinetic energy left after a resistance a + bx; the energy always outlasts the path."""
    mass, speed = rng.choice([4, 6]), rng.randint(8, 12)
    start, slope, distance = rng.randint(2, 8), rng.randint(1, 4), rng.choice([2, 4])
    initial = mass * speed**2 / 2
    work = start * distance + slope * distance**2 / 2
    end_force = start + slope * distance
    growth = "x" if slope == 1 else f"{slope}x"
    return Draft(
        stem=(
            f"A body of mass ${mass}\\ \\text{{kg}}$ passes $x = 0$ at ${speed}\\ \\text{{m/s}}$ "
            f"along $+x$. The only force along its motion is a resistance of magnitude "
            f"$({start} + {growth})\\ \\text{{N}}$, with $x$ in metres. "
            f"What is its kinetic energy at $x = {distance}\\ \\text{{m}}$?"
        ),
        answer=_quantity(initial - work, "J"),
        wrong=(
            Wrong(
                _quantity(initial - end_force * distance, "J"), "work-variable-force-as-constant"
            ),
            Wrong(_quantity(initial + work, "J"), "work-sign-dropped"),
            Wrong(_quantity(2 * initial - work, "J"), "work-energy-without-half"),
        ),
        explanation=(
            f"Initial kinetic energy: $\\tfrac12\\times {mass}\\times {speed}^2 = "
            f"{initial:.0f}\\ \\text{{J}}$. The resistance does work $-\\int_0^{{{distance}}}"
            f"({start} + {growth})\\,dx = -{work:.0f}\\ \\text{{J}}$. "
            f"Left: ${initial:.0f} - {work:.0f} = {initial - work:.0f}\\ \\text{{J}}$."
        ),
    )


@generator("work-energy-power.average-resistance-to-a-bullet")
def average_resistance_to_a_bullet(rng: random.Random) -> Draft:
    """Average force on a bullet that passes a plank, from the work-energy theorem."""
    grams, centimetres = rng.choice([10, 20, 30, 40]), rng.choice([2, 4, 5, 10])
    before = rng.choice([200, 300, 400, 500])
    after = rng.choice(range(100, before, 100))
    mass, thickness = grams / 1000, centimetres / 100
    loss = mass * (before**2 - after**2) / 2

    def kilonewtons(energy: float) -> str:
        return _quantity(energy / thickness / 1000, "kN")

    return Draft(
        stem=(
            f"A bullet of mass ${grams}\\ \\text{{g}}$ enters a plank at "
            f"${before}\\ \\text{{m/s}}$ and leaves it, ${centimetres}\\ \\text{{cm}}$ further on, "
            f"at ${after}\\ \\text{{m/s}}$. What is the average resistive force of the wood "
            "(averaged over distance)?"
        ),
        answer=kilonewtons(loss),
        wrong=(
            Wrong(kilonewtons(mass * (before - after) ** 2 / 2), "work-square-of-speed-change"),
            Wrong(kilonewtons(mass * before * (before - after) / 2), "work-energy-linear-in-speed"),
            Wrong(kilonewtons(2 * loss), "work-energy-without-half"),
        ),
        explanation=(
            f"Kinetic energy lost: $\\tfrac12\\times {mass:g}\\times ({before}^2 - {after}^2) = "
            f"{loss:.0f}\\ \\text{{J}}$. Force $=$ loss / thickness $= {loss:.0f}/{thickness:g}$ N "
            f"$=$ {kilonewtons(loss)}."
        ),
    )


@generator("work-energy-power.work-to-stretch-a-spring-further")
def work_to_stretch_a_spring_further(rng: random.Random) -> Draft:
    """Work to take a spring from one extension to a larger one."""
    stiffness, first = rng.choice([200, 400, 600, 800, 1000]), rng.randint(2, 6)
    second = first + rng.randint(2, 8)

    def energy(centimetres: float) -> float:
        return stiffness * (centimetres / 100) ** 2 / 2

    work = energy(second) - energy(first)
    return Draft(
        stem=(
            f"A spring of force constant ${stiffness}\\ \\text{{N/m}}$ is already stretched by "
            f"${first}\\ \\text{{cm}}$. How much work must an outside agent do to increase the "
            f"extension slowly to ${second}\\ \\text{{cm}}$?"
        ),
        answer=_quantity(work, "J"),
        wrong=(
            Wrong(_quantity(energy(second - first), "J"), "potential-equal-stretches"),
            Wrong(_quantity(2 * work, "J"), "potential-spring-without-half"),
            Wrong(_quantity(energy(second), "J"), "potential-value-not-change"),
        ),
        explanation=(
            f"Work $=$ rise of $\\tfrac12kx^2$: at {_quantity(first, 'cm')} the spring holds "
            f"{_quantity(energy(first), 'J')}, at {_quantity(second, 'cm')} it holds "
            f"{_quantity(energy(second), 'J')}. The difference is {_quantity(work, 'J')}."
        ),
    )


@generator("work-energy-power.kinetic-energy-on-a-rough-track")
def kinetic_energy_on_a_rough_track(rng: random.Random) -> Draft:
    """Kinetic energy at the low end of a rough track between two heights above the ground."""
    mass, top, bottom = rng.randint(2, 5), rng.randint(6, 12), rng.randint(1, 3)
    length, friction = top - bottom + rng.randint(2, 6), rng.randint(1, 4)
    drop, heat = mass * G * (top - bottom), friction * length
    return Draft(
        stem=(
            f"A block of mass ${mass}\\ \\text{{kg}}$ starts from rest ${top}\\ \\text{{m}}$ above "
            f"the ground and slides down a curved track ${length}\\ \\text{{m}}$ long to a point "
            f"${bottom}\\ \\text{{m}}$ above the ground. A friction force of constant magnitude "
            f"${friction}\\ \\text{{N}}$ acts all along the track. Take "
            f"$g = {G}\\ \\text{{m/s}}^2$. What is its kinetic energy at the lower point?"
        ),
        answer=_quantity(drop - heat, "J"),
        wrong=(
            Wrong(_quantity(drop, "J"), "potential-friction-ignored"),
            Wrong(_quantity(mass * G * length - heat, "J"), "potential-depends-on-path"),
            Wrong(_quantity(mass * G * top - heat, "J"), "potential-value-not-change"),
        ),
        explanation=(
            f"Potential energy lost: ${mass}\\times {G}\\times ({top} - {bottom}) = "
            f"{drop}\\ \\text{{J}}$. Friction takes ${friction}\\times {length} = "
            f"{heat}\\ \\text{{J}}$. Kinetic energy: ${drop} - {heat} = "
            f"{drop - heat}\\ \\text{{J}}$."
        ),
    )


@generator("work-energy-power.stiffness-from-a-drop-on-a-spring")
def stiffness_from_a_drop_on_a_spring(rng: random.Random) -> Draft:
    """Spring constant from the greatest compression after a drop."""
    mass, height_cm = rng.randint(1, 4), 10 * rng.randint(3, 12)
    squeeze_cm = rng.choice([10, 20, 50])
    height, squeeze = height_cm / 100, squeeze_cm / 100
    lost = mass * G * (height + squeeze)

    def stiffness(spring_energy: float) -> str:
        return _quantity(2 * spring_energy / squeeze**2, "N/m")

    return Draft(
        stem=(
            f"A block of mass ${mass}\\ \\text{{kg}}$ is released from rest "
            f"${height_cm}\\ \\text{{cm}}$ above the top of a light vertical spring standing on "
            f"the floor, and compresses it by at most ${squeeze_cm}\\ \\text{{cm}}$. Take "
            f"$g = {G}\\ \\text{{m/s}}^2$ and neglect losses. What is the force constant of the "
            "spring?"
        ),
        answer=stiffness(lost),
        wrong=(
            Wrong(stiffness(mass * G * height), "potential-gravity-dropped-in-spring"),
            Wrong(stiffness(lost / 2), "potential-spring-without-half"),
            Wrong(_quantity(mass * G / squeeze, "N/m"), "potential-balance-at-extreme"),
        ),
        explanation=(
            f"At greatest compression the block is at rest, so $\\tfrac12kx^2 = mg(h + x)$ with "
            f"$h + x = {height + squeeze:g}\\ \\text{{m}}$: $k = 2\\times {lost:g}/"
            f"{squeeze:g}^2$, that is {stiffness(lost)}."
        ),
    )


@generator("work-energy-power.electrical-power-of-a-hoist")
def electrical_power_of_a_hoist(rng: random.Random) -> Draft:
    """Electrical input of a hoist of known efficiency; the mass follows from clean numbers."""
    useful, seconds = rng.choice(range(120, 961, 120)), rng.choice([5, 10, 15, 20])
    height, percent = rng.randint(2, 6), rng.choice([50, 60, 75, 80])
    work = useful * seconds
    mass, efficiency = work // (G * height), percent / 100
    return Draft(
        stem=(
            f"An electric hoist raises a load of ${mass}\\ \\text{{kg}}$ through "
            f"${height}\\ \\text{{m}}$ at a steady speed in ${seconds}\\ \\text{{s}}$. Its "
            f"efficiency is ${percent}\\%$. Take $g = {G}\\ \\text{{m/s}}^2$. What electrical "
            "power does it draw?"
        ),
        answer=_quantity(useful / efficiency, "W"),
        wrong=(
            Wrong(_quantity(useful * efficiency, "W"), "power-efficiency-inverted"),
            Wrong(_quantity(useful, "W"), "power-efficiency-ignored"),
            Wrong(_quantity(work / efficiency, "W"), "power-rate-forgotten"),
        ),
        explanation=(
            f"Useful power: ${mass}\\times {G}\\times {height}/{seconds} = "
            f"{useful}\\ \\text{{W}}$. Input $=$ useful / efficiency $= {useful}/{efficiency:g} = "
            f"{useful / efficiency:.0f}\\ \\text{{W}}$."
        ),
    )


@generator("work-energy-power.engine-power-on-a-hill")
def engine_power_on_a_hill(rng: random.Random) -> Draft:
    """Power of a car that climbs a hill at a steady speed against resistance."""
    mass, ratio = rng.choice([800, 1000, 1200, 1500]), rng.choice([10, 20, 25, 50])
    speed, resistance = rng.choice([5, 10, 15, 20]), rng.choice(range(200, 701, 100))
    weight = mass * G
    climb = weight // ratio

    def kilowatts(force: float) -> str:
        return _quantity(force * speed / 1000, "kW")

    return Draft(
        stem=(
            f"A car of mass ${mass}\\ \\text{{kg}}$ climbs a hill of inclination $\\theta$, "
            f"$\\sin\\theta = 1/{ratio}$, at a steady ${speed}\\ \\text{{m/s}}$. Road and air "
            f"resistance add up to ${resistance}\\ \\text{{N}}$. Take "
            f"$g = {G}\\ \\text{{m/s}}^2$. What power does the engine deliver to the wheels?"
        ),
        answer=kilowatts(climb + resistance),
        wrong=(
            Wrong(kilowatts(resistance), "power-one-load-counted"),
            Wrong(kilowatts(climb), "power-one-load-counted"),
            Wrong(kilowatts(weight + resistance), "power-angle-ignored"),
        ),
        explanation=(
            f"At steady speed the driving force balances resistance and the weight component "
            f"$mg\\sin\\theta = {climb}\\ \\text{{N}}$: $F = {climb} + {resistance} = "
            f"{climb + resistance}\\ \\text{{N}}$. $P = Fv =$ {kilowatts(climb + resistance)}."
        ),
    )


@generator("work-energy-power.instantaneous-power-of-a-slanting-pull")
def instantaneous_power_of_a_slanting_pull(rng: random.Random) -> Draft:
    """Power of a slanting constant pull at a later instant; the block never leaves the floor."""
    tenths = rng.choice([6, 8])
    force, seconds = rng.choice(range(10, 51, 10)), rng.choice([3, 4, 5, 6])
    along = force * tenths // 10
    acceleration = rng.choice([a for a in (1, 2, 3) if along % a == 0])
    mass, speed = along // acceleration, acceleration * seconds
    power, work = along * speed, along * acceleration * seconds**2 / 2
    return Draft(
        stem=(
            f"A block of mass ${mass}\\ \\text{{kg}}$, at rest on a smooth horizontal floor, is "
            f"pulled by a constant force of ${force}\\ \\text{{N}}$ at an angle $\\theta$ above "
            f"the horizontal, $\\cos\\theta = {tenths / 10}$, and stays on the floor. What is the "
            f"power delivered by the force at the instant ${seconds}\\ \\text{{s}}$ after the "
            "start?"
        ),
        answer=_quantity(power, "W"),
        wrong=(
            Wrong(_quantity(power / 2, "W"), "power-average-and-instantaneous"),
            Wrong(_quantity(force * speed, "W"), "power-angle-ignored"),
            Wrong(_quantity(work, "W"), "power-rate-forgotten"),
        ),
        explanation=(
            f"Along the floor the force is ${force}\\times {tenths / 10} = {along}\\ \\text{{N}}$, "
            f"so $a = {acceleration}\\ \\text{{m/s}}^2$ and $v = {speed}\\ \\text{{m/s}}$. "
            f"$P = Fv\\cos\\theta = {along}\\times {speed} = {power}\\ \\text{{W}}$."
        ),
    )


@generator("work-energy-power.head-on-sticking")
def head_on_sticking(rng: random.Random) -> Draft:
    """Common speed after a head-on perfectly inelastic collision that the first body wins."""
    first, second = rng.choice([(3, 1), (3, 2), (4, 1), (6, 4), (7, 3), (8, 2)])
    u1, u2 = rng.randint(5, 12), rng.randint(1, 4)
    total = first + second
    common = (first * u1 - second * u2) / total
    energetic = math.sqrt((first * u1**2 + second * u2**2) / total)
    return Draft(
        stem=(
            f"A body of mass ${first}\\ \\text{{kg}}$ moving at ${u1}\\ \\text{{m/s}}$ meets head "
            f"on a body of mass ${second}\\ \\text{{kg}}$ moving the opposite way at "
            f"${u2}\\ \\text{{m/s}}$. They stick together. What is their common speed just after "
            "the collision?"
        ),
        answer=_fixed(common, 2, "m/s"),
        wrong=(
            Wrong(_fixed((first * u1 + second * u2) / total, 2, "m/s"), "collisions-sign-dropped"),
            Wrong(_fixed((u1 - u2) / 2, 2, "m/s"), "collisions-masses-ignored"),
            Wrong(_fixed(energetic, 2, "m/s"), "collisions-energy-always-conserved"),
        ),
        explanation=(
            f"Momentum with signs: ${first}\\times {u1} - {second}\\times {u2} = "
            f"{first * u1 - second * u2}\\ \\text{{kg m/s}}$. Divided by the total mass "
            f"${total}\\ \\text{{kg}}$ this is {_fixed(common, 2, 'm/s')}."
        ),
    )


@generator("work-energy-power.elastic-target-speed")
def elastic_target_speed(rng: random.Random) -> Draft:
    """Speed of a target at rest after an elastic head-on collision of unequal masses."""
    pairs = [(1, 3), (3, 1), (2, 3), (3, 2), (1, 4), (4, 1), (4, 6), (6, 4)]
    striker, target = rng.choice(pairs)
    speed = target * rng.randint(2, 8)
    total = striker + target
    right = 2 * striker * speed / total
    return Draft(
        stem=(
            f"A ball of mass ${striker}\\ \\text{{kg}}$ moving at ${speed}\\ \\text{{m/s}}$ makes "
            f"an elastic head-on collision with a ball of mass ${target}\\ \\text{{kg}}$ at rest. "
            "With what speed does the second ball move off?"
        ),
        answer=_fixed(right, 1, "m/s"),
        wrong=(
            Wrong(_fixed(speed, 1, "m/s"), "collisions-velocities-always-swap"),
            Wrong(_fixed(striker * speed / target, 1, "m/s"), "collisions-striker-gives-all"),
            Wrong(_fixed(speed / 2, 1, "m/s"), "collisions-masses-ignored"),
        ),
        explanation=(
            f"Momentum and the reversed relative velocity $v_2 - v_1 = u$ give "
            f"$v_2 = \\frac{{2m_1u}}{{m_1 + m_2}} = \\frac{{2\\times {striker}\\times {speed}}}"
            f"{{{total}}}$, that is {_fixed(right, 1, 'm/s')}."
        ),
    )


@generator("work-energy-power.target-speed-with-restitution")
def target_speed_with_restitution(rng: random.Random) -> Draft:
    """Speed of a target at rest after a head-on collision with a given restitution."""
    striker, target = rng.choice([(1, 3), (3, 1), (2, 3), (3, 2), (1, 4), (4, 1)])
    total, e = striker + target, rng.choice([0.2, 0.4, 0.5, 0.6, 0.8])
    speed = total * rng.randint(1, 5)
    right = (1 + e) * striker * speed / total
    return Draft(
        stem=(
            f"A ball of mass ${striker}\\ \\text{{kg}}$ moving at ${speed}\\ \\text{{m/s}}$ "
            f"collides head on with a ball of mass ${target}\\ \\text{{kg}}$ at rest. The "
            f"coefficient of restitution is ${e}$. With what speed does the second ball move off?"
        ),
        answer=_fixed(right, 1, "m/s"),
        wrong=(
            Wrong(
                _fixed(2 * striker * speed / total, 1, "m/s"),
                "collisions-energy-always-conserved",
            ),
            Wrong(_fixed(e * speed, 1, "m/s"), "collisions-restitution-of-one-body"),
            Wrong(_fixed(speed, 1, "m/s"), "collisions-velocities-always-swap"),
        ),
        explanation=(
            f"Momentum: $m_1v_1 + m_2v_2 = {striker * speed}\\ \\text{{kg m/s}}$. Restitution: "
            f"$v_2 - v_1 = {e}\\times {speed} = {e * speed:g}$. Eliminating $v_1$: "
            f"$v_2 = \\frac{{(1 + e)m_1u}}{{m_1 + m_2}} =$ {_fixed(right, 1, 'm/s')}."
        ),
    )
