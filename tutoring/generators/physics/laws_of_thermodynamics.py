"""Generators of the lesson on the laws of thermodynamics."""

import random

from tutoring.generators.decimals import decimals, fixed
from tutoring.generators.registry import Draft, Wrong, generator

GASES = (("monatomic", 3, "\\tfrac32R"), ("diatomic", 5, "\\tfrac52R"))


def _percent(share: float) -> str:
    return f"${decimals(100 * share)}\\%$"


@generator("laws-of-thermodynamics.heat-rejected-by-an-engine")
def heat_rejected_by_an_engine(rng: random.Random) -> Draft:
    """Heat rejected by a Carnot engine; Celsius ratios or the work in its place mislead."""
    hot, cold = rng.choice(range(127, 628, 50)), rng.choice([7, 17, 27, 37, 47])
    heat = rng.choice(range(400, 2001, 200))
    rejected = heat * (cold + 273) / (hot + 273)
    return Draft(
        stem=(
            f"A Carnot engine takes in {heat} J of heat per cycle at {hot} °C and rejects heat at "
            f"{cold} °C. How much heat does it reject per cycle? (0 °C = 273 K)"
        ),
        answer=fixed(rejected, "J"),
        wrong=(
            Wrong(fixed(heat * cold / hot, "J"), "thermo-celsius"),
            Wrong(fixed(heat - rejected, "J"), "thermo-all-work"),
            Wrong(fixed(heat, "J"), None),
        ),
        explanation=(
            f"$Q_2/Q_1 = T_2/T_1 = {cold + 273}/{hot + 273}$, so $Q_2 = {rejected:.1f}$ J. The "
            f"rest, {heat - rejected:.1f} J, is the work. The ratio of Celsius temperatures has no "
            f"meaning."
        ),
    )


@generator("laws-of-thermodynamics.isobaric-heat-and-work")
def isobaric_heat_and_work(rng: random.Random) -> Draft:
    """Heat at constant pressure from the work done; the wrong molar heat misleads."""
    name, freedom, shown = rng.choice(GASES)
    work = rng.choice(range(40, 401, 20))
    return Draft(
        stem=(
            f"A {name} ideal gas ($C_V = {shown}$) expands at constant pressure and does {work} J "
            f"of work. How much heat does it take in?"
        ),
        answer=fixed(work * (freedom / 2 + 1), "J", 0),
        wrong=(
            Wrong(fixed(work * freedom / 2, "J", 0), "thermo-specific"),
            Wrong(fixed(work, "J", 0), "thermo-adiabatic"),
            Wrong(fixed(work * (freedom / 2 - 1), "J", 0), "thermo-sign"),
        ),
        explanation=(
            f"$W = nR\\,\\Delta T = {work}$ J and $\\Delta U = nC_V\\Delta T = "
            f"{freedom / 2:g}\\times {work} = {freedom * work // 2}$ J. The heat is their sum; "
            f"only in an isothermal process would it equal the work."
        ),
    )


@generator("laws-of-thermodynamics.rectangular-cycle-efficiency")
def rectangular_cycle_efficiency(rng: random.Random) -> Draft:
    """Efficiency of a rectangular cycle of a monatomic gas between p, ap and V, bV."""
    a, b = rng.randint(2, 9), rng.randint(2, 9)
    work = (a - 1) * (b - 1)
    rise, widen = 1.5 * (a - 1), 2.5 * a * (b - 1)  # heat at constant volume, at constant pressure
    return Draft(
        stem=(
            f"A monatomic ideal gas is taken round a rectangle in the $p$-$V$ diagram: at the "
            f"volume $V$ from $p$ to ${a}p$, at ${a}p$ from $V$ to ${b}V$, at ${b}V$ back to $p$, "
            f"and at $p$ back to $V$. What is the efficiency of the cycle?"
        ),
        answer=_percent(work / (rise + widen)),
        wrong=(
            Wrong(_percent(work / (rise + 1.5 * a * (b - 1))), "thermo-specific"),
            Wrong(_percent(work / widen), "thermo-path"),
            Wrong(_percent(a * (b - 1) / (rise + widen)), "thermo-all-work"),
        ),
        explanation=(
            f"In units of $pV$ the work is $({a} - 1)({b} - 1) = {work}$. Heat is taken in on the "
            f"first two sides: $\\tfrac32({a} - 1) + \\tfrac52\\times {a}({b} - 1) = "
            f"{rise + widen:g}$. The efficiency is ${work}/{rise + widen:g}$."
        ),
    )
