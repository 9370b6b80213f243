"""Computing the key of a written question anew from an arithmetic expression in its pack."""

import ast
import math
import operator
import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

MAX_EXPRESSION = 500  # characters
MAX_EXPONENT = 200
EQUAL = 1e-9  # relative, between two expressions

NAMES = {"pi": math.pi, "e": math.e}
FUNCTIONS: dict[str, Callable[..., float]] = {
    "sqrt": math.sqrt,
    "cbrt": math.cbrt,
    "exp": math.exp,
    "ln": math.log,
    "log10": math.log10,
    "log2": math.log2,
    "sin": lambda degrees: math.sin(math.radians(degrees)),
    "cos": lambda degrees: math.cos(math.radians(degrees)),
    "tan": lambda degrees: math.tan(math.radians(degrees)),
    "asin": lambda share: math.degrees(math.asin(share)),
    "acos": lambda share: math.degrees(math.acos(share)),
    "atan": lambda share: math.degrees(math.atan(share)),
    "abs": abs,
    "round": lambda value, digits=0: round(value, int(digits)),
    "floor": math.floor,
    "ceil": math.ceil,
    "factorial": lambda count: float(math.factorial(_small(count))),
    "comb": lambda n, k: float(math.comb(_small(n), _small(k))),
    "perm": lambda n, k: float(math.perm(_small(n), _small(k))),
    "gcd": lambda a, b: float(math.gcd(_whole(a), _whole(b))),
    "lcm": lambda a, b: float(math.lcm(_whole(a), _whole(b))),
    "min": min,
    "max": max,
}
OPERATIONS: dict[type[ast.AST], Callable[..., float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}

SPACES = re.compile(r"\\[,;:! ]|\\quad|~|\{,\}")
FRACTION = re.compile(r"(-?)\\[dt]?frac\{(-?\d+(?:\.\d+)?)\}\{(\d+(?:\.\d+)?)\}")
PLAIN_FRACTION = re.compile(r"(-?\d+)\s*/\s*(\d+)(?![\d.])")
NUMBER = re.compile(r"-?\d+(?:,\d{2,3})*(?:\.\d+)?")
POWER_OF_TEN = re.compile(r"\s*(?:\\times|\\cdot|×)\s*10\s*\^\s*(?:\{\s*(-?\d+)\s*\}|(\d))")


class UnreadableCheck(ValueError):
    """A check is no arithmetic, or there is no number to compare it with."""


def fault_of_check(check: str, answer: str | None) -> str:
    """Return what is wrong between a ``check`` and the right answer's text, or nothing.

    "expression" must give the first number of the answer to the last digit that it shows;
    "expression == expression" must hold. Angles are in degrees.
    """
    try:
        left, equals, right = check.partition("==")
        computed = value_of(left)
        if equals:
            other = value_of(right)
            near = math.isclose(computed, other, rel_tol=EQUAL, abs_tol=EQUAL)
            return "" if near else f"its two sides give {computed:.6g} and {other:.6g}"
        shown, half_unit = number_in(answer or "")
    except UnreadableCheck as error:
        return str(error)
    if abs(computed - shown) <= half_unit * (1 + EQUAL) + EQUAL * abs(shown):
        return ""
    return f"it gives {computed:.6g} where the right answer says {shown:.6g}"


def value_of(expression: str) -> float:
    """Compute an arithmetic expression. Raises UnreadableCheck."""
    if len(expression) > MAX_EXPRESSION:
        raise UnreadableCheck(f"it is longer than {MAX_EXPRESSION} characters")
    try:
        return float(_computed(ast.parse(expression.strip(), mode="eval").body))
    except (SyntaxError, ArithmeticError, ValueError, TypeError, RecursionError) as error:
        raise UnreadableCheck(f"{expression.strip()!r} cannot be computed ({error})") from error


def _computed(node: ast.AST) -> float:
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return value
        case ast.Name(id=name) if name in NAMES:
            return NAMES[name]
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            exponent = _computed(right)
            if abs(exponent) > MAX_EXPONENT:
                raise UnreadableCheck(f"an exponent is over {MAX_EXPONENT}")
            return float(_computed(left)) ** exponent
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATIONS:
            return OPERATIONS[type(op)](_computed(left), _computed(right))
        case ast.UnaryOp(op=op, operand=operand) if type(op) in OPERATIONS:
            return OPERATIONS[type(op)](_computed(operand))
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in FUNCTIONS:
            return FUNCTIONS[name](*map(_computed, args))
    raise UnreadableCheck(f"{ast.unparse(node)!r} is not arithmetic")


def number_in(text: str) -> tuple[float, float]:
    """Return the first number of a text and half a unit of its last digit.

    Reads decimals, powers of ten and fractions of TeX; a whole number or fraction is exact.
    """
    plain = SPACES.sub("", text).replace("\u2212", "-").replace("$", "")
    number = NUMBER.search(plain)
    for pattern in (FRACTION, PLAIN_FRACTION):
        if (found := pattern.search(plain)) and number and found.start() <= number.start():
            return _fraction(found.groups()), 0.0
    if number is None:
        raise UnreadableCheck("the right answer holds no number; write expression == expression")
    digits = number.group().replace(",", "")
    unit = 10.0 ** -len(digits.partition(".")[2]) if "." in digits else 0.0
    scale = 1.0
    if power := POWER_OF_TEN.match(plain, number.end()):
        scale = 10.0 ** int(power.group(1) or power.group(2))
    return float(digits) * scale, unit * scale / 2


def _fraction(parts: tuple[str | Any, ...]) -> float:
    sign = -1 if parts[0] == "-" else 1
    above, below = parts[-2:]
    if float(below) == 0:
        raise UnreadableCheck("the right answer divides by nought")
    return float(sign * Fraction(above) / Fraction(below))


def _whole(value: float) -> int:
    if value != int(value):
        raise UnreadableCheck(f"{value} is no whole number")
    return int(value)


def _small(value: float) -> int:
    whole = _whole(value)
    if not 0 <= whole <= MAX_EXPONENT:
        raise UnreadableCheck(f"{whole} is not between 0 and {MAX_EXPONENT}")
    return whole
