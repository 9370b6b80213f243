"""What a format cannot hold: named, never silently dropped."""


class CannotHold(Exception):
    """The format has no form for this question; the words say which questions."""
