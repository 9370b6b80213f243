"""What this process remembers: answers to the same question, and that the provider is down.

A page that is read twice asks once. After a failure of the provider nobody waits for it again
until ``REST_SECONDS`` have passed.
"""

import threading
import time
from collections import OrderedDict

REST_SECONDS = 30
ANSWERS_KEPT = 512

_lock = threading.Lock()
_answers: OrderedDict[str, str] = OrderedDict()
_resting_until: dict[str, float] = {}


def remembered(key: str) -> str | None:
    """Return the JSON of an answer given before."""
    with _lock:
        if key in _answers:
            _answers.move_to_end(key)
        return _answers.get(key)


def remember(key: str, answer: str) -> None:
    """Keep an answer; the one used least recently makes room."""
    with _lock:
        _answers[key] = answer
        _answers.move_to_end(key)
        while len(_answers) > ANSWERS_KEPT:
            _answers.popitem(last=False)


def is_resting(provider: str) -> bool:
    """Tell whether the provider failed a moment ago."""
    with _lock:
        return time.monotonic() < _resting_until.get(provider, 0)


def rest(provider: str) -> None:
    """Leave the provider alone for a while."""
    with _lock:
        _resting_until[provider] = time.monotonic() + REST_SECONDS


def forget() -> None:
    """Forget everything."""
    with _lock:
        _answers.clear()
        _resting_until.clear()
