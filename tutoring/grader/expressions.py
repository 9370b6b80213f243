"""Grading of algebraic expressions and equations."""

from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from tutoring.grader.algebra.arithmetic import exact_value
from tutoring.grader.algebra.form import has_form
from tutoring.grader.algebra.judge import Question, judge
from tutoring.grader.algebra.syntax import Node, parse_expression, symbols_in
from tutoring.grader.closeness import Tolerance, known_slip
from tutoring.grader.keys import ExpressionKey
from tutoring.grader.numbers import Form, Number, read_number
from tutoring.grader.text import clean
from tutoring.grader.verdicts import RIGHT, ErrorKind, Grade, Unjudged, Unreadable, wrong

LONGEST_EXPRESSION = 500
MOST_STRANGE_SYMBOLS = 3


class _Side(NamedTuple):
    """``subject`` of "v = u + at" is v; ``is_equation``: both sides matter."""

    tree: Node
    subject: str | None = None
    is_equation: bool = False


def grade_expression(key: ExpressionKey, answer: object) -> Grade:
    """Grade by proof: equal for all values of the symbols where both sides are real.

    Raises Unreadable, and Unjudged when neither a proof nor a counter-example was found.
    """
    right = _read(key.answer, key)
    given = _read(answer, key)
    if right.is_equation and given.subject:
        given = _Side(["add", ["sym", given.subject], ["neg", given.tree]], is_equation=True)
    _refuse_other_shape(right, given)
    judged = _graded_by_value(key, right, given)
    if judged.correct and not has_form(given.tree, right.tree, key.form):
        return wrong(ErrorKind.FORM)
    return judged


def _graded_by_value(key: ExpressionKey, right: _Side, given: _Side) -> Grade:
    if given.tree == right.tree:
        return RIGHT
    if not right.is_equation and (sum_grade := _grade_sum(right.tree, given.tree)):
        return sum_grade
    question = Question(right.tree, given.tree, right.is_equation, key.positive)
    judgement = judge(question)
    if judgement.outcome == "equal":
        return RIGHT
    if judgement.outcome == "different":
        return wrong(ErrorKind(judgement.way) if judgement.way else None)
    raise Unjudged("The expression could not be judged. Write it in a simpler form.")


def _grade_sum(right: Node, given: Node) -> Grade | None:
    """Grade two sums of numbers by their exact values; None when one is more than that."""
    key, answer = exact_value(right), exact_value(given)
    if key is None or answer is None:
        return None
    if key == answer:
        return RIGHT
    return wrong(known_slip(_as_written(given, answer), Number(key), Tolerance()))


def _as_written(tree: Node, value: Fraction) -> Number:
    """A lone decimal keeps its last place, by which a rounded one is known."""
    lone = tree[1] if tree[0] == "neg" else tree
    if lone[0] != "num":
        return Number(value, Form.FRACTION)
    return replace(read_number(lone[1]), value=value)


def _read(text: object, key: ExpressionKey) -> _Side:
    plain = clean(text, limit=LONGEST_EXPRESSION)
    sides = plain.split("=")
    if len(sides) > 2:
        raise Unreadable("Write one expression or one equation.")
    base = "10" if key.common_log else "e"
    trees = [parse_expression(side, symbols=key.symbols, log_base=base) for side in sides]
    if len(trees) == 1:
        return _Side(trees[0])
    left, right = trees
    if left[0] == "sym" and left[1] not in symbols_in(right):
        return _Side(right, subject=left[1])
    return _Side(["add", left, ["neg", right]], is_equation=True)


def _refuse_other_shape(right: _Side, given: _Side) -> None:
    """Four strange symbols are prose ("hello"), and an equation is not an expression."""
    if len(symbols_in(given.tree) - symbols_in(right.tree)) > MOST_STRANGE_SYMBOLS:
        raise Unreadable("Use the symbols of the question.")
    if right.subject and (given.is_equation or given.subject not in (None, right.subject)):
        raise Unreadable(f"Write the answer as {right.subject} = ...")
    if right.is_equation != given.is_equation:
        raise Unreadable("Write an equation." if right.is_equation else "Write an expression.")
    if given.subject in symbols_in(right.tree):
        raise Unreadable("Write an expression.")
