"""Which cause stands behind wrong answers: Bayes over the misconceptions that could.

The causes of one wrong answer are the misconceptions of its topic and a mere slip. Every answer
to a question of the topic weighs them anew: a cause whose option was taken gains, a cause whose
option was offered and left loses, one that had no option there hardly moves.
"""

from collections.abc import Collection, Iterable, Mapping
from math import fsum

SLIP = "slip"  # nothing is believed wrongly
PRIOR_SLIP = 0.3

# How likely an answer is under a cause; they add up to one over a question of four options.
FOLLOWED = 0.7  # the option that the cause leads to, where it is offered
RIGHT_DESPITE = 0.2  # right, although the cause's option was offered
RIGHT_ELSEWHERE = 0.6  # right, where the cause has no option
RIGHT_BY_SLIP = 0.8  # right, where nothing is believed wrongly
WRONG_OPTIONS = 3
LEAST_KEPT = 0.01  # a cause below is dropped

Causes = dict[str, float]


def prior(slugs: Iterable[str]) -> Causes:
    """Return the causes before any answer: each misconception as likely as the others."""
    names = sorted(set(slugs))
    return {SLIP: PRIOR_SLIP} | dict.fromkeys(names, (1 - PRIOR_SLIP) / max(len(names), 1))


def weighed(
    causes: Mapping[str, float], *, betrayed: str | None, offered: Collection[str]
) -> Causes:
    """Return the causes after an answer: of ``offered`` it took ``betrayed``; None is right."""
    joint = {
        cause: chance * _likelihood(cause, betrayed, offered) for cause, chance in causes.items()
    }
    return _normalised(joint)


def _likelihood(cause: str, betrayed: str | None, offered: Collection[str]) -> float:
    if cause == SLIP:
        return RIGHT_BY_SLIP if betrayed is None else (1 - RIGHT_BY_SLIP) / WRONG_OPTIONS
    if cause not in offered:
        return RIGHT_ELSEWHERE if betrayed is None else (1 - RIGHT_ELSEWHERE) / WRONG_OPTIONS
    if betrayed is None:
        return RIGHT_DESPITE
    if betrayed == cause:
        return FOLLOWED
    return (1 - FOLLOWED - RIGHT_DESPITE) / (WRONG_OPTIONS - 1)


def _normalised(joint: Mapping[str, float]) -> Causes:
    total = fsum(joint.values())  # the same in any order of the causes
    kept = {cause: chance for cause, chance in joint.items() if chance >= LEAST_KEPT * total}
    rest = fsum(kept.values())
    return {cause: chance / rest for cause, chance in kept.items()}
