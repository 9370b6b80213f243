"""Seeded question generators: the same name and seed give the same question for ever."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from tutoring.generators.decimals import alike
from tutoring.grader import grade, read_key
from tutoring.judging import betrayed_by

OPTION_IDS = ("a", "b", "c", "d")
MAX_REDRAWS = 200


@dataclass(frozen=True)
class Wrong:
    """A wrong option and the misconception that leads to it; None: a slip."""

    text: str
    misconception: str | None


@dataclass(frozen=True)
class Draft:
    """One draw of a generator: the right answer and three computed wrong ones."""

    stem: str
    answer: str
    wrong: tuple[Wrong, Wrong, Wrong]
    explanation: str


@dataclass(frozen=True)
class TypedDraft:
    """One draw whose answer is typed; ``key`` is the grader's, computed (docs/grading.md).

    Its ``reveals`` are the results of named wrong methods.
    """

    stem: str
    key: Mapping[str, Any]
    explanation: str


@dataclass(frozen=True)
class GeneratedOption:
    id: str
    text: str
    correct: bool
    misconception: str | None


@dataclass(frozen=True)
class GeneratedQuestion:
    """A finished question; ``options`` stand in the order the learner sees.

    ``graded``: the grader's key where the answer is typed; there are no options then.
    """

    stem: str
    options: tuple[GeneratedOption, ...]
    explanation: str
    graded: dict[str, Any] | None = None

    @property
    def reveals(self) -> frozenset[str]:
        """The misconceptions that some wrong answer betrays."""
        written = betrayed_by(self.graded).values() if self.graded else ()
        chosen = (option.misconception for option in self.options)
        return frozenset(slug for slug in (*written, *chosen) if slug)

    @property
    def correct_option_id(self) -> str:
        return next(option.id for option in self.options if option.correct)


Generator = Callable[[random.Random], Draft | TypedDraft]
AnyGenerator = TypeVar("AnyGenerator", bound=Generator)
_GENERATORS: dict[str, Generator] = {}


class UnknownGenerator(LookupError):
    """No generator has this name."""


class ExhaustedGenerator(RuntimeError):
    """A generator gave colliding options on every redraw: a fault of the generator."""


def generator(name: str) -> Callable[[AnyGenerator], AnyGenerator]:
    """Register a generator under a name that question rows refer to; names never change."""

    def register(function: AnyGenerator) -> AnyGenerator:
        if name in _GENERATORS:
            raise ValueError(f"Two generators are named {name!r}.")
        _GENERATORS[name] = function
        return function

    return register


def generator_names() -> list[str]:
    """Return every registered name, sorted."""
    return sorted(_GENERATORS)


def generate(name: str, seed: int) -> GeneratedQuestion:
    """Return the question of ``name`` for ``seed``: a pure function of the two.

    A draw whose options or revealing answers collide is drawn again from the same stream. Raises
    UnknownGenerator and ExhaustedGenerator.
    """
    try:
        draw = _GENERATORS[name]
    except KeyError:
        raise UnknownGenerator(f"No generator is named {name!r}.") from None
    rng = random.Random(f"{name}:{seed}")  # noqa: S311 -- reproducible, not secret
    for _ in range(MAX_REDRAWS):
        draft = draw(rng)
        if isinstance(draft, TypedDraft):
            if not _is_clear(draft.key):
                continue  # a wrong method gives the right value, or that of another one
            return GeneratedQuestion(draft.stem, (), draft.explanation, dict(draft.key))
        texts = {draft.answer, *(wrong.text for wrong in draft.wrong)}
        if len(texts) == len(OPTION_IDS):
            return _finished(draft, rng)
    raise ExhaustedGenerator(f"{name} found no distinct options for seed {seed}.")


def _is_clear(stored: Mapping[str, Any]) -> bool:
    """Whether the key passes itself and every revealing answer betrays its own misconception."""
    key = read_key(dict(stored))
    unit = f" {stored['unit']}" if "unit" in stored else ""
    return grade(key, f"{stored['answer']}{unit}").correct and all(
        grade(key, f"{text}{unit}").misconception == slug
        for text, slug in stored.get("reveals", {}).items()
    )


def _finished(draft: Draft, rng: random.Random) -> GeneratedQuestion:
    right, *others = alike([draft.answer, *(wrong.text for wrong in draft.wrong)])
    candidates: list[tuple[str, bool, str | None]] = [(right, True, None)]
    candidates += [
        (text, False, wrong.misconception) for text, wrong in zip(others, draft.wrong, strict=True)
    ]
    rng.shuffle(candidates)
    options = tuple(
        GeneratedOption(id=option_id, text=text, correct=correct, misconception=misconception)
        for option_id, (text, correct, misconception) in zip(OPTION_IDS, candidates, strict=True)
    )
    return GeneratedQuestion(stem=draft.stem, options=options, explanation=draft.explanation)
