"""Generators of the lesson on general mental ability."""

import datetime
import random

from tutoring.generators.registry import Draft, Wrong, generator

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _degrees(value: float) -> str:
    """Write an angle with one decimal."""
    return f"${value:.1f}^\\circ$"


def _smaller(angle: float) -> float:
    """Return the smaller one of the two angles between the hands."""
    angle = abs(angle) % 360
    return min(angle, 360 - angle)


@generator("mental-ability.angle-of-the-hands")
def angle_of_the_hands(rng: random.Random) -> Draft:
    """Angle between the hands; wrong: hour hand left on the hour, or half an hour hand's move."""
    hour, minute = rng.randint(1, 11), rng.choice(range(4, 57, 2))
    still = 30 * hour - 6 * minute
    angle = _smaller(still + minute / 2)
    return Draft(
        stem=(
            "What is the smaller angle between the hour hand and the minute hand of a clock at "
            f"{hour}:{minute:02d}?"
        ),
        answer=_degrees(angle),
        wrong=(
            Wrong(_degrees(_smaller(still)), "mental-hour-hand-still"),
            Wrong(_degrees(_smaller(still - minute / 2)), None),
            Wrong(_degrees(_smaller(still + 30)), "mental-count-both-ends"),
        ),
        explanation=(
            f"The hour hand stands at $30\\times {hour} + {minute}/2 = {30 * hour + minute / 2:g}"
            f"^\\circ$, the minute hand at $6\\times {minute} = {6 * minute}^\\circ$. The smaller "
            f"angle between them is ${angle:.1f}^\\circ$. The hour hand does not wait at {hour}."
        ),
    )


@generator("mental-ability.growing-differences")
def growing_differences(rng: random.Random) -> Draft:
    """A series whose differences grow by a constant; wrong: the last difference repeated."""
    start, step, growth = rng.randint(1, 12), rng.randint(2, 7), rng.randint(2, 6)
    terms, differences = [start], [step + growth * i for i in range(6)]
    for difference in differences:
        terms.append(terms[-1] + difference)
    shown, answer, after = terms[:5], terms[5], terms[6]
    last = differences[3]
    return Draft(
        stem=f"Which number continues the series {', '.join(map(str, shown))}, ...?",
        answer=f"${answer}$",
        wrong=(
            Wrong(f"${shown[-1] + last}$", "mental-first-difference-only"),
            Wrong(f"${after}$", "mental-count-both-ends"),
            Wrong(f"${shown[-1] + last + growth + 1}$", None),
        ),
        explanation=(
            f"The differences are {', '.join(map(str, differences[:4]))}; they grow by {growth}. "
            f"The next one is {differences[4]}, so the term is ${shown[-1]} + {differences[4]} = "
            f"{answer}$. Repeating the last difference gives {shown[-1] + last}."
        ),
    )


@generator("mental-ability.weekday-years-later")
def weekday_years_later(rng: random.Random) -> Draft:
    """Weekday of a date some years on; wrong: leap days forgotten, or one day too many."""
    first, years = rng.randint(2001, 2022), rng.randint(3, 8)
    month, day = rng.choice([(1, 26), (6, 5), (8, 15), (10, 2), (11, 14), (12, 25)])
    start, end = datetime.date(first, month, day), datetime.date(first + years, month, day)
    odd = (end - start).days % 7
    leaps = (end - start).days - 365 * years
    begin = start.weekday()

    def name(shift: int) -> str:
        return DAYS[(begin + shift) % 7]

    return Draft(
        stem=(
            f"{day} {start:%B} {first} was a {name(0)}. On which day of the week does "
            f"{day} {start:%B} {first + years} fall?"
        ),
        answer=name(odd),
        wrong=(
            Wrong(name(years), "mental-leap-forgotten"),
            Wrong(name(odd + 1), "mental-count-both-ends"),
            Wrong(name(odd - 1 - leaps), None),
        ),
        explanation=(
            f"Each of the {years} years gives one odd day, and each 29 February between the dates "
            f"one more: ${years} + {leaps} = {years + leaps}$ days, remainder {odd} by 7. "
            f"{name(0)} plus {odd} is {name(odd)}."
        ),
    )
