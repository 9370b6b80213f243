"""A bounded sample of a large bank obeys the rules of choice as the whole bank would."""

import random
from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_learner
from tutoring.agents.builtin.quizmaster import revealed_by
from tutoring.models import Attempt, Lesson, Question, QuestionVersion, Quiz, QuizItem
from tutoring.selectors import sampling
from tutoring.selectors.bank import ASIDE, bank_for
from tutoring.selectors.practice import Scope, candidates_for, met_by
from tutoring.services.composing import Aim, compose_quiz
from tutoring.services.practice import choose_questions
from tutoring.states import Difficulty, QuizKind

pytestmark = pytest.mark.django_db
SUBJECT, UNIT = "Logic", "Sets"
CONCEPTS = ("union", "section", "complement", "power")


def make_bank(size: int, rng: random.Random, *, trap_at: int | None = None) -> Lesson:
    """A lesson with static questions of random concept and level; one may hold a trap."""
    lesson = Lesson.objects.create(
        slug=f"logic/{size}-{rng.random()}", subject=SUBJECT, unit=UNIT, title="Sets", content={}
    )
    for number in range(size):
        question = Question.objects.create(
            slug=f"{lesson.slug}/{number}",
            lesson=lesson,
            type="multiple_choice",
            difficulty=rng.choice(Difficulty.values),
            concept=rng.choice(CONCEPTS),
            status="released",
        )
        trap = "a-trap" if number == trap_at else None
        question.current = QuestionVersion.objects.create(
            question=question,
            number=1,
            stem=f"{lesson.slug} {number}",
            options=[
                {"id": "a", "text": "yes", "misconception": None},
                {"id": "b", "text": "no", "misconception": trap},
            ],
            key={"option": "a"},
            content_hash=f"{lesson.pk.hex}{number:032}",
        )
        question.save(update_fields=["current"])
    return lesson


def meet(learner, questions, *, answered: int) -> None:
    """Let the learner have been asked these questions, and have answered the first of them."""
    quiz = Quiz.objects.create(learner=learner, kind=QuizKind.REQUESTED, topic_name=UNIT)
    for position, question in enumerate(questions, start=1):
        item = QuizItem.objects.create(
            quiz=quiz,
            position=position,
            question_version=question.current,
            shown={"stem": question.current.stem, "options": question.current.options},
            key={"option": "a", "misconceptions": {}},
        )
        if position <= answered:
            Attempt.objects.create(
                learner=learner,
                quiz_item=item,
                question_version=question.current,
                answer="a",
                correct=True,
            )


@pytest.mark.parametrize("per_level", [2, 100], ids=["sampled", "whole"])
@pytest.mark.parametrize("seed", range(12))
def test_choice_obeys_its_rules(seed, per_level, monkeypatch):
    monkeypatch.setattr(sampling, "PER_LEVEL", per_level)
    rng = random.Random(seed)
    lesson, learner = make_bank(40, rng), make_learner()
    questions = list(Question.objects.filter(lesson=lesson).select_related("current"))
    met = rng.sample(questions, rng.choice([0, 5, 30, 38, 40]))
    answered = rng.randint(0, len(met))
    meet(learner, met, answered=answered)
    count = 5

    batch = choose_questions(learner_id=learner.pk, scope=Scope(SUBJECT), count=count, seed=seed)

    chosen = [
        next(q for q in questions if q.current_id == row.item.version_id) for row in batch.chosen
    ]
    assert len({q.pk for q in chosen}) == len(chosen)
    fresh = [q for q in questions if q not in met]
    if len(fresh) >= count:
        assert all(question in fresh for question in chosen)
    practised = Counter(question.concept for question in met[:answered])
    pool = fresh if len(fresh) >= count else questions
    fewest = min(practised[question.concept] for question in pool)
    assert practised[batch.subtopic] == fewest
    leading = [q for q in pool if q.concept == batch.subtopic]
    if per_level == 100:
        assert len(chosen) == count
        assert sum(q.concept == batch.subtopic for q in chosen) == min(count, len(leading))


@pytest.mark.parametrize("seed", range(6))
def test_nearest_to_the_target_leads_in_a_sample(seed):
    rng = random.Random(seed)
    make_bank(30, rng)
    learner, scope = make_learner(), Scope(SUBJECT, UNIT, CONCEPTS[seed % 4])
    every = candidates_for(learner.pk, scope, met_by(learner.pk, scope))

    batch = choose_questions(learner_id=learner.pk, scope=scope, count=3, seed=seed)

    nearest = sorted(abs(candidate.chance - 0.7) for candidate in every)[:3]
    by_version = {candidate.question.version_id: candidate for candidate in every}
    found = sorted(abs(by_version[row.item.version_id].chance - 0.7) for row in batch.chosen)
    assert found == nearest


@pytest.mark.parametrize("trap_at", [0, 31, 59])
def test_question_with_the_misconception_is_found_in_a_large_bank(trap_at, monkeypatch):
    monkeypatch.setattr(sampling, "PER_LEVEL", 2)
    lesson, learner = make_bank(60, random.Random(trap_at), trap_at=trap_at), make_learner()

    sample = bank_for(lesson_id=lesson.pk, learner_id=learner.pk, aims=["a-trap", "another"])

    assert 6 <= len(sample) <= 7
    assert sum("a-trap" in revealed_by(question) for question in sample) == 1


def test_unseen_questions_of_a_lesson_come_before_seen_ones(monkeypatch):
    monkeypatch.setattr(sampling, "PER_LEVEL", 5)
    lesson, learner = make_bank(40, random.Random(1)), make_learner()
    questions = list(Question.objects.filter(lesson=lesson).select_related("current"))
    meet(learner, questions[:30], answered=0)
    fresh = {question.current_id for question in questions[30:]}

    items = compose_quiz(topic_name=UNIT, lesson_id=lesson.pk, learner_id=learner.pk, aim=Aim(10))

    assert {item.version_id for item in items} == fresh


def test_a_sample_is_bounded_and_costs_two_queries(monkeypatch):
    monkeypatch.setattr(sampling, "PER_LEVEL", 3)
    lesson, learner = make_bank(50, random.Random(2)), make_learner()

    with CaptureQueriesContext(connection) as seen:
        sample = bank_for(lesson_id=lesson.pk, learner_id=learner.pk)

    assert len(sample) == 9 < ASIDE
    assert len(seen) == 2
