"""AUC, log-loss, RMSE, reliability bins and calibration error."""

from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutoring.mastery.scores import auc, calibration_error, log_loss, reliability_bins, rmse

answers = st.lists(st.tuples(st.integers(0, 20), st.booleans()), min_size=2, max_size=60)


def test_auc_counts_the_pairs_in_the_right_order():
    assert auc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]) == 0.75


@given(answers)
def test_auc_equals_its_definition(rows):
    predictions, correct = [p / 20 for p, _ in rows], [right for _, right in rows]
    rights = [p for p, right in zip(predictions, correct, strict=True) if right]
    wrongs = [p for p, right in zip(predictions, correct, strict=True) if not right]
    if not rights or not wrongs:
        assert auc(predictions, correct) is None
        return
    wins = sum((r > w) + (r == w) / 2 for r in rights for w in wrongs)

    assert auc(predictions, correct) == pytest.approx(wins / (len(rights) * len(wrongs)))


def test_log_loss_is_the_mean_surprise():
    assert log_loss([0.8, 0.25], [True, False]) == pytest.approx(-(log(0.8) + log(0.75)) / 2)


def test_log_loss_of_a_certain_error_is_finite():
    assert log_loss([1.0], [False]) == pytest.approx(34.5387763949107)


def test_rmse():
    assert rmse([0.8, 0.4], [True, False]) == pytest.approx((0.2**2 / 2 + 0.4**2 / 2) ** 0.5)


def test_reliability_bins_are_equally_filled_by_rising_prediction():
    predictions = [i / 100 for i in range(100)]
    correct = [i % 2 for i in range(100)]

    bins = reliability_bins(predictions[::-1], correct[::-1])

    assert [bin_.answers for bin_ in bins] == [10] * 10
    assert [bin_.predicted for bin_ in bins] == pytest.approx([0.045 + i / 10 for i in range(10)])
    assert [bin_.right for bin_ in bins] == [0.5] * 10


def test_reliability_bins_of_few_answers_are_as_many_as_answers():
    assert reliability_bins([0.9, 0.2], [1, 0]) == [(0.2, 0.0, 1), (0.9, 1.0, 1)]


@given(answers)
def test_reliability_bins_hold_every_answer(rows):
    bins = reliability_bins([p / 20 for p, _ in rows], [right for _, right in rows])

    assert sum(bin_.answers for bin_ in bins) == len(rows)
    assert sum(bin_.right * bin_.answers for bin_ in bins) == pytest.approx(
        sum(right for _, right in rows)
    )


def test_calibration_error_is_the_mean_gap():
    # ten bins of two answers, each predicted 0.5: five half right, five all right
    predictions = [0.5 + i / 1e6 for i in range(20)]
    correct = [1, 0] * 5 + [1, 1] * 5

    assert calibration_error(predictions, correct) == pytest.approx(0.25, abs=1e-4)
