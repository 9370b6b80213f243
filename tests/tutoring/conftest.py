"""The real curriculum, loaded once; tests that empty the database load it again."""

import pytest

from tutoring.curriculum.reading import read_packs
from tutoring.models import Lesson
from tutoring.services.curriculum import load_packs


@pytest.fixture(scope="session")
def packs():
    return read_packs()


@pytest.fixture(scope="session")
def _loaded_once(django_db_setup, django_db_blocker, packs):
    with django_db_blocker.unblock():
        load_packs(packs)


@pytest.fixture
def curriculum(_loaded_once, db, packs):
    """The built-in lessons, questions and syllabuses."""
    if not Lesson.objects.exists():
        load_packs(packs)
