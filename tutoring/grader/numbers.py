"""Numbers as learners write them, read exactly: no float comes near a comparison."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from tutoring.grader.text import clean
from tutoring.grader.verdicts import Unreadable

LONGEST_NUMBER = 200
LARGEST_EXPONENT = 400
NOT_A_NUMBER = "Write one number."
OUT_OF_RANGE = "The number is out of every range."

GROUPED = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?")  # 1,234,567.8
INDIAN = re.compile(r"[1-9]\d?(?:,\d{2})+,\d{3}(?:\.\d*)?")  # 12,34,567.8
SPACED = re.compile(r"[1-9]\d{0,2}(?: \d{3})+(?:[.,]\d*)?")  # 1 234 567.8
DOTTED = re.compile(r"[1-9]\d{0,2}(?:(?:\.\d{3})+,\d+|(?:\.\d{3}){2,})")  # 1.234.567,8
PLAIN = re.compile(r"\d+(?:\.\d*)?|\.\d+")
COMMA = re.compile(r"\d*,\d+")  # 3,14: only what no grouping explains

EXPONENT = r"\(?\s*(?P<exponent>[-+]?\s*\d{1,6})\s*\)?"
SCIENTIFIC = re.compile(
    r"(?P<mantissa>[\d.,][\d., ]*)(?:[eE]|[*xX] ?10 ?(?:\^|\*\*|(?=[-+]))) ?" + EXPONENT
)
POWER = re.compile(r"(?P<base>\d{1,6}) ?(?:\^|\*\*) ?" + EXPONENT)
MIXED = re.compile(
    r"(?P<whole>\d+) (?:(?P<above>\d+) ?/ ?(?P<below>\d+)|\((?P<top>\d+)/(?P<bottom>\d+)\))"
)
BRACKETED_PART = re.compile(r"(?<=/)\s*\(([-+]?[\d.,]+)\)|^\(([-+]?[\d.,]+)\)(?=\s*/|$)")
BRACKETED_TEN = re.compile(r"(?<![\w)])\(10\)(?= ?\^)")  # as TeX's {10}^8 comes out
SCALE_WORDS = {
    "hundred": 2, "thousand": 3, "lakh": 5, "lakhs": 5, "lac": 5, "lacs": 5, "million": 6,
    "crore": 7, "crores": 7, "billion": 9,
}  # fmt: skip
SCALED = re.compile(rf"(.*\d) ?({'|'.join(SCALE_WORDS)})", re.IGNORECASE)
PERCENT = re.compile(r"(.*\d) ?(?:%|per ?cent)", re.IGNORECASE)


class Form(StrEnum):
    DECIMAL = "decimal"
    SCIENTIFIC = "scientific"
    FRACTION = "fraction"
    MIXED = "mixed"
    POWER = "power"


@dataclass(frozen=True, slots=True)
class Number:
    """An exact value and how it was written.

    ``figures``: the fewest and the most significant figures that the writing can mean (1200 may
    have 2 to 4); ``place``: the power of ten of the last digit that
    is surely meant; ``lowest``: a fraction in lowest
    terms; ``normalised``: a mantissa from 1 to below 10; ``base``: of a power such as 2^10.
    """

    value: Fraction
    form: Form = Form.DECIMAL
    figures: tuple[int, int] = (0, 0)
    place: int = 0
    percent: bool = False
    lowest: bool = True
    normalised: bool = False
    base: int | None = None


def read_number(text: object) -> Number:
    """Read one number in any common writing. Raises Unreadable."""
    return parse_number(clean(text, limit=LONGEST_NUMBER))


def parse_number(text: str) -> Number:
    """Read one number from cleaned text. Raises Unreadable."""
    if match := PERCENT.fullmatch(text):
        return _scaled(parse_number(match[1]), -2, percent=True)
    if match := SCALED.fullmatch(text):
        return _scaled(parse_number(match[1]), SCALE_WORDS[match[2].lower()])
    outer, text = _sign(_unwrapped(BRACKETED_TEN.sub("10", text)))
    inner, text = _sign(unwrapped) if (unwrapped := _unwrapped(text)) != text else (1, text)
    number = _unsigned(text)
    return replace(number, value=outer * inner * number.value)


def _unwrapped(text: str) -> str:
    """Return what stands in a pair of brackets around everything, or the text as it is."""
    if not (text.startswith("(") and text.endswith(")")):
        return text
    depth = 0
    for position, character in enumerate(text, start=1):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return text[1:-1].strip() if position == len(text) else text
    return text


def _sign(text: str) -> tuple[int, str]:
    if text[:1] in ("+", "-"):
        return (-1 if text[0] == "-" else 1), text[1:].lstrip()
    return 1, text


def _unsigned(text: str) -> Number:
    if match := SCIENTIFIC.fullmatch(text):
        return _scientific(match["mantissa"].strip(), _exponent(match))
    if match := POWER.fullmatch(text):
        return _power(int(match["base"]), _exponent(match))
    if match := MIXED.fullmatch(text):
        part = _fraction(match["above"] or match["top"], match["below"] or match["bottom"])
        if part.value >= 1:
            raise Unreadable(NOT_A_NUMBER)
        return replace(part, value=int(match["whole"]) + part.value, form=Form.MIXED)
    if text.count("/") == 1:
        above, _, below = BRACKETED_PART.sub(_without_brackets, text).partition("/")
        return _fraction(above.strip(), below.strip())
    return _decimal(text)


def _without_brackets(match: re.Match[str]) -> str:
    return match[1] or match[2]


def _exponent(match: re.Match[str]) -> int:
    exponent = int(match["exponent"].replace(" ", ""))
    if abs(exponent) > LARGEST_EXPONENT:
        raise Unreadable(OUT_OF_RANGE)
    return exponent


def _scientific(mantissa: str, exponent: int) -> Number:
    part = _decimal(mantissa)
    most = part.figures[1]
    return replace(
        part,
        value=part.value * Fraction(10) ** exponent,
        form=Form.SCIENTIFIC,
        figures=(most, most),  # a zero at the end of a mantissa is meant
        place=part.place + exponent,
        normalised=1 <= part.value < 10,
    )


def _power(base: int, exponent: int) -> Number:
    if base == 0 or abs(exponent) * len(str(base)) > LARGEST_EXPONENT:
        raise Unreadable(OUT_OF_RANGE)
    value = Fraction(base) ** exponent
    if base == 10:
        return Number(value, Form.SCIENTIFIC, (1, 1), exponent, normalised=True)
    return Number(value, Form.POWER, base=base)


def _fraction(above: str, below: str) -> Number:
    above_sign, above = _sign(above)
    below_sign, below = _sign(below)
    top, bottom = _decimal(above), _decimal(below)
    if bottom.value == 0:
        raise Unreadable("A fraction cannot have the denominator 0.")
    value = above_sign * below_sign * top.value / bottom.value
    lowest = value.denominator == bottom.value and top.value == abs(value.numerator)
    return Number(value, Form.FRACTION, lowest=lowest)


def _decimal(text: str) -> Number:
    digits = _point_only(text)
    whole, point, part = digits.partition(".")
    significant = (whole + part).lstrip("0")
    most = len(significant) or max(1, len(part))
    fewest = most if point or not significant else len(significant.rstrip("0"))
    value = Fraction(int((whole + part) or "0"), 10 ** len(part))
    zeros = 0 if point or not significant else most - fewest
    return Number(value, Form.DECIMAL, (fewest, most), zeros - len(part))


def _point_only(text: str) -> str:
    """Return digits with at most one point, whatever groups the digits were written in."""
    if PLAIN.fullmatch(text):
        return text
    if GROUPED.fullmatch(text) or INDIAN.fullmatch(text):
        return text.replace(",", "")
    if SPACED.fullmatch(text):
        return text.replace(" ", "").replace(",", ".")
    if DOTTED.fullmatch(text):
        return text.replace(".", "").replace(",", ".")
    if COMMA.fullmatch(text):
        return text.replace(",", ".")
    raise Unreadable(NOT_A_NUMBER)


def _scaled(number: Number, exponent: int, *, percent: bool = False) -> Number:
    return replace(
        number,
        value=number.value * Fraction(10) ** exponent,
        place=number.place + exponent,
        percent=percent,
    )
