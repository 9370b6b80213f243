"""The keys of the answer types: what an author writes and what the bank stores as JSON.

Every key is frozen, refuses members it does not know, and is checked when it is read: a key
that could not be graded safely (a tolerance that reaches zero, a unit nobody knows) is refused
before a learner meets it.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Annotated, Literal, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, model_validator

from tutoring.grader.closeness import Tolerance
from tutoring.grader.dates import Calendar, read_date
from tutoring.grader.numbers import Number, read_number
from tutoring.grader.opposites import opposites_of
from tutoring.grader.units import parse_unit
from tutoring.grader.verdicts import ErrorKind, Unreadable

T = TypeVar("T")
Slug = str
OptionId = Annotated[str, Field(min_length=1, max_length=64)]
WIDEST_SHARE_OF_KEY = 2  # a tolerance stays below the key's half: no sign, no tenfold passes


def _exactly(bound: object) -> object:
    """Read 1%, 5e-3 and the float 0.01 as what they say, not as the nearest binary fraction."""
    return _readable(lambda: read_number(str(bound)).value)


Bound = Annotated[Fraction, BeforeValidator(_exactly)]


class _Key(BaseModel):
    """``by_error``: the misconception that a known way of being wrong betrays."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    by_error: dict[ErrorKind, Slug] = {}


class WrittenKey(_Key):
    """A key whose answer is one text.

    ``reveals``: wrong answers and what each betrays; of a quantity, numbers in the key's unit.
    """

    answer: str
    reveals: dict[str, Slug] = {}


class ChoiceKey(_Key):
    """One option of several. ``misconceptions``: what each wrong option betrays."""

    type: Literal["choice"] = "choice"
    option: OptionId
    options: tuple[OptionId, ...]
    misconceptions: dict[str, Slug] = {}

    @model_validator(mode="after")
    def _offered(self) -> Self:
        _require({self.option, *self.misconceptions} <= set(self.options), "an unknown option")
        _require(self.option not in self.misconceptions, "a misconception of the right option")
        return self


class ChoiceSetKey(_Key):
    """All the right options and no other."""

    type: Literal["choice_set"] = "choice_set"
    chosen: frozenset[OptionId] = Field(min_length=1)
    options: tuple[OptionId, ...]
    misconceptions: dict[str, Slug] = {}

    @model_validator(mode="after")
    def _offered(self) -> Self:
        _require(self.chosen | set(self.misconceptions) <= set(self.options), "an unknown option")
        return self


class TrueFalseKey(_Key):
    type: Literal["true_false"] = "true_false"
    true: bool


class AssertionReasonKey(_Key):
    """Two statements, and whether the second explains the first (asked when both hold).

    ``options``: the ids of, in this order: both true and explaining; both true, not explaining;
    only the assertion true; only the reason true; both false (left out of many papers).
    """

    type: Literal["assertion_reason"] = "assertion_reason"
    assertion: bool
    reason: bool
    explains: bool = False
    options: tuple[OptionId, ...] = Field(("a", "b", "c", "d", "e"), min_length=4, max_length=5)

    @model_validator(mode="after")
    def _sound(self) -> Self:
        possible = not self.explains or (self.assertion and self.reason)
        _require(possible, "an explanation by or of what is false")
        offered = self.assertion or self.reason or len(self.options) == 5
        _require(offered, "no option for two false statements")
        return self


class _NumberKey(WrittenKey):
    """A number. Tolerances are texts (1%, 5e-3) or numbers, ends included; the wider one holds."""

    absolute: Bound = Fraction(0)
    relative: Bound = Fraction(0)

    @property
    def number(self) -> Number:
        """The key as an exact number."""
        return read_number(self.answer)

    @property
    def tolerance(self) -> Tolerance:
        """How far from the key an answer may be."""
        return Tolerance(self.absolute, self.relative)

    @model_validator(mode="after")
    def _safe(self) -> Self:
        right = _readable(lambda: self.number)
        _require(self.absolute >= 0 and self.relative >= 0, "a negative tolerance")
        width = WIDEST_SHARE_OF_KEY * self.tolerance.width(right.value)
        _require(not right.value or width < abs(right.value), "a tolerance of half the key or more")
        return self


class IntegerKey(WrittenKey):
    type: Literal["integer"] = "integer"

    @property
    def number(self) -> Number:
        """The key as an exact number."""
        return read_number(self.answer)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        _require(_readable(lambda: self.number).value.denominator == 1, "a broken integer")
        return self


class DecimalKey(_NumberKey):
    """``percent``: the answer is asked in percent, so that 75 and 75% both mean 75%."""

    type: Literal["decimal"] = "decimal"
    fractions: bool = True
    percent: bool = False


class SignificantKey(WrittenKey):
    """The value to so many significant figures.

    ``strict``: as many figures as asked; else more are welcome. ``last_place``: how many units
    of the last asked figure the answer may be off.
    """

    type: Literal["significant"] = "significant"
    figures: int = Field(ge=1, le=15)
    strict: bool = True
    last_place: int = Field(0, ge=0, le=5)

    @property
    def number(self) -> Number:
        """The key as an exact number."""
        return read_number(self.answer)

    @model_validator(mode="after")
    def _safe(self) -> Self:
        _require(_readable(lambda: self.number).value != 0, "figures of zero")
        _require(self.figures > 1 or not self.last_place, "a tolerance of half the key or more")
        return self


