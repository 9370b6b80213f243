"""Options of one question that are plain numbers carry equally many decimals."""

import pytest

from tutoring.generators.decimals import alike


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([r"$1.25\ \text{m}$", r"$-3\ \text{m}$"], [r"$1.25\ \text{m}$", r"$-3.00\ \text{m}$"]),
        (["$12.5\\%$", "$3\\%$"], ["$12.5\\%$", "$3.0\\%$"]),
        (["$12$", "$3$"], ["$12$", "$3$"]),
    ],
)
def test_plain_numbers_get_equal_decimals(texts: list[str], expected: list[str]) -> None:
    assert alike(texts) == expected


@pytest.mark.parametrize(
    "texts",
    [
        [r"$1.5\ \text{m}$", r"$3\ \text{s}$"],
        [r"$2.5$", r"$\frac12$"],
        ["$F$", "$2.4\\,F$"],
        ["Rs 12,500", "Rs 3"],
    ],
)
def test_options_of_other_forms_stay(texts: list[str]) -> None:
    assert alike(texts) == texts
