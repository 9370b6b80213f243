"""Logs of answers, read from CSV or TSV files, plain or gzipped, whatever their columns' names.

The generic form has the header ``learner,item,topics,correct,time``: several topics are parted by
``;`` (or ``~~``, as in DataShop exports), ``correct`` is 1 or 0, ``time`` is ISO 8601 (UTC where
it names no zone) or seconds or milliseconds since 1970.
"""

import csv
import gzip
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, TextIO

from tutoring.mastery.states import Answer

# By which names a log may call each column, in lower case with underscores.
KNOWN_COLUMNS: dict[str, tuple[str, ...]] = {
    "learner": ("learner", "student", "user", "learner_id", "student_id", "user_id",
                "anon_student_id"),
    "item": ("item", "question", "problem", "item_id", "question_id", "problem_id",
             "problem_name", "step_name"),
    "topics": ("topics", "topic", "kc", "skill", "skills", "kcs", "skill_id", "topic_id",
               "kc_default"),
    "correct": ("correct", "outcome", "is_correct", "first_attempt"),
    "time": ("time", "time_ms", "timestamp", "at", "start_time", "first_transaction_time"),
}  # fmt: skip
RIGHT = {"1", "1.0", "true", "correct", "right"}
WRONG = {"0", "0.0", "false", "incorrect", "wrong"}
# As seconds this lies in the year 5138, as milliseconds in 1973.
LEAST_MILLISECONDS = 1e11


class LogError(Exception):
    """The file is no log of answers; the message says why."""


class Log(NamedTuple):
    """The answers in the order of their times, and how many rows were no answers."""

    answers: list[Answer]
    dropped: int


def read_log(path: Path, columns: Mapping[str, str] | None = None) -> Log:
    """Read a log; ``columns`` names those that are not found by their usual names.

    Rows whose outcome is neither right nor wrong (study-only, hints, empty) are dropped. Answers
    of one instant keep the order of the file.
    """
    answers: list[Answer] = []
    dropped = 0
    with _opened(path) as file:
        for row in _rows(file, columns or {}):
            outcome = row["correct"].strip().lower()
            if outcome in RIGHT or outcome in WRONG:
                answers.append(_answer(row, correct=outcome in RIGHT))
            else:
                dropped += 1
    if not answers:
        raise LogError("The file holds no answers.")
    answers.sort(key=lambda answer: answer.at)
    return Log(answers, dropped)


def _opened(path: Path) -> TextIO:
    with path.open("rb") as file:
        is_gzipped = file.read(2) == b"\x1f\x8b"
    if is_gzipped:
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _rows(file: TextIO, columns: Mapping[str, str]) -> Iterator[dict[str, str]]:
    first = file.readline()
    delimiter = "\t" if "\t" in first else ","
    header = next(csv.reader([first], delimiter=delimiter), [])
    places = {field: _place(field, header, columns.get(field)) for field in KNOWN_COLUMNS}
    for number, row in enumerate(csv.reader(file, delimiter=delimiter), start=2):
        if row and len(row) <= max(places.values()):
            raise LogError(f"Line {number} has {len(row)} columns of {len(header)}.")
        if row:
            yield {field: row[place] for field, place in places.items()}


def _place(field: str, header: list[str], given: str | None) -> int:
    if given is not None:
        if given not in header:
            raise LogError(f"There is no column {given!r}; there are {', '.join(header)}.")
        return header.index(given)
    plain = [_plain(name) for name in header]
    for name in KNOWN_COLUMNS[field]:
        if name in plain:
            return plain.index(name)
    raise LogError(
        f"No column is known as the {field} among {', '.join(header)}; "
        f"name it with --column {field}=NAME."
    )


def _plain(name: str) -> str:
    words = "".join(sign if sign.isalnum() else " " for sign in name.lower()).split()
    return "_".join(words)


def _answer(row: Mapping[str, str], *, correct: bool) -> Answer:
    separator = "~~" if "~~" in row["topics"] else ";"
    topics = [topic.strip() for topic in row["topics"].split(separator)]
    try:
        at = _instant(row["time"].strip())
    except (ValueError, OverflowError, OSError) as error:
        raise LogError(f"A row has no readable time: {row['time']!r}.") from error
    # A question named twice under one topic is still of that topic once.
    distinct = tuple(dict.fromkeys(topic for topic in topics if topic))
    return Answer(row["learner"], row["item"], distinct, correct, at)


def _instant(text: str) -> datetime:
    try:
        number = float(text)
    except ValueError:
        at = datetime.fromisoformat(text)
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    seconds = number / 1000 if number >= LEAST_MILLISECONDS else number
    return datetime.fromtimestamp(seconds, UTC)
