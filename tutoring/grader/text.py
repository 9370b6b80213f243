"""One spelling for what learners type: digits of any script, dashes, spaces, superscripts."""

import re
import unicodedata

from tutoring.grader.tex import plain_from_tex
from tutoring.grader.verdicts import Unreadable

SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿⁱ", "0123456789+-()ni", strict=True))
SUPERSCRIPT_RUN = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿⁱ]+")
VULGAR_FRACTION = re.compile("[¼½¾⅐-⅞↉]")
BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
SIGNS = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u02d7\ufe58\ufe63\uff0d", "-"),
        **dict.fromkeys("×✕✖⨯·⋅∙•‧∗", "*"),
        **dict.fromkeys("÷∕⁄", "/"),
        **dict.fromkeys("º˚", "°"),
        **dict.fromkeys("‘’ʼ", "'"),
        "٫": ".",
        "٬": ",",
    }
)
SPACES = re.compile(r"\s+")


def clean(answer: object, *, limit: int) -> str:
    """Return the answer in one spelling and without TeX; case and words stay as they are.

    Superscripts become ``^`` and their digits, digits of every script become 0-9. Raises
    Unreadable for anything but text, for text longer than ``limit``, for control characters
    and for direction overrides, which make a text look like another.
    """
    if not isinstance(answer, str):
        raise Unreadable("Write the answer as text.")
    if len(answer) > limit:
        raise Unreadable(f"The answer is longer than {limit} characters.")
    text = SUPERSCRIPT_RUN.sub(_raised, answer)
    text = VULGAR_FRACTION.sub(lambda match: f" ({_unfold(match[0])}) ", text)
    text = "".join(_character(character) for character in text)
    text = unicodedata.normalize("NFKC", text.translate(SIGNS)).translate(SIGNS)
    text = SPACES.sub(" ", plain_from_tex(text)).strip()
    if not text:
        raise Unreadable("The answer is empty.")
    return text


def _raised(match: re.Match[str]) -> str:
    return f"^({''.join(SUPERSCRIPTS[character] for character in match[0])})"


def _unfold(fraction: str) -> str:
    return unicodedata.normalize("NFKC", fraction).replace("\u2044", "/")


def _character(character: str) -> str:
    """Return one character in its plain form; Unreadable when it has no place in an answer."""
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category == "Zs" or character in "\t\n\r":
        return " "
    if category in ("Cc", "Cs", "Co", "Cn") or character in BIDI_CONTROLS:
        raise Unreadable("The answer has characters that cannot be shown.")
    return "" if category == "Cf" else character
