"""The ridge logistic regression."""

from math import exp
from random import Random

import pytest

from tutoring.mastery.ridge import fitted, solved

TRUTH = (1.5, -0.7, 0.3)


@pytest.fixture(scope="module")
def sample():
    """Answers drawn from known weights."""
    random = Random(7)
    rows = [(random.gauss(0, 1), random.gauss(0, 2), 1.0) for _ in range(8000)]
    logits = [sum(w * f for w, f in zip(TRUTH, row, strict=True)) for row in rows]
    correct = [int(random.random() < 1 / (1 + exp(-x))) for x in logits]
    return list(zip(*rows, strict=True)), correct


def test_solved_solves():
    assert solved([[4.0, 2.0], [2.0, 3.0]], [8.0, 8.0]) == pytest.approx([1.0, 2.0])


def test_fitted_finds_the_weights_of_the_sample(sample):
    assert fitted(*sample, centre=(0.0, 0.0, 0.0), ridge=1.0) == pytest.approx(TRUTH, abs=0.1)


def test_fitted_leaves_no_slope(sample):
    columns, correct = sample
    centre, ridge = (1.0, 1.0, 0.0), 20.0

    weights = fitted(columns, correct, centre=centre, ridge=ridge)

    rows = zip(*columns, strict=True)
    chances = [
        1 / (1 + exp(-sum(w * f for w, f in zip(weights, row, strict=True)))) for row in rows
    ]
    for column, weight, middle in zip(columns, weights, centre, strict=True):
        misfit = sum(f * (p - y) for f, p, y in zip(column, chances, correct, strict=True))
        assert misfit + ridge * (weight - middle) == pytest.approx(0.0, abs=1e-6)


def test_fitted_does_not_depend_on_where_it_starts(sample):
    near = fitted(*sample, centre=(0.0, 0.0, 0.0), ridge=20.0)
    far = fitted(*sample, centre=(0.0, 0.0, 0.0), ridge=20.0, start=(-6.0, 6.0, 5.0))

    assert far == pytest.approx(near, abs=1e-6)


def test_fitted_with_an_endless_ridge_stays_at_its_centre(sample):
    assert fitted(*sample, centre=TRUTH[::-1], ridge=1e12) == pytest.approx(TRUTH[::-1], abs=1e-6)


def test_fitted_is_finite_where_the_answers_are_separable():
    columns = [[-1.0, -2.0, 1.0, 2.0], [1.0] * 4]

    weights = fitted(columns, [0, 0, 1, 1], centre=(0.0, 0.0), ridge=20.0)

    # 20 w = 2 (1 / (1 + e^w) + 2 / (1 + e^2w))
    assert weights == pytest.approx((0.1334076, 0.0), abs=1e-6)
