"""Generators of the lesson on national income and inflation."""

import random

from tutoring.generators.registry import Draft, Wrong, generator


def _crore(value: float) -> str:
    return f"Rs {value:.0f} crore"


def _percent(value: float) -> str:
    return f"${value:.1f}\\%$"


@generator("national-income-and-inflation.inflation-from-index")
def inflation_from_index(rng: random.Random) -> Draft:
    """Inflation of a year; wrong options read the index itself or divide by the wrong year."""
    before, rate = rng.choice(range(120, 261, 20)), rng.choice([2.5, 5, 7.5, 10])
    after = before * (1 + rate / 100)
    change = after - before
    return Draft(
        stem=(
            f"A consumer price index (base year $= 100$) was ${before}$ in one year and "
            f"${after:g}$ in the next. What was the rate of inflation in that next year?"
        ),
        answer=_percent(rate),
        wrong=(
            Wrong(_percent(change), "nii-index-base"),
            Wrong(_percent(after - 100), "nii-index-base"),
            Wrong(_percent(change / after * 100), "nii-index-base"),
        ),
        explanation=(
            f"Divide the change by the earlier index: ${change:g}/{before}\\times 100 = "
            f"{rate:.1f}\\%$. The distance from $100$ is the rise since the base year."
        ),
    )


@generator("national-income-and-inflation.real-growth-from-deflator")
def real_growth_from_deflator(rng: random.Random) -> Draft:
    """Real GDP of the second year from nominal GDP; the deflator is ignored, reversed or added."""
    real = rng.choice(range(2000, 12001, 2000))
    growth, rise = rng.choice([4, 5, 6, 8]), rng.choice([10, 20, 25, 50])
    second = real * (100 + growth) / 100
    nominal = second * (100 + rise) / 100
    return Draft(
        stem=(
            f"In the base year both nominal and real GDP are {_crore(real)} and the deflator is "
            f"$100$. Some years later nominal GDP is {_crore(nominal)} and the deflator is "
            f"${100 + rise}$. By how much has real GDP grown in all?"
        ),
        answer=_percent(growth),
        wrong=(
            Wrong(_percent((nominal / real - 1) * 100), "nii-nominal-real"),
            Wrong(_percent((nominal / real - 1) * 100 + rise), "nii-nominal-real"),
            Wrong(_percent(rise), "nii-index-base"),
        ),
        explanation=(
            f"Real GDP is now ${nominal:.0f}/{(100 + rise) / 100:g} = {second:.0f}$ crore, which "
            f"is ${growth:.1f}\\%$ more than ${real}$ crore. The rest of the rise in nominal GDP "
            "is dearer goods."
        ),
    )


@generator("national-income-and-inflation.factor-cost-from-market-price")
def factor_cost_from_market_price(rng: random.Random) -> Draft:
    """NNP at factor cost; wrong options come from the sign or from a step left out."""
    gdp, wear = rng.choice(range(600, 1501, 50)), rng.choice(range(40, 101, 10))
    abroad = rng.choice([-40, -30, -20, -10, 15, 25, 35])
    taxes, subsidies = rng.choice(range(70, 141, 10)), rng.choice(range(10, 51, 5))
    net_tax = taxes - subsidies
    answer = gdp + abroad - wear - net_tax
    received, paid = (abroad + 20, 20) if abroad > 0 else (10, 10 - abroad)
    return Draft(
        stem=(
            f"For an economy, in crore of rupees: GDP at market prices ${gdp}$, factor income "
            f"received from abroad ${received}$, factor income paid abroad ${paid}$, depreciation "
            f"${wear}$, indirect taxes ${taxes}$, subsidies ${subsidies}$. "
            "What is the NNP at factor cost?"
        ),
        answer=_crore(answer),
        wrong=(
            Wrong(_crore(answer - 2 * abroad), "nii-gdp-gnp"),
            Wrong(_crore(answer + wear), "nii-gross-net"),
            Wrong(_crore(answer + 2 * net_tax), "nii-tax-sign"),
        ),
        explanation=(
            f"${gdp} + ({received} - {paid}) - {wear} - ({taxes} - {subsidies}) = {answer}$. "
            "Add net income from abroad, take off depreciation and indirect taxes less subsidies."
        ),
    )
