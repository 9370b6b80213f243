"""Where the text of a page came from, or why there is none."""

from enum import StrEnum


class Source(StrEnum):
    """How a page was read."""

    TEXT = "text"  # text of the file itself
    PICTURE = "picture"  # text found in a picture
    NONE = "none"  # nothing but a picture, or an empty page
    SLOW = "slow"  # took longer than a page may
    BROKEN = "broken"  # could not be decoded
