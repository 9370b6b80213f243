"""Grading of terms: the listed forms and no likeness beyond case, spaces, hyphens, articles."""

import re
import unicodedata

from tutoring.grader.keys import TermKey
from tutoring.grader.text import clean
from tutoring.grader.verdicts import RIGHT, ErrorKind, Grade, wrong

LONGEST_TERM = 200
ARTICLE = re.compile(r"^(?:the|an|a) (?=\S)", re.IGNORECASE)
ACCENTS = re.compile("[\u0300-\u036f]")
LOOSE_HYPHEN = re.compile(r"(?<=[^\W\d_])[-_/ ]+(?=\w)|(?<=\w)[-_/ ]+(?=[^\W\d_])")
ORNAMENT = re.compile(r"""["'`“”]|(?<!\d)\.|\.(?!\d)|(?<!\d)\^|\^(?!\d)|[()\[\]!?]|[,;:]$""")
NEGATIONS = ("not", "non", "no", "never", "un", "in", "im", "ir", "il", "dis", "an", "a")


def grade_term(key: TermKey, answer: object) -> Grade:
    """Grade a term by its listed forms; an opposite or a negated form is named as such."""
    given = term_form(answer, case_matters=key.case_matters)
    forms = {term_form(form, case_matters=key.case_matters) for form in _forms(key)}
    if given in forms:
        return RIGHT
    opposites = {term_form(form, case_matters=key.case_matters) for form in key.opposites}
    if given in opposites:
        return wrong(ErrorKind.INVERSE_TERM)
    negated = any(_is_negation(given, form) or _is_negation(form, given) for form in forms)
    return wrong(ErrorKind.NEGATION if negated else None)


def term_form(text: object, *, case_matters: bool = False) -> str:
    """Return what must agree: letters, digits and signs without article, spaces and hyphens.

    Articles go before hyphens: "a-symmetric" must not become "symmetric". A hyphen between
    digits and one at an end (Cl-) stay.
    """
    plain = clean(text, limit=LONGEST_TERM)
    plain = ARTICLE.sub("", plain if case_matters else plain.casefold())
    plain = unicodedata.normalize("NFC", ACCENTS.sub("", unicodedata.normalize("NFD", plain)))
    plain = ORNAMENT.sub("", plain)
    return LOOSE_HYPHEN.sub("", plain).strip()


def _forms(key: TermKey) -> tuple[str, ...]:
    return key.answer, *key.accepted


def _is_negation(longer: str, shorter: str) -> bool:
    return any(longer == prefix + shorter for prefix in NEGATIONS)
