"""Dates as learners write them, from a single year to a day."""

import datetime
import re
from dataclasses import dataclass
from enum import StrEnum

from tutoring.grader.text import clean
from tutoring.grader.verdicts import RIGHT, ErrorKind, Grade, Unreadable, wrong

LONGEST_DATE = 60
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
MONTH_NUMBERS = {name[:length]: n for n, name in enumerate(MONTHS, 1) for length in (3, 20)}
MONTH_NUMBERS["sept"] = 9
NAME = r"(?P<name>[a-z]{3,9})\.?"
DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
YEAR = r"(?P<year>\d{1,4})"
LONG_YEAR = r"(?P<year>\d{4})"
ERA = re.compile(r"(?P<before>(?:(?:ad|ce|a\.d\.|c\.e\.) ?)?)(?P<rest>.*?) ?"
                 r"(?P<era>bce|bc|b\.c\.e\.|b\.c\.|ce|ad|a\.d\.|c\.e\.)?")  # fmt: skip
PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})",
        r"(?P<year>\d{4})/(?P<month>\d{1,2})/(?P<day>\d{1,2})",
        rf"(?P<first>\d{{1,2}}) ?[-/.] ?(?P<second>\d{{1,2}}) ?[-/.] ?{LONG_YEAR}",
        rf"{DAY}(?: of)?[ -]{NAME},?[ -]{YEAR}",
        rf"{NAME} {DAY},? {LONG_YEAR}",
        rf"{NAME},?[ -]{LONG_YEAR}",
        r"(?P<month>\d{1,2})/(?P<year>\d{4})",
        r"(?P<year>\d{4})-(?P<month>\d{1,2})",
        YEAR,
    )
)


class Calendar(StrEnum):
    """Which number comes first in 3/4/1947."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


@dataclass(frozen=True, slots=True)
class Moment:
    """A year (negative: before the common era), perhaps a month, perhaps a day."""

    year: int
    month: int | None = None
    day: int | None = None


def read_date(text: object, *, order: Calendar) -> Moment:
    """Read a date in any common writing. Raises Unreadable, also for a day no calendar has."""
    plain = clean(text, limit=LONGEST_DATE).casefold()
    era = ERA.fullmatch(plain)
    rest = era["rest"].strip() if era else plain
    for pattern in PATTERNS:
        if match := pattern.fullmatch(rest):
            return _moment(match.groupdict(), order, before_era=_is_before(era))
    raise Unreadable("Write a date such as 3 March 2001.")


def grade_date(answer: object, key: str, *, order: Calendar) -> Grade:
    """Grade to the precision of the key; a more exact answer must agree as far as the key goes."""
    given, right = read_date(answer, order=order), read_date(key, order=order)
    if (right.day and not given.day) or (right.month and not given.month):
        raise Unreadable("Write the whole date: " + ("day, " if right.day else "") + "month, year.")
    asked = (right.year, right.month, right.day)
    told = (given.year, right.month and given.month, right.day and given.day)
    if told == asked:
        return RIGHT
    flipped = told == (-right.year, *asked[1:])
    return wrong(ErrorKind.SIGN if flipped else None)


def _is_before(era: re.Match[str] | None) -> bool:
    return bool(era and era["era"] and era["era"].startswith("b"))


def _moment(found: dict[str, str | None], order: Calendar, *, before_era: bool) -> Moment:
    year = int(found["year"] or 0)
    if found.get("first"):
        numbers = (found["first"], found["second"])
        day, month = numbers if order is Calendar.DAY_FIRST else reversed(numbers)
    else:
        day, month = found.get("day"), found.get("month")
    if name := found.get("name"):
        if name not in MONTH_NUMBERS:
            raise Unreadable("There is no such month.")
        month = str(MONTH_NUMBERS[name])
    moment = Moment(
        -year if before_era else year,
        int(month) if month else None,
        int(day) if day else None,
    )
    try:
        datetime.date(year, moment.month or 1, moment.day or 1)
    except ValueError as impossible:
        raise Unreadable("There is no such date.") from impossible
    return moment
