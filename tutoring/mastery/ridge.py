"""Logistic regression with a ridge towards given weights, in plain Python.

Newton's method on columns: 14 features need no linear algebra package, and a nightly fit of
200,000 answers takes seconds.
"""

from collections.abc import Sequence
from math import exp, log1p
from operator import mul
from typing import NamedTuple

from tutoring.mastery.elo import logistic

TOLERANCE = 1e-6
MAX_ROUNDS, MAX_HALVINGS = 30, 20
Columns = Sequence[Sequence[float]]


def fitted(
    columns: Columns,
    correct: Sequence[int],
    *,
    centre: Sequence[float],
    ridge: float,
    start: Sequence[float] | None = None,
) -> tuple[float, ...]:
    """Return the w least in -ln(likelihood) + ridge / 2 * |w - centre|^2, found from ``start``."""
    problem = _Problem(columns, correct, centre, ridge)
    weights = list(start or centre)
    logits = problem.logits(weights)
    loss = problem.loss(logits, weights)
    for _ in range(MAX_ROUNDS):
        step = problem.newton_step(logits, weights)
        for halving in range(MAX_HALVINGS):
            moved = [w - s / 2**halving for w, s in zip(weights, step, strict=True)]
            moved_logits = problem.logits(moved)
            moved_loss = problem.loss(moved_logits, moved)
            if moved_loss <= loss:
                break
        else:
            break  # no smaller loss along the step: rounding is all that is left
        weights, logits, loss = moved, moved_logits, moved_loss
        if max(map(abs, step)) < TOLERANCE:
            break
    return tuple(weights)


class _Problem(NamedTuple):
    columns: Columns
    correct: Sequence[int]
    centre: Sequence[float]
    ridge: float

    def logits(self, weights: Sequence[float]) -> list[float]:
        return [sum(map(mul, weights, row)) for row in zip(*self.columns, strict=True)]

    def loss(self, logits: Sequence[float], weights: Sequence[float]) -> float:
        # ln(1 + e^x) - y x, written so that no exponent overflows
        pairs = zip(logits, self.correct, strict=True)
        misfit = sum([log1p(exp(-abs(x))) + max(x, 0.0) - y * x for x, y in pairs])
        return misfit + self.ridge / 2 * sum(offset**2 for offset in self._offsets(weights))

    def newton_step(self, logits: Sequence[float], weights: Sequence[float]) -> list[float]:
        chances = [logistic(x) for x in logits]
        errors = [p - y for p, y in zip(chances, self.correct, strict=True)]
        gradient = [
            sum(map(mul, column, errors)) + self.ridge * offset
            for column, offset in zip(self.columns, self._offsets(weights), strict=True)
        ]
        return solved(self._curvature([p * (1.0 - p) for p in chances]), gradient)

    def _curvature(self, curves: Sequence[float]) -> list[list[float]]:
        size = len(self.columns)
        matrix = [[0.0] * size for _ in range(size)]
        for i, column in enumerate(self.columns):
            curved = list(map(mul, column, curves))
            for j in range(i + 1):
                matrix[i][j] = matrix[j][i] = sum(map(mul, curved, self.columns[j]))
            matrix[i][i] += self.ridge
        return matrix

    def _offsets(self, weights: Sequence[float]) -> list[float]:
        return [w - c for w, c in zip(weights, self.centre, strict=True)]


def solved(matrix: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """Return x with matrix x = right, by Cholesky; the matrix is symmetric, positive definite."""
    size = len(right)
    lower = [[0.0] * size for _ in range(size)]
    forward: list[float] = []
    for i in range(size):
        for j in range(i + 1):
            rest = matrix[i][j] - sum(map(mul, lower[i][:j], lower[j][:j]))
            lower[i][j] = rest**0.5 if i == j else rest / lower[j][j]
        forward.append((right[i] - sum(map(mul, lower[i][:i], forward))) / lower[i][i])
    solution = [0.0] * size
    for i in reversed(range(size)):
        known = sum(lower[k][i] * solution[k] for k in range(i + 1, size))
        solution[i] = (forward[i] - known) / lower[i][i]
    return solution
