"""The product's ledger on learners made of examples: a catalogue from some, the others answered.

A learner holds one misconception and answers its examples in order, without those that the
catalogue was made from; each choice of example numbers makes the catalogue in turn. Ties are not
broken by luck: a hit counts as the share of tied orders in which it is one.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import combinations
from typing import NamedTuple

from pydantic import ValidationError

from benchmarks.misconceptions.cases import Case, final_of, value_of
from benchmarks.misconceptions.rules import Formula, foretold, induced, numbers_in
from tutoring.grader import grade, read_key
from tutoring.mastery.beliefs import SLIP, Causes, prior, weighed

SAME = 1e-9
TOPS = (1, 3)


class Known(NamedTuple):
    """What the catalogue holds of one misconception, out of its worked examples."""

    topic: str
    errors: frozenset[str]
    rules: frozenset[tuple[int, Formula]]  # with how many numbers the question had


class Revealed(NamedTuple):
    """The misconceptions that could have shown in an answer, and those that did."""

    offered: frozenset[str]
    betrayed: frozenset[str]


Way = Callable[[Mapping[str, Known], Case], Revealed]


class Score(NamedTuple):
    """Hit rates of one way after so many observations."""

    way: str
    examples: int  # of each misconception, in the catalogue
    observations: int
    n: int
    revealing: int  # learners of whom any answer so far betrayed anything
    top: dict[int, float]
    top_if_revealing: float


def catalogue_of(cases: Iterable[Case]) -> dict[str, Known]:
    """Return what worked examples say of their misconceptions."""
    held: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        held[case.misconception].append(case)
    return {
        slug: Known(
            own[0].topic,
            frozenset(error for case in own if (error := error_of(case)) is not None),
            frozenset((len(numbers_in(c.question)), rule) for c in own for rule in rules_of(c)),
        )
        for slug, own in held.items()
    }


@cache
def error_of(case: Case) -> str | None:
    """Return the grader's name for the way in which a case's answer is wrong, if it has one."""
    right = final_of(case.right)
    number = value_of(case.right)
    written = {"answer": right, "type": "expression"}
    if number is not None:
        written = {"answer": _written(number), "type": "decimal"}
    try:
        key = read_key(written)
    except ValidationError:
        return None
    value = value_of(case.wrong) if number is not None else None
    error = grade(key, final_of(case.wrong) if value is None else _written(value)).error
    return str(error) if error is not None else None


@cache
def rules_of(case: Case) -> tuple[Formula, ...]:
    return induced(case)


def _written(number: Fraction) -> str:
    return f"{number.numerator}/{number.denominator}"


def by_error(catalogue: Mapping[str, Known], case: Case) -> Revealed:
    """A misconception shows where the answer is wrong in the way that its example was."""
    offered = {slug for slug, known in catalogue.items() if known.errors}
    error = error_of(case)
    return _revealed(offered, {slug for slug in offered if error in catalogue[slug].errors})


def by_value(catalogue: Mapping[str, Known], case: Case) -> Revealed:
    """A misconception shows where the answer is what its example's formula comes to here."""
    given = value_of(case.wrong)
    values = {slug: foretold(known.rules, case) for slug, known in catalogue.items()}
    offered = {slug for slug, foretells in values.items() if foretells}
    return _revealed(offered, {slug for slug in offered if given in values[slug]})


def by_both(catalogue: Mapping[str, Known], case: Case) -> Revealed:
    """By its value, else by its error, as the grader does it."""
    value, error = by_value(catalogue, case), by_error(catalogue, case)
    return Revealed(value.offered | error.offered, value.betrayed or error.betrayed)


WAYS: dict[str, Way] = {
    "kind of error": by_error,
    "computed answer": by_value,
    "computed answer, else kind of error": by_both,
}


def _revealed(offered: Collection[str], betrayed: Collection[str]) -> Revealed:
    return Revealed(frozenset(offered), frozenset(betrayed))


def after(causes: Causes, revealed: Revealed) -> Causes:
    """Return the causes after a wrong answer, as the ledger weighs them.

    An answer that betrays nothing changes nothing. Where several misconceptions lead to it, the
    ledger is told one of them: the mean over them.
    """
    if not revealed.betrayed:
        return causes
    mean: dict[str, float] = defaultdict(float)
    for slug in sorted(revealed.betrayed):
        found = weighed(causes, betrayed=slug, offered=revealed.offered)
        for cause, chance in found.items():
            mean[cause] += chance / len(revealed.betrayed)
    return dict(mean)


def hit(causes: Causes, own: str, top: int) -> float:
    """Return the chance that a misconception is among the first ones, ties in any order."""
    chances = {cause: chance for cause, chance in causes.items() if cause != SLIP}
    mine = chances.get(own, 0.0)
    ahead = sum(chance > mine + SAME for chance in chances.values())
    tied = sum(abs(chance - mine) <= SAME for chance in chances.values())
    return min(max(top - ahead, 0) / tied, 1.0) if own in chances else 0.0


def run(cases: Sequence[Case], examples: int) -> list[Score]:
    """Return every way's scores with so many examples in the catalogue, the rest answered."""
    hits: dict[tuple[str, int], list[tuple[bool, list[float]]]] = defaultdict(list)
    for numbers in combinations(sorted({case.number for case in cases}), examples):
        catalogue = catalogue_of(case for case in cases if case.number in numbers)
        for own in catalogue:
            answers = [c for c in cases if c.misconception == own and c.number not in numbers]
            for name, way in WAYS.items():
                found = _watched(catalogue, own, answers, way)
                for seen, (is_revealed, causes) in enumerate(found, start=1):
                    rates = [hit(causes, own, top) for top in TOPS]
                    hits[name, seen].append((is_revealed, rates))
    return [_score(way, examples, seen, rows) for (way, seen), rows in hits.items()]


def _watched(
    catalogue: Mapping[str, Known], own: str, answers: Sequence[Case], way: Way
) -> Iterable[tuple[bool, Causes]]:
    """Yield what the ledger holds after each answer, and whether any betrayed anything."""
    topic = catalogue[own].topic
    in_topic = {slug: known for slug, known in catalogue.items() if known.topic == topic}
    causes, is_revealed = prior(in_topic), False
    for case in answers:
        revealed = way(in_topic, case)
        causes = after(causes, revealed)
        is_revealed = is_revealed or bool(revealed.betrayed)
        yield is_revealed, causes


def _score(way: str, examples: int, seen: int, rows: Sequence[tuple[bool, list[float]]]) -> Score:
    revealing = [rates for is_revealed, rates in rows if is_revealed]
    return Score(
        way,
        examples,
        seen,
        len(rows),
        len(revealing),
        {top: sum(rates[place] for _, rates in rows) / len(rows) for place, top in enumerate(TOPS)},
        sum(rates[0] for rates in revealing) / max(len(revealing), 1),
    )


def baselines(cases: Sequence[Case]) -> dict[str, dict[int, float]]:
    """Return the hit rates of luck, over all misconceptions and within the question's topic.

    The most frequent one: the same as luck where all have equally many examples.
    """
    topics = {case.misconception: case.topic for case in cases}
    counts = [sum(case.misconception == slug for case in cases) for slug in topics]
    sizes = [sum(topic == other for other in topics.values()) for topic in topics.values()]
    frequent = sorted(counts, reverse=True)
    return {
        "luck": {top: min(top / len(topics), 1.0) for top in TOPS},
        "the most frequent": {top: sum(frequent[:top]) / len(cases) for top in TOPS},
        "luck within the topic": {
            top: sum(min(top / size, 1.0) for size in sizes) / len(sizes) for top in TOPS
        },
    }
