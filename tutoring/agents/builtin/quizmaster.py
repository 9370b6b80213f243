"""The quizmaster: unseen questions first, aimed at what is misunderstood, of mixed difficulty."""

import random
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from functools import cache
from typing import Any

from tutoring.agents.requests import BankQuestion, ComposedItem, QuizRequest
from tutoring.asking import arranged, response_of
from tutoring.generators import GeneratedQuestion, generate
from tutoring.grader import read_key
from tutoring.judging import betrayed_by, right_option

LEVELS = ("easy", "medium", "hard")
SHARES = {"easy": 0.4, "medium": 0.4, "hard": 0.2}
SEEDS_TRIED = 25
SEED_BITS = 31


class BuiltinQuizmaster:
    """Chooses from the bank; the same request gives the same quiz."""

    def compose(self, request: QuizRequest) -> list[ComposedItem]:
        rng = random.Random(request.seed)  # noqa: S311 -- reproducible, not secret
        items: list[ComposedItem] = []
        stems: set[str] = set()
        for question in _in_order_of_use(request, rng):
            if len(items) == request.count:
                break
            item = _composed(question, stems, rng)
            if item is not None:
                items.append(item)
                stems.add(item.shown["stem"])
        return sorted(items, key=lambda item: LEVELS.index(item.shown["difficulty"]))


def _in_order_of_use(request: QuizRequest, rng: random.Random) -> Iterator[BankQuestion]:
    """Yield the bank, best first, and then the generators again and again, a while."""
    shuffled = rng.sample(request.bank, len(request.bank))
    ranked = sorted(shuffled, key=lambda question: _rank(question, request.misconceptions))
    yield from _of_mixed_difficulty(ranked)
    generators = [question for question in ranked if question.generator]
    for _ in range(request.count):
        yield from generators


def _staleness(question: BankQuestion) -> tuple[bool, int]:
    """A generator asks something new every time, so only a static question is a repetition."""
    times = len(question.seen_stems)
    return bool(times) and not question.generator, times


def _rank(question: BankQuestion, misconceptions: Collection[str]) -> tuple[bool, int, float]:
    """A question that offers a misconception and its rival goes before one that offers either."""
    revealed = revealed_by(question)
    aims = sum(1 / place for place, slug in enumerate(misconceptions, 1) if slug in revealed)
    return *_staleness(question), -aims


def revealed_by(question: BankQuestion) -> frozenset[str]:
    """Return the misconceptions that some answer betrays; a generator's from its first draw."""
    if question.generator:
        return _reveals(question.generator)
    return frozenset(
        option["misconception"] for option in question.options if option["misconception"]
    )


@cache
def _reveals(generator: str) -> frozenset[str]:
    return generate(generator, 0).reveals


def _of_mixed_difficulty(ranked: list[BankQuestion]) -> Iterator[BankQuestion]:
    """Yield the ranked questions so that every beginning holds the levels in their shares.

    Less seen always goes before more seen: an unseen question of any level is worth more.
    """
    waiting = list(ranked)
    taken = dict.fromkeys(LEVELS, 0)
    while waiting:
        fresh = [q for q in waiting if _staleness(q) == _staleness(waiting[0])]
        level = min(
            {question.difficulty for question in fresh},
            key=lambda name: ((taken[name] + 1) / SHARES[name], LEVELS.index(name)),
        )
        chosen = next(question for question in fresh if question.difficulty == level)
        waiting.remove(chosen)
        taken[level] += 1
        yield chosen


def _composed(question: BankQuestion, stems: set[str], rng: random.Random) -> ComposedItem | None:
    """Return the question as it will be asked, or None when its text is in the quiz already."""
    if not question.generator:
        return None if question.stem in stems else _static_item(question, rng)
    avoided = stems | set(question.seen_stems)
    for attempt in range(SEEDS_TRIED):
        seed = rng.getrandbits(SEED_BITS)
        generated = generate(question.generator, seed)
        is_last = attempt == SEEDS_TRIED - 1
        if generated.stem not in avoided or (is_last and generated.stem not in stems):
            return _generated_item(question, generated, seed, rng)
    return None


def _static_item(question: BankQuestion, rng: random.Random) -> ComposedItem:
    if "graded" in question.key:
        return _typed_item(question, rng)
    order = rng.sample(question.options, len(question.options))
    return ComposedItem(
        version_id=question.version_id,
        seed=None,
        shown=_shown(question, question.stem, order),
        key=_key(question.key["option"], _betraying(question.options), question.explanation),
    )


def _typed_item(
    question: BankQuestion, rng: random.Random, seed: int | None = None
) -> ComposedItem:
    """Return a typed question: its form is shown, the grader's key is kept apart."""
    options, response, graded = arranged(question.options, question.key, rng)
    right = right_option(graded)
    betrayed = betrayed_by(graded) if right is None else _betraying(question.options)
    return ComposedItem(
        version_id=question.version_id,
        seed=seed,
        shown=_shown(question, question.stem, options) | {"response": response},
        key=_key(right, betrayed, question.explanation) | {"graded": graded},
    )


def _generated_item(
    question: BankQuestion, generated: GeneratedQuestion, seed: int, rng: random.Random
) -> ComposedItem:
    drawn = replace(question, stem=generated.stem, explanation=generated.explanation)
    if generated.graded is not None:
        response = response_of(read_key(generated.graded))
        typed = replace(drawn, key={"graded": generated.graded, "response": response})
        return _typed_item(typed, rng, seed)
    options = [asdict(option) for option in generated.options]
    return ComposedItem(
        version_id=question.version_id,
        seed=seed,
        shown=_shown(drawn, drawn.stem, options),
        key=_key(generated.correct_option_id, _betraying(options), drawn.explanation),
    )


def _betraying(options: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    return {o["id"]: o["misconception"] for o in options if o["misconception"]}


def _shown(
    question: BankQuestion, stem: str, options: Iterable[Mapping[str, Any]]
) -> dict[str, Any]:
    return {
        "stem": stem,
        "type": question.type,
        "difficulty": question.difficulty,
        "concept": question.concept,
        "options": [{"id": option["id"], "text": option["text"]} for option in options],
    }


def _key(option: str | None, misconceptions: dict[str, str], explanation: str) -> dict[str, Any]:
    """Return the key of an item; ``option`` only where one of several is right."""
    key: dict[str, Any] = {"misconceptions": misconceptions, "explanation": explanation}
    return key if option is None else {"option": option, **key}
