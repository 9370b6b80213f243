"""Why a chance is what it is: the largest terms of w . f in words."""

from collections.abc import Callable, Mapping, Sequence
from math import expm1
from typing import NamedTuple

from tutoring.mastery.prediction import FEATURE_NAMES

REASONS = 3
LEAST_EFFECT = 0.05  # in log-odds: about one point of a hundred
HOURS_A_DAY = 24
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
Found = Mapping[str, float]


class Reason(NamedTuple):
    """One reason in words; ``effect`` is in log-odds, positive when it raises the chance."""

    words: str
    effect: float

    @property
    def is_helping(self) -> bool:
        return self.effect > 0


def explained(
    found: Sequence[float], weights: Sequence[float], limit: int = REASONS
) -> list[Reason]:
    """Return the weightiest reasons for p', the weightiest first.

    Terms that speak of one thing are taken together; the constant says nothing about the learner
    and is left out.
    """
    named = dict(zip(FEATURE_NAMES, found, strict=True))
    terms = {name: w * f for name, w, f in zip(FEATURE_NAMES, weights, found, strict=True)}
    reasons = [Reason(words(named), sum(terms[name] for name in names)) for names, words in _GROUPS]
    weighty = [reason for reason in reasons if abs(reason.effect) >= LEAST_EFFECT]
    return sorted(weighty, key=lambda reason: -abs(reason.effect))[:limit]


def _always(words: str) -> Callable[[Found], str]:
    return lambda found: words


def _topic_words(found: Found) -> str:
    than_most = "harder" if found["topic_difficulty"] > 0 else "easier"
    return f"this topic is {than_most} than most"


def _item_words(found: Found) -> str:
    than_its_topic = "harder" if found["item_deviation"] > 0 else "easier"
    return f"this question is {than_its_topic} than its topic"


def _met_words(found: Found) -> str:
    right, wrong = found["item_right"] > 0, found["item_wrong"] > 0
    if right and wrong:
        return "you have answered this very question right and wrong before"
    return f"you have answered this very question {'right' if right else 'wrong'} before"


def _time_words(found: Found) -> str:
    # Rounded before it is cut to whole hours: a logarithm and back loses the last digits.
    hours = int(round(expm1(found["hours_since"]), 6))
    if hours < 1:
        return "less than an hour since you practised this"
    count, unit = (hours // HOURS_A_DAY, "day") if hours >= HOURS_A_DAY else (hours, "hour")
    number = NUMBERS[count] if count < len(NUMBERS) else str(count)
    return f"{number} {unit}{'' if count == 1 else 's'} since you practised this"


_GROUPS: tuple[tuple[tuple[str, ...], Callable[[Found], str]], ...] = (
    (("learner_theta",), _always("your answers in all topics so far")),
    (("topic_theta", "topic_right", "topic_wrong"), _always("your answers in this topic so far")),
    (("topic_difficulty",), _topic_words),
    (("item_deviation",), _item_words),
    (("topic_recent",), _always("your last answers here")),
    (("learner_recent",), _always("your last answers in all topics")),
    (("item_right", "item_wrong"), _met_words),
    (("hours_since", "hours_since_times_share_right"), _time_words),
    (("first_in_topic",), _always("you have not answered in this topic before")),
)
