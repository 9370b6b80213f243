"""Days, hours a day and dates that a text names, in English and in everyday Hindi words."""

import re
import unicodedata
from datetime import date, timedelta

NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "sixty": 60,
    "ninety": 90, "half an": 0.5, "half a": 0.5, "half": 0.5, "an": 1, "a": 1,
    "ek": 1, "teen": 3, "char": 4, "paanch": 5, "panch": 5, "chhe": 6, "saat": 7, "aath": 8,
    "das": 10, "pandrah": 15, "bees": 20, "tees": 30, "aadha": 0.5, "adha": 0.5, "dedh": 1.5,
    "dhai": 2.5,
}  # fmt: skip
DAYS_IN = {
    "day": 1, "din": 1, "दिन": 1, "week": 7, "haft": 7, "हफ": 7, "month": 30, "mahin": 30,
    "मही": 30, "year": 365,
}  # fmt: skip
DAYS = r"days?|dino?n?|दिन\S*|weeks?|haft[ae]\w*|हफ\S+|months?|mahin[ae]\w*|मही\S+|years?"
HOUR = r"hours?|hrs?|h|ghant\w+|घंट\S+|minutes?|mins?|मिनट"
HINDI_TWO = r"(?<!\w)do(?=\s+(?:din|ghant|haft|mahin))"  # elsewhere it is the English verb
NUMBER = "|".join(sorted(NUMBERS, key=len, reverse=True))
AMOUNT = rf"(\d{{1,4}}(?:[.,]\d{{1,2}})?|{HINDI_TWO}|\b(?:{NUMBER})\b)"
RANGE = r"(?:\s*(?:-|–|to|se)\s*\d{1,4}(?:\.\d)?)?"
AND_A_HALF = r"(\s+and\s+a\s+half)?"
SPANS = re.compile(
    rf"{AMOUNT}{RANGE}{AND_A_HALF}[\s-]*({DAYS})(?!\w)"
    r"(?!\s*(?:a|per|/|every)\s*(?:week|month))"
)
HOURS = re.compile(rf"{AMOUNT}{RANGE}{AND_A_HALF}[\s-]*({HOUR})(?!\w)")
RATE = re.compile(r"(?:days?|hours?|hrs?|h|minutes?|mins?|times?)\s*$")
LEAST_HOURS, MOST_HOURS, MOST_DAYS = 0.5, 8.0, 365
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = rf"({'|'.join(MONTHS)})[a-z]*\.?"
NO_AMOUNT = r"(?!\s*(?:-|to)?\s*\d*\s*(?:hour|hr|h\b|day|din|week|min|ghant))"
ISO_DATE = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
NUMERIC_DATE = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b")  # day first, as in India
DAY_MONTH = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{MONTH}(?:,?\s+(\d{{4}}))?\b")
MONTH_DAY = re.compile(
    rf"\b{MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?\b{NO_AMOUNT}(?:,?\s+(\d{{4}})\b)?"
)


def plain(text: str) -> str:
    """Return a text in one form: small letters, digits 0 to 9, single spaces."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    digits = (str(unicodedata.digit(c)) if c.isdigit() and c.isdecimal() else c for c in folded)
    return " ".join("".join(digits).split())


def days_named(text: str) -> int | None:
    """Return the days that a text gives; None when it names none, or more than a year."""
    words = plain(text)
    for found in SPANS.finditer(words):
        amount, half, unit = found.groups()
        if amount == "a" and (unit == "day" or RATE.search(words[: found.start()])):
            continue  # "two hours a day", "five days a week"
        each = next(days for name, days in DAYS_IN.items() if unit.startswith(name))
        days = round((_number(amount) + (0.5 if half else 0)) * each)
        return days if 1 <= days <= MOST_DAYS else None
    return None


def hours_named(text: str) -> float | None:
    """Return the hours a day that a text gives, half an hour to eight; None without."""
    found = HOURS.search(plain(text))
    if found is None:
        return None
    amount, half, unit = found.groups()
    hours = _number(amount) + (0.5 if half else 0)
    if unit.startswith(("min", "मिनट")):
        hours = round(hours / 30) / 2
    return hours if LEAST_HOURS <= hours <= MOST_HOURS else None


def _number(amount: str) -> float:
    if amount == "do":
        return 2
    return NUMBERS[amount] if amount in NUMBERS else float(amount.replace(",", "."))


def date_named(text: str, today: date) -> date | None:
    """Return the day after ``today`` that a text names; without a year the next such day."""
    words = plain(text)
    if found := ISO_DATE.search(words):
        year, month, day = map(int, found.groups())
    elif found := NUMERIC_DATE.search(words):
        day, month, year = map(int, found.groups())
    elif found := DAY_MONTH.search(words):
        day, month, year = int(found[1]), MONTHS.index(found[2]) + 1, int(found[3] or 0)
    elif found := MONTH_DAY.search(words):
        day, month, year = int(found[2]), MONTHS.index(found[1]) + 1, int(found[3] or 0)
    else:
        return None
    return _future(year, month, day, today)


def _future(year: int, month: int, day: int, today: date) -> date | None:
    for candidate in [year] if year else [today.year, today.year + 1]:
        try:
            named = date(candidate, month, day)
        except ValueError:
            continue  # no such day, or not in this year
        if today < named <= today + timedelta(days=5 * 366):
            return named
    return None