class ScientificKey(_NumberKey):
    """``normalised``: the mantissa must be from 1 to below 10."""

    type: Literal["scientific"] = "scientific"
    normalised: bool = False


class FractionKey(WrittenKey):
    """``lowest``: in lowest terms; ``decimals``: 0.75 is as good as 3/4."""

    type: Literal["fraction"] = "fraction"
    lowest: bool = False
    decimals: bool = True

    @property
    def number(self) -> Number:
        """The key as an exact number."""
        return read_number(self.answer)

    @model_validator(mode="after")
    def _readable_answer(self) -> Self:
        _readable(lambda: self.number)
        return self


class QuantityKey(_NumberKey):
    """A number of units. ``interval``: degrees are a difference, not a place on the scale.

    ``conversion``: any unit of the same kind will do; ``unit_required``: a bare number is wrong
    (else it is taken in the key's unit, which the page shows).
    """

    type: Literal["quantity"] = "quantity"
    unit: str
    conversion: bool = True
    unit_required: bool = True
    interval: bool = False

    @model_validator(mode="after")
    def _known_unit(self) -> Self:
        _readable(lambda: parse_unit(self.unit))
        return self


class ExpressionKey(WrittenKey):
    """Algebra. ``symbols``: names of more than one letter; ``positive``: all of them are > 0.

    ``common_log``: log without a base is to base 10, else the natural one. ``form``: an answer
    must be multiplied out, or show as many factors as the key, so that retyping the question
    does not pass.
    """

    type: Literal["expression"] = "expression"
    answer: str = Field(min_length=1, max_length=500)
    symbols: tuple[str, ...] = ()
    positive: bool = False
    common_log: bool = False
    form: Literal["any", "expanded", "factored"] = "any"


class DateKey(WrittenKey):
    """A day, a month or a year, as exact as the answer is written; ``order`` of 3/4/1947."""

    type: Literal["date"] = "date"
    order: Calendar = Calendar.DAY_FIRST

    @model_validator(mode="after")
    def _date(self) -> Self:
        _readable(lambda: read_date(self.answer, order=self.order))
        return self


class TermKey(WrittenKey):
    """A word or name. ``accepted``: other forms, plurals too; ``inverse``: its opposites.

    ``case_matters``: for symbols such as Co and CO.
    """

    type: Literal["term"] = "term"
    accepted: tuple[str, ...] = ()
    inverse: tuple[str, ...] = ()
    case_matters: bool = False

    @property
    def opposites(self) -> tuple[str, ...]:
        """The listed opposites and those that everybody knows."""
        return self.inverse + opposites_of((self.answer, *self.accepted))


class SequenceKey(_Key):
    """Items in their order."""

    type: Literal["sequence"] = "sequence"
    order: tuple[OptionId, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        _require(len(set(self.order)) == len(self.order), "an item twice")
        return self


class MatchingKey(_Key):
    """Each item on the left with all that belong to it on the right."""

    type: Literal["matching"] = "matching"
    pairs: dict[OptionId, frozenset[OptionId]] = Field(min_length=1)
    right: tuple[OptionId, ...]

    @model_validator(mode="after")
    def _offered(self) -> Self:
        _require(frozenset().union(*self.pairs.values()) <= set(self.right), "an unknown item")
        return self


BlankKey = Annotated[
    ChoiceKey | TrueFalseKey | IntegerKey | DecimalKey | SignificantKey | ScientificKey
    | FractionKey | QuantityKey | ExpressionKey | DateKey | TermKey,
    Field(discriminator="type"),
]  # fmt: skip


class BlanksKey(_Key):
    """One or several blanks; ``any_order``: each answer may stand in any blank."""

    type: Literal["blanks"] = "blanks"
    blanks: tuple[BlankKey, ...] = Field(min_length=1, max_length=8)
    any_order: bool = False


Key = Annotated[
    ChoiceKey | ChoiceSetKey | TrueFalseKey | AssertionReasonKey | IntegerKey | DecimalKey
    | SignificantKey | ScientificKey | FractionKey | QuantityKey | ExpressionKey | DateKey
    | TermKey | SequenceKey | MatchingKey | BlanksKey,
    Field(discriminator="type"),
]  # fmt: skip
_KEYS: TypeAdapter[Key] = TypeAdapter(Key)


def read_key(stored: object) -> Key:
    """Return the key of stored JSON. Raises ValueError (pydantic's, naming each fault)."""
    return _KEYS.validate_python(stored)


def _require(holds: bool, fault: str) -> None:
    if not holds:
        raise ValueError(f"The key has {fault}.")


def _readable(read: Callable[[], T]) -> T:
    try:
        return read()
    except Unreadable as unreadable:
        raise ValueError(f"The key cannot be read: {unreadable}") from unreadable
