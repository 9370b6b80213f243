"""Text as it is kept: characters that can be shown, in composed form, without empty stretches."""

import re
import unicodedata

CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
BIDI = re.compile(r"[\u202a-\u202e\u2066-\u2069]")  # can make a text read as another
BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*){2,}")


def clean(text: str) -> str:
    """Return a text without controls, halves of surrogate pairs and bidirectional overrides."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    whole = BIDI.sub("", CONTROLS.sub(" ", whole.replace("\r\n", "\n").replace("\r", "\n")))
    lines = (line.rstrip() for line in unicodedata.normalize("NFC", whole).split("\n"))
    return BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()
