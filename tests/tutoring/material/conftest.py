"""A store of its own for each test, learners, and clients."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from rest_framework.test import APIClient

from accounts.tokens import issue_access_token
from tests.factories import make_learner
from tests.tutoring.material.files import text_pdf
from tutoring.material.store import IncomingFile
from tutoring.models import StudyMaterial
from tutoring.services.material import add_material
from tutoring.services.material_reading import read_material


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    """Return the folder of the store; never the real one."""
    settings.MATERIAL_ROOT = tmp_path / "material"
    return settings.MATERIAL_ROOT


@pytest.fixture
def learner(db):
    return make_learner()


@pytest.fixture
def api() -> Callable:
    """Return a maker of API clients that carry a user's access token."""

    def make(user) -> APIClient:
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {issue_access_token(user)}")
        return client

    return make


@pytest.fixture
def visitor() -> Callable:
    """Return a maker of logged-in browsers."""

    def make(user) -> Client:
        client = Client(enforce_csrf_checks=False)
        client.force_login(user)
        return client

    return make


@pytest.fixture
def add(learner) -> Callable:
    """Return a maker of files of the learner's, read at once unless told otherwise."""

    def make(
        *pages: str, content: bytes | None = None, read: bool = True, **fields
    ) -> StudyMaterial:
        body = text_pdf(*pages) if content is None else content
        added = add_material(
            learner_id=fields.get("learner_id", learner.pk),
            incoming=incoming(body),
            title=fields.get("title", "Notes.pdf"),
            session=fields.get("session"),
        )
        if read:
            read_material(material_id=added.material.pk)
        return StudyMaterial.objects.get(pk=added.material.pk)

    return make


def incoming(body: bytes) -> IncomingFile:
    """Return a file on its way into the store."""
    file = IncomingFile()
    file.write(body)
    file.finish()
    return file


def upload_of(body: bytes, name: str = "Notes.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, body)
