"""The nightly refit of the weights, and its report."""

from array import array
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from tutoring.mastery.prediction import FEATURE_NAMES, START_WEIGHTS, Features, Weights, predicted
from tutoring.mastery.ridge import Columns, fitted
from tutoring.mastery.scores import (
    ReliabilityBin,
    auc,
    calibration_error,
    log_loss,
    reliability_bins,
)

WINDOW = 200_000
RIDGE = 20.0
LEAST_ANSWERS = 500
WIDTH = len(FEATURE_NAMES)


class AnswerWindow:
    """The newest answers with the features they met, oldest first, in compact arrays."""

    def __init__(self, size: int = WINDOW) -> None:
        self.size = size
        self._features = array("d")
        self._correct = array("b")
        self._days = array("l")

    def __len__(self) -> int:
        return min(len(self._correct), self.size)

    def add(self, found: Features, correct: bool, day: date) -> None:
        """Append an answer; the oldest leave once the window is full."""
        self._features.extend(found)
        self._correct.append(correct)
        self._days.append(day.toordinal())
        if len(self._correct) >= self.size + max(self.size // 4, 1):
            self._trim()

    def _trim(self) -> None:
        surplus = len(self._correct) - len(self)
        del self._features[: surplus * WIDTH]
        del self._correct[:surplus]
        del self._days[:surplus]

    def split(self) -> "tuple[Part, Part]":
        """Return the answers to fit on and those to judge by: the last day's.

        Where the last day holds more than a fifth of the answers, its newest fifth judges; else
        too little would be left to fit on.
        """
        self._trim()
        last_day = self._days[-1]
        earlier = next((i for i in reversed(range(len(self))) if self._days[i] != last_day), -1) + 1
        border = max(earlier, len(self) - len(self) // 5)
        return self._part(0, border), self._part(border, len(self))

    def _part(self, start: int, stop: int) -> "Part":
        rows = self._features[start * WIDTH : stop * WIDTH]
        return Part([rows[i::WIDTH] for i in range(WIDTH)], self._correct[start:stop])


class Part(NamedTuple):
    """Some answers: one column per feature, and what came."""

    columns: Columns
    correct: Sequence[int]

    def predictions(self, weights: Weights) -> list[float]:
        return [predicted(row, weights) for row in zip(*self.columns, strict=True)]


class Refit(NamedTuple):
    """One night's result, as of the weights to use from now on.

    The figures are of the judging answers, which the fit had not seen; they are None when there
    were too few answers and nothing was done.
    """

    weights: Weights
    is_adopted: bool
    answers: int
    log_loss: float | None = None
    refused_log_loss: float | None = None  # of the weights not chosen, old or new
    auc: float | None = None
    calibration_error: float | None = None
    reliability: tuple[ReliabilityBin, ...] = ()


def refit(window: AnswerWindow, old: Weights) -> Refit:
    """Return new weights if they foretell the last day's answers better than the old ones.

    The new weights are fitted on the answers before those that judge: judged by answers they
    were fitted on, they would always win.
    """
    if len(window) < LEAST_ANSWERS:
        return Refit(old, is_adopted=False, answers=len(window))
    earlier, judging = window.split()
    new = fitted(earlier.columns, earlier.correct, centre=START_WEIGHTS, ridge=RIDGE, start=old)
    losses = {each: log_loss(judging.predictions(each), judging.correct) for each in (old, new)}
    is_adopted = losses[new] < losses[old]
    used, refused = (new, old) if is_adopted else (old, new)
    predictions = judging.predictions(used)
    return Refit(
        weights=used,
        is_adopted=is_adopted,
        answers=len(window),
        log_loss=losses[used],
        refused_log_loss=losses[refused],
        auc=auc(predictions, judging.correct),
        calibration_error=calibration_error(predictions, judging.correct),
        reliability=tuple(reliability_bins(predictions, judging.correct)),
    )
