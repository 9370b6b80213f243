"""A part of the real curriculum, loaded once; tests that empty the database load it again."""

import pytest
from django.db.models import Q

from tests.tutoring.mechanics import mechanics
from tutoring.curriculum.checks import is_solved_twice, static_questions
from tutoring.models import Lesson, Question
from tutoring.services.curriculum import load_packs
from tutoring.states import QuestionStatus, QuestionType


@pytest.fixture(scope="session")
def packs():
    return mechanics()


@pytest.fixture(scope="session")
def waiting(packs):
    """The ids of static questions that lack a second solve; they are drafts."""
    static = static_questions(packs)
    return {name for name, question in static.items() if not is_solved_twice(packs, question)}


@pytest.fixture(scope="session")
def _loaded_once(django_db_setup, django_db_blocker, packs):
    with django_db_blocker.unblock():
        load_packs(packs)


@pytest.fixture
def curriculum(_loaded_once, db, packs):
    """The built-in lessons, questions and syllabuses."""
    if not Lesson.objects.exists():
        load_packs(packs)


@pytest.fixture
def choices_only(curriculum):
    """The curriculum asking nothing but questions with one right option."""
    with_one = Q(generator__isnull=False) | Q(current__key__has_key="option")
    asked = Question.objects.filter(with_one, type=QuestionType.MULTIPLE_CHOICE)
    Question.objects.exclude(pk__in=asked).update(status=QuestionStatus.DRAFT)
