"""The nightly refit."""

from datetime import date, timedelta
from math import exp
from random import Random

import pytest

from tutoring.mastery.prediction import FEATURE_NAMES, START_WEIGHTS
from tutoring.mastery.refit import AnswerWindow, refit
from tutoring.mastery.scores import log_loss

TRUTH = (1.2, 0.4, -0.8, -0.9, 0.3, -0.3, 0.5, -0.2, 1.0, 0.5, -0.3, -0.6, 0.1, 0.2)
FIRST_DAY = date(2026, 3, 1)


def filled(days, a_day, *, truth=TRUTH, seed=3, size=200_000, flip_on=None):
    """A window of answers drawn from known weights; on one day the outcomes may be turned round."""
    random, window = Random(seed), AnswerWindow(size)
    for day in range(days):
        for _ in range(a_day):
            found = (*(random.gauss(0, 1) for _ in FEATURE_NAMES[1:]), 1.0)
            x = sum(w * f for w, f in zip(truth, found, strict=True))
            correct = (random.random() < 1 / (1 + exp(-x))) is not (day == flip_on)
            window.add(found, correct, FIRST_DAY + timedelta(days=day))
    return window


def test_refit_improves_on_what_it_has_not_seen():
    found = refit(filled(6, 800), START_WEIGHTS)

    assert found.is_adopted
    assert found.log_loss < found.refused_log_loss
    assert found.weights == pytest.approx(TRUTH, abs=0.15)
    unseen, _ = filled(2, 2000, seed=4).split()
    losses = [
        log_loss(unseen.predictions(weights), unseen.correct)
        for weights in (found.weights, START_WEIGHTS)
    ]
    assert losses[0] < losses[1]


def test_refit_reports_figures_of_the_judging_answers():
    found = refit(filled(6, 800), START_WEIGHTS)

    assert found.answers == 4800
    assert sum(bin_.answers for bin_ in found.reliability) == 800
    assert 0.75 < found.auc < 0.95
    assert found.calibration_error == pytest.approx(
        sum(abs(bin_.predicted - bin_.right) for bin_ in found.reliability) / 10
    )


def test_refit_refuses_what_the_last_day_contradicts():
    found = refit(filled(6, 800, flip_on=5, truth=[3 * w for w in TRUTH]), START_WEIGHTS)

    assert not found.is_adopted
    assert found.weights == START_WEIGHTS
    assert found.log_loss < found.refused_log_loss


def test_refit_keeps_weights_that_are_true_already():
    window = filled(2, 500)

    assert refit(window, TRUTH).weights == TRUTH


@pytest.mark.parametrize(("a_day", "does_something"), [(249, False), (250, True)])
def test_refit_does_nothing_under_500_answers(a_day, does_something):
    found = refit(filled(2, a_day), START_WEIGHTS)

    assert (found.log_loss is not None) is does_something
    if not does_something:
        assert found == (START_WEIGHTS, False, 498, None, None, None, None, ())


def test_refit_of_an_empty_window_does_nothing():
    assert refit(AnswerWindow(), TRUTH).weights == TRUTH


@pytest.mark.parametrize(
    ("days", "a_day", "sizes"),
    [(10, 100, (900, 100)), (2, 500, (800, 200)), (1, 500, (400, 100))],
    ids=["the last day judges", "at most a fifth", "a single day"],
)
def test_split_lets_the_last_day_judge_but_at_most_a_fifth(days, a_day, sizes):
    assert tuple(len(part.correct) for part in filled(days, a_day).split()) == sizes


def test_window_keeps_the_newest_answers():
    window = AnswerWindow(size=100)
    width = len(FEATURE_NAMES)
    for i in range(1000):
        window.add((float(i),) * width, i % 3 == 0, FIRST_DAY + timedelta(days=i // 10))

    earlier, judging = window.split()

    assert len(window) == 100
    assert list(earlier.columns[0]) + list(judging.columns[-1]) == list(range(900, 1000))
    assert list(judging.correct) == [i % 3 == 0 for i in range(990, 1000)]
