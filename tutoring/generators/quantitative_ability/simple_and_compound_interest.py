"""Generators of the lesson on simple and compound interest."""

import random

from tutoring.generators.quantities import are_clean, number
from tutoring.generators.registry import Draft, Wrong, generator


def _rupees(value: float, decimals: int = 0) -> str:
    return f"Rs {value:.{decimals}f}"


@generator("simple-and-compound-interest.half-yearly")
def half_yearly(rng: random.Random) -> Draft:
    """Interest compounded half-yearly; wrong options keep rate or number of periods."""
    principal, rate = rng.choice(range(2000, 24001, 2000)), rng.choice([4, 8, 10, 12, 20])
    halves = rng.choice([2, 3])
    time = "one year" if halves == 2 else "one and a half years"
    step = 1 + rate / 200
    interest = principal * (step**halves - 1)
    return Draft(
        stem=(
            f"Rs {principal} is lent at ${rate}\\%$ per annum, compounded half-yearly. What is the "
            f"compound interest after {time}?"
        ),
        answer=_rupees(interest, 2),
        wrong=(
            Wrong(_rupees(principal * rate * halves / 200, 2), "interest-simple"),
            Wrong(_rupees(principal * ((1 + rate / 100) ** halves - 1), 2), "interest-period"),
            Wrong(_rupees(principal + interest, 2), "interest-amount"),
        ),
        explanation=(
            f"There are ${halves}$ periods at ${number(rate / 2)}\\%$: ${principal}\\times "
            f"{step:.4g}^{halves} - {principal} = {number(interest)}$ rupees."
        ),
    )


@generator("simple-and-compound-interest.difference-of-two-interests")
def difference_of_two_interests(rng: random.Random) -> Draft:
    """Principal from compound minus simple interest; wrong options misread the difference."""
    rate, principal = rng.choice([4, 5, 8, 10, 15, 20]), rng.choice(range(1250, 20001, 1250))
    difference = principal * rate**2 / 10000
    if not are_clean(difference):
        return difference_of_two_interests(rng)
    amount = f"{difference:.0f}" if are_clean(difference, decimals=0) else f"{difference:.2f}"
    return Draft(
        stem=(
            "The compound interest (compounded yearly) and the simple interest on a sum for two "
            f"years at ${rate}\\%$ per annum differ by Rs {amount}. What is the sum?"
        ),
        answer=_rupees(principal),
        wrong=(
            Wrong(_rupees(difference * 100 / rate), "interest-difference"),
            Wrong(_rupees(difference * 100 / (2 * rate)), "interest-difference"),
            Wrong(_rupees(principal * 2), None),
        ),
        explanation=(
            "The difference is the interest of the second year on the interest of the first: "
            f"$P\\times\\left(\\frac{{{rate}}}{{100}}\\right)^2$. So the sum is "
            f"{_rupees(principal)}; Rs {number(difference * 100 / rate)} is only one year's "
            "interest."
        ),
    )


@generator("simple-and-compound-interest.two-instalments")
def two_instalments(rng: random.Random) -> Draft:
    """Equal yearly instalments of a loan; wrong options forget interest or discounting."""
    rate, base = rng.choice([(5, 441), (10, 121), (20, 36), (25, 25)])
    factor = 1 + rate / 100
    payment = base * rng.randint(1, 12) * 10
    loan = payment / factor + payment / factor**2
    return Draft(
        stem=(
            f"A loan of Rs {number(loan)} at ${rate}\\%$ per annum, compounded yearly, is paid "
            f"back "
            "in two equal instalments at the ends of the first and the second year. How much is "
            "each instalment?"
        ),
        answer=_rupees(payment),
        wrong=(
            Wrong(_rupees(loan / 2), "interest-instalment"),
            Wrong(_rupees(loan * factor**2 / 2), "interest-instalment"),
            Wrong(_rupees(loan * (1 + 2 * rate / 100) / 2), "interest-simple"),
        ),
        explanation=(
            f"The instalments are worth $\\frac{{x}}{{{factor:.4g}}}+\\frac{{x}}"
            f"{{{factor:.4g}^2}}$ today, and this equals the loan: $x = {number(payment)}$ rupees. "
            "After the first instalment interest runs on the rest only."
        ),
    )
