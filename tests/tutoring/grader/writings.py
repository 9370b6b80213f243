"""Equivalent writings of one number, made from its plain form."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st

SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
ZEROS = "0०০੦૦௦౦೦൦٠０"  # Latin, Devanagari, Bengali, Gurmukhi, Gujarati, Tamil, Telugu, ...
DIGITS_OF_SCRIPTS = [{48 + n: chr(ord(zero) + n) for n in range(10)} for zero in ZEROS]


def decimals():
    """Plain decimals such as -12.5, with at most four places."""
    whole = st.tuples(st.integers(-(10**7), 10**7), st.integers(0, 4))
    return whole.map(lambda pair: f"{Decimal(pair[0]).scaleb(-pair[1]):f}")


def written(text):
    """Return equivalent writings of a plain decimal."""
    value, sign = Fraction(text), "-" if text.startswith("-") else ""
    digits = text.lstrip("-")
    whole, _, part = digits.partition(".")
    zeros = digits + ("0" if part else ".0")
    return [
        text,
        sign + zeros,
        f"−{digits}" if sign else f"+{digits}",
        f"–{digits}" if sign else f" {digits} ",
        f"${text}$",
        f"{value.numerator}/{value.denominator}",
        f"\\frac{{{value.numerator}}}{{{value.denominator}}}",
        f"{text}e0",
        scientific(f"{text}e0"),
        tex_scientific(f"{text}e0"),
        *(text.translate(script) for script in DIGITS_OF_SCRIPTS),
        *([f"{sign}{whole},{part}"] if len(part) in (1, 2, 4) else []),
        *([f"{sign}{grouped(int(whole))}.{part}"] if part else []),
        *([] if part else [f"{sign}{indian_grouped(int(whole))}"]),
        f"{text}\u00a0",
        f"\u200b{text}",
        f"({text})",
    ]  # fmt: skip


def scientific(text):
    """Write 1.6e-19 as 1.6×10⁻¹⁹."""
    mantissa, _, exponent = text.partition("e")
    return f"{mantissa}×10{exponent.translate(SUPERSCRIPT)}"


def tex_scientific(text):
    """Write 1.6e-19 in TeX."""
    mantissa, _, exponent = text.partition("e")
    return f"${mantissa} \\times 10^{{{exponent}}}$"


def grouped(value, separator=","):
    """Group by thousands."""
    return f"{value:,}".replace(",", separator)


def indian_grouped(value):
    """Group as 1,23,45,678."""
    sign, digits = ("-" if value < 0 else ""), str(abs(value))
    head, tail = digits[:-3], digits[-3:]
    pairs = []
    while head:
        pairs.insert(0, head[-2:])
        head = head[:-2]
    return sign + ",".join([*pairs, tail])
