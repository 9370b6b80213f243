"""Properties of the numeric types: every writing of a value passes, no slip of it does."""

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.tutoring.grader.one_of_each import ONE_OF_EACH
from tests.tutoring.grader.suites import EQUIVALENT
from tests.tutoring.grader.writings import (
    DIGITS_OF_SCRIPTS,
    decimals,
    grouped,
    indian_grouped,
    scientific,
    tex_scientific,
    written,
)
from tutoring.grader import ErrorKind, Verdict, faults_of_key, grade, read_key
from tutoring.grader.numbers import read_number
from tutoring.grader.units import parse_unit

SPEEDS = {
    "m/s": Fraction(1),
    "cm/s": Fraction(1, 100),
    "km/h": Fraction(5, 18),
    "mm/s": Fraction(1, 1000),
}
OTHER_KINDS = ("m", "s", "kg", "m/s^2", "N", "J", "m^2/s", "rad/s", "K", "V")
WAYS_OF_UNIT = ("{} {}", "{}{}", "{}\u202f{}", "{}  {}", "{}\\text{{ {}}}")

PROPERTY = settings(deadline=None, max_examples=150)


def decimal_key(text, **more):
    return read_key({"type": "decimal", "answer": text, **more})


@PROPERTY
@given(text=decimals(), data=st.data())
def test_every_writing_of_a_decimal_passes(text, data):
    writing = data.draw(st.sampled_from(written(text)))

    assert grade(decimal_key(text), writing).verdict is Verdict.RIGHT


@PROPERTY
@given(text=decimals(), data=st.data())
def test_sign_flip_never_passes_and_is_named(text, data):
    assume(Fraction(text) != 0)
    flipped = text[1:] if text.startswith("-") else "-" + text
    writing = data.draw(st.sampled_from(written(flipped)))

    judged = grade(decimal_key(text, relative="0.2"), writing)

    assert (judged.verdict, judged.error) == (Verdict.WRONG, ErrorKind.SIGN)


@PROPERTY
@given(text=decimals(), power=st.integers(-20, 20).filter(bool), data=st.data())
def test_power_of_ten_never_passes_and_is_named(text, power, data):
    assume(Fraction(text) != 0)
    shifted = f"{text}e{power}"

    judged = grade(
        decimal_key(text, relative="0.2"),
        data.draw(st.sampled_from([shifted, scientific(shifted)])),
    )

    assert (judged.verdict, judged.error) == (Verdict.WRONG, ErrorKind.POWER_OF_TEN)


@PROPERTY
@given(
    text=decimals(),
    share=st.fractions(min_value=-2, max_value=2),
    bound=st.sampled_from(["0.001", "1%", "0.05", "0.3"]),
)
def test_tolerance_is_exact_at_its_ends(text, share, bound):
    key = Fraction(text)
    assume(key != 0)
    answer = key + share * Fraction(read_number(bound).value) * abs(key)

    judged = grade(decimal_key(text, relative=bound), f"{answer.numerator}/{answer.denominator}")

    assert judged.correct == (abs(share) <= 1)


@PROPERTY
@given(text=decimals(), bound=st.sampled_from(["0", "0.01", "0.49"]), other=decimals())
def test_a_pass_is_always_within_tolerance_and_on_the_same_side(text, bound, other):
    key, answer = Fraction(text), Fraction(other)

    if grade(decimal_key(text, relative=bound), other).correct:
        assert abs(answer - key) <= Fraction(bound) * abs(key)
        assert (answer > 0) == (key > 0)
        assert (answer < 0) == (key < 0)


@PROPERTY
@given(value=st.integers(-(10**12), 10**12), script=st.sampled_from(DIGITS_OF_SCRIPTS))
def test_integer_passes_in_every_grouping_and_script(value, script):
    key = read_key({"type": "integer", "answer": str(value)})

    for writing in (
        str(value),
        grouped(value),
        indian_grouped(value),
        grouped(value, "\u2009"),
        f"{value}.0",
    ):
        assert grade(key, writing.translate(script)).correct


@PROPERTY
@given(value=st.integers(-(10**6), 10**6), other=st.integers(-(10**6), 10**6))
def test_integer_passes_only_itself(value, other):
    key = read_key({"type": "integer", "answer": str(value)})

    assert grade(key, str(other)).correct == (value == other)


