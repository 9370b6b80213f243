"""Generators of the lesson on experimental skills."""

import random

from tutoring.generators.numeric import numeric_draft
from tutoring.generators.registry import Draft, generator


@generator("experimental-skills.screw-gauge-reading")
def screw_gauge_reading(rng: random.Random) -> Draft:
    """Diameter from a screw gauge with a negative zero error."""
    pitch, divisions = rng.choice(((0.5, 50), (1.0, 100), (0.5, 100), (1.0, 50)))
    least = pitch / divisions
    main = rng.randint(1, 9) * pitch
    circle, zero = rng.randint(10, divisions - 10), rng.randint(2, 8)
    reading = main + circle * least
    return numeric_draft(
        f"A screw gauge has a pitch of {pitch} mm and {divisions} divisions on its circular scale. "
        f"Its zero error is $-{zero}$ divisions. For a wire the linear scale shows {main} mm and "
        f"the circular scale {circle}. What is the true diameter?",
        reading + zero * least,
        (
            (reading - zero * least, "lab-skills-zero-sign"),
            (reading, "lab-skills-zero-sign"),
            (main + (circle + zero) * least * 2, "lab-skills-least-count-wrong"),
        ),
        f"The least count is ${pitch}/{divisions} = {least:g}$ mm, the reading "
        f"${main} + {circle}\\times {least:g} = {reading:.3f}$ mm. Subtracting the negative zero "
        f"error adds ${zero}\\times {least:g}$ mm: ${reading + zero * least:.3f}$ mm.",
        unit="mm",
        places=3,
    )


@generator("experimental-skills.bridge-after-exchange")
def bridge_after_exchange(rng: random.Random) -> Draft:
    """Shunt that moves the balance point of a metre bridge."""
    length, later = rng.choice(((60, 50), (75, 60), (80, 50), (75, 50), (80, 60), (60, 40)))
    right_gap = rng.choice((2, 4, 5, 6, 8, 10, 12))
    left, left_after = right_gap * length / (100 - length), right_gap * later / (100 - later)
    shunt = left * left_after / (left - left_after)
    return numeric_draft(
        f"A metre bridge with an unknown resistance in the left gap and {right_gap} Ω in the right "
        f"gap balances at {length} cm from the left. A resistor is then joined in parallel to the "
        f"unknown one, and the balance moves to {later} cm. What is the resistor's value?",
        shunt,
        (
            (left - left_after, None),
            (left_after, None),
            (right_gap * (100 - length) / length, "lab-skills-bridge-inverted"),
        ),
        f"The left arm is ${left:.4g}$ Ω at first and ${left_after:.4g}$ Ω afterwards. From "
        f"$\\dfrac1X = \\dfrac1{{{left_after:.4g}}} - \\dfrac1{{{left:.4g}}}$ the added resistor "
        f"has ${shunt:.4g}$ Ω.",
        unit="Ω",
    )


@generator("experimental-skills.error-of-a-resistivity")
def error_of_a_resistivity(rng: random.Random) -> Draft:
    """Relative error of a resistivity from a wire's measurements."""
    diameter, length = rng.choice((0.4, 0.5, 0.8, 1.0)), rng.choice((40, 50, 80, 100))
    current = rng.choice((0.5, 1, 2))
    volts, ampere = rng.choice((1, 2, 3)), rng.choice((1, 2))
    thick = 0.01 / diameter * 100
    long = 0.1 / length * 100
    rest = long + volts + ampere
    return numeric_draft(
        "The resistivity of a wire is found as $\\rho = \\dfrac{\\pi d^2V}{4LI}$. The diameter is "
        f"{diameter:.2f} mm $\\pm$ 0.01 mm, the length {length}.0 cm $\\pm$ 0.1 cm; the voltage is "
        f"known to {volts}% and the current, about {current:g} A, to {ampere}%. What is the "
        "greatest relative error of $\\rho$ in percent?",
        2 * thick + rest,
        (
            (thick + rest, "lab-skills-power-of-error-missed"),
            (abs(2 * thick + volts - long - ampere), "lab-skills-power-of-error-missed"),
            (2 * thick + rest - long, None),
        ),
        f"All relative errors add, that of $d$ twice: $2\\times {thick:.3g}\\% + {volts}\\% + "
        f"{long:.3g}\\% + {ampere}\\% = {2 * thick + rest:.4g}\\%$.",
        unit="\\%",
        places=3,
    )
