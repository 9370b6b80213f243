"""How good predictions were: AUC, log-loss, RMSE, reliability bins and calibration error."""

from collections.abc import Sequence
from itertools import groupby, pairwise
from math import log, sqrt
from operator import itemgetter
from typing import NamedTuple

BINS = 10
CERTAIN = 1e-15  # a prediction of exactly 0 or 1 costs much, not infinitely much


class ReliabilityBin(NamedTuple):
    """One of ten equally filled bins: what was predicted there, what came."""

    predicted: float
    right: float
    answers: int


def auc(predictions: Sequence[float], correct: Sequence[bool | int]) -> float | None:
    """Return the chance that a right answer was rated above a wrong one, ties counting half.

    None where all answers are right or all are wrong. By ranks: Hanley and McNeil (1982).
    """
    rights = sum(map(bool, correct))
    wrongs = len(correct) - rights
    if not rights or not wrongs:
        return None
    below, wins = 0, 0.0
    ordered = sorted(zip(predictions, map(bool, correct), strict=True))
    for _, tied in groupby(ordered, key=itemgetter(0)):
        outcomes = [right for _, right in tied]
        tied_rights = sum(outcomes)
        tied_wrongs = len(outcomes) - tied_rights
        wins += tied_rights * (below + tied_wrongs / 2)
        below += tied_wrongs
    return wins / (rights * wrongs)


def log_loss(predictions: Sequence[float], correct: Sequence[bool | int]) -> float:
    """Return the mean of -ln(the chance given to what came)."""
    total = 0.0
    for prediction, right in zip(predictions, correct, strict=True):
        given = prediction if right else 1.0 - prediction
        total -= log(max(given, CERTAIN))
    return total / len(correct)


def rmse(predictions: Sequence[float], correct: Sequence[bool | int]) -> float:
    """Return the root of the mean squared error."""
    pairs = zip(predictions, correct, strict=True)
    return sqrt(sum((right - prediction) ** 2 for prediction, right in pairs) / len(correct))


def reliability_bins(
    predictions: Sequence[float], correct: Sequence[bool | int]
) -> list[ReliabilityBin]:
    """Return up to ten bins of equally many answers (to one), by rising prediction."""
    ordered = sorted(zip(predictions, correct, strict=True), key=itemgetter(0))
    edges = [len(ordered) * i // BINS for i in range(BINS + 1)]
    parts = [ordered[low:high] for low, high in pairwise(edges) if low < high]
    return [
        ReliabilityBin(
            sum(prediction for prediction, _ in part) / len(part),
            sum(right for _, right in part) / len(part),
            len(part),
        )
        for part in parts
    ]


def calibration_error(predictions: Sequence[float], correct: Sequence[bool | int]) -> float:
    """Return the mean gap between predicted and right over the reliability bins."""
    bins = reliability_bins(predictions, correct)
    return sum(abs(bin_.predicted - bin_.right) for bin_ in bins) / len(bins)
