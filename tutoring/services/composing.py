"""Composing a quiz from the bank: an agent's work, outside any transaction."""

import secrets
from dataclasses import dataclass
from uuid import UUID

from tutoring.agents import get_quizmaster
from tutoring.agents.requests import BankQuestion, ComposedItem, QuizRequest
from tutoring.errors import NoQuestions
from tutoring.models import Misconception
from tutoring.rules import QUIZ_LENGTH
from tutoring.selectors.bank import bank_for
from tutoring.selectors.misconceptions import misconceptions_to_probe
from tutoring.vocabulary import words_of

SEED_BITS = 31


@dataclass(frozen=True)
class Aim:
    """What a quiz should be: ``difficulty`` goes first, ``mistakes`` are the learner's words.

    ``typed``: who asks can ask for more than a choice of one option.
    """

    count: int = QUIZ_LENGTH
    difficulty: str | None = None
    mistakes: tuple[str, ...] = ()
    seed: int | None = None
    typed: bool = False


def compose_quiz(
    *, topic_name: str, lesson_id: UUID, learner_id: UUID, aim: Aim
) -> list[ComposedItem]:
    """Return up to ``aim.count`` questions, those of the wished difficulty first.

    Aimed at what the learner still misunderstands and at the mistakes named. Three queries, one
    more when mistakes are named. Raises NoQuestions.
    """
    aims = (*misconceptions_to_probe(learner_id), *sorted(_named(lesson_id, aim.mistakes)))
    bank = bank_for(lesson_id=lesson_id, learner_id=learner_id, aims=aims)
    request = QuizRequest(
        topic=topic_name,
        bank=tuple(question for question in bank if aim.typed or question.is_plain_choice),
        count=aim.count,
        seed=secrets.randbits(SEED_BITS) if aim.seed is None else aim.seed,
        misconceptions=aims,
    )
    items = _wished_first(request, aim.difficulty)
    if not items:
        raise NoQuestions(f"There are no questions on {topic_name} yet.")
    return items


def _named(lesson_id: UUID, mistakes: tuple[str, ...]) -> frozenset[str]:
    """Return the misconceptions of the lesson that some mistake names."""
    if not mistakes:
        return frozenset()
    told = [set(words_of(mistake)) for mistake in mistakes]
    rows = Misconception.objects.filter(lesson_id=lesson_id).values_list("slug", "name")
    return frozenset(
        slug
        for slug, name in rows
        if any(words >= set(words_of(name)) or words >= set(words_of(slug)) for words in told)
    )


def _wished_first(request: QuizRequest, difficulty: str | None) -> list[ComposedItem]:
    if difficulty is None:
        return get_quizmaster().compose(request)
    wished = tuple(question for question in request.bank if question.difficulty == difficulty)
    items = _composed(request, wished, request.count)
    others = tuple(question for question in request.bank if question.difficulty != difficulty)
    return items + _composed(request, others, request.count - len(items))


def _composed(
    request: QuizRequest, bank: tuple[BankQuestion, ...], count: int
) -> list[ComposedItem]:
    if not (bank and count):
        return []
    part = QuizRequest(request.topic, bank, count, request.seed, request.misconceptions)
    return get_quizmaster().compose(part)
