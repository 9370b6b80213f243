"""The documentation's table of public banks says what the readers do."""

from pathlib import Path

import pytest

from tests.tutoring.interchange.public_banks import BANKS, HEAD, row_of

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "interchange.md"

pytestmark = pytest.mark.shared_data


@pytest.mark.parametrize("name", BANKS)
def test_table_says_how_much_of_a_bank_comes_in(name):
    folder, files = BANKS[name]
    if not (DATA / folder).is_dir():
        pytest.skip(f"the bank {folder} is not at {DATA}")
    document = DOCUMENT.read_text(encoding="utf-8")

    assert HEAD in document
    assert row_of(DATA / folder, files).line(name) in document.splitlines()