@PROPERTY
@given(
    above=st.integers(-500, 500).filter(bool),
    below=st.integers(1, 500),
    factor=st.integers(1, 20),
)
def test_fraction_passes_expanded_and_names_its_reciprocal(above, below, factor):
    key = read_key({"type": "fraction", "answer": f"{above}/{below}"})
    value = Fraction(above, below)

    assert grade(key, f"{above * factor}/{below * factor}").correct
    assert grade(key, f"\\frac{{{above}}}{{{below}}}").correct
    assert grade(key, f"{-above}/{-below}").correct
    assert grade(key, f"{-above}/{below}").error is ErrorKind.SIGN
    if value**2 != 1 and not _is_power_of_ten(value**2):
        assert grade(key, f"{below}/{above}").error is ErrorKind.RECIPROCAL


@PROPERTY
@given(mantissa=st.integers(10, 99), exponent=st.integers(-30, 30))
def test_scientific_passes_in_every_spelling_and_no_other_exponent(mantissa, exponent):
    text = f"{mantissa / 10}e{exponent}"
    key = read_key({"type": "scientific", "answer": text, "relative": "1%"})

    for writing in (text, scientific(text), tex_scientific(text), f"{mantissa}e{exponent - 1}"):
        assert grade(key, writing).correct
    for off in (-2, -1, 1, 2):
        assert (
            grade(key, scientific(f"{mantissa / 10}e{exponent + off}")).error
            is ErrorKind.POWER_OF_TEN
        )


@PROPERTY
@given(
    value=st.integers(1, 99999),
    unit=st.sampled_from([*SPEEDS]),
    other=st.sampled_from([*SPEEDS]),
    form=st.sampled_from(WAYS_OF_UNIT),
)
def test_quantity_passes_converted_and_no_other_unit(value, unit, other, form):
    key = read_key({"type": "quantity", "answer": str(value), "unit": unit})
    converted = value * SPEEDS[unit] / SPEEDS[other]

    assert grade(key, form.format(f"{converted.numerator}/{converted.denominator}", other)).correct
    swapped = grade(key, form.format(value, other))
    if other == unit:
        assert swapped.correct
    else:
        assert (swapped.verdict, swapped.error) == (Verdict.WRONG, ErrorKind.UNIT)


@PROPERTY
@given(
    value=st.integers(1, 99999),
    unit=st.sampled_from([*SPEEDS]),
    stranger=st.sampled_from(OTHER_KINDS),
)
def test_quantity_of_another_kind_is_a_unit_error(value, unit, stranger):
    key = read_key({"type": "quantity", "answer": str(value), "unit": unit})

    for answer in (f"{value} {stranger}", str(value)):
        judged = grade(key, answer)
        assert (judged.verdict, judged.error) == (Verdict.WRONG, ErrorKind.UNIT)


@PROPERTY
@given(value=st.integers(1, 999999), figures=st.integers(1, 6))
def test_significant_figures_pass_when_rounded_by_the_book(value, figures):
    key = read_key({"type": "significant", "answer": str(value), "figures": figures})
    rounded = f"{value:.{figures - 1}e}"

    assert grade(key, rounded).correct
    assert grade(key, "-" + rounded).error is ErrorKind.SIGN
    if figures > 1:
        assert not grade(key, f"{value:.{figures - 2}e}").correct


@PROPERTY
@given(st.text(max_size=300))
def test_any_text_is_judged_without_an_exception(text):
    for key in (
        decimal_key("12.5"),
        read_key({"type": "quantity", "answer": "1", "unit": "m/s"}),
        read_key({"type": "term", "answer": "anode"}),
        read_key({"type": "date", "answer": "1947"}),
    ):
        assert isinstance(grade(key, text).verdict, Verdict)


@PROPERTY
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
        ),
        max_leaves=6,
    )
)
def test_any_json_is_judged_without_an_exception(answer):
    for stored in ONE_OF_EACH:
        assert isinstance(grade(read_key(stored), answer).verdict, Verdict)


@pytest.mark.parametrize(
    "unit", ["m", "km/h", "J/(kg K)", "N m", "kg m^2 s^-2", "°C", "%", "₹", "mol/L", "rad/s"]
)
def test_unit_reads_itself_first(unit):
    assert parse_unit(unit)[0] in parse_unit(f"  {unit} ")


def test_every_suite_key_is_sound():
    keys = {repr(row.key): row.key for row in EQUIVALENT}
    faults = {name: faults_of_key(read_key(key)) for name, key in keys.items()}
    assert {name: found for name, found in faults.items() if found} == {}


def _is_power_of_ten(value):
    return str(max(value.numerator, value.denominator)).strip("0") == "1" and 1 in (
        value.numerator,
        value.denominator,
    )
