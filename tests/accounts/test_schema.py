"""The OpenAPI document: no warning, and every example is a real answer."""

import pytest
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator

from accounts.api import examples
from accounts.api import urls as account_urls
from tests.accounts.factories import PASSWORD, LearnerFactory, UserFactory
from tests.accounts.test_guardians import invite

pytestmark = pytest.mark.django_db


@pytest.fixture
def schema():
    GENERATOR_STATS.reset()
    return SchemaGenerator(patterns=account_urls.urlpatterns).get_schema(public=True)


def test_schema_builds_without_a_warning(schema):
    assert not GENERATOR_STATS._warn_cache
    assert not GENERATOR_STATS._error_cache
    assert set(schema["components"]["securitySchemes"]) == {"bearerToken", "loginCookie"}


def test_every_operation_has_summary_description_and_examples(schema):
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            assert operation.get("summary"), (path, method)
            assert operation.get("description"), (path, method)


def shape_of(value):
    if isinstance(value, dict):
        return {key: shape_of(item) for key, item in value.items()}
    return type(value).__name__


def test_examples_have_the_shape_of_real_answers(api, api_as):
    signed_up = api.post("/api/auth/signup/", examples.SIGN_UP.value, format="json")
    logged_in = api.post("/api/auth/login/", examples.LOG_IN.value, format="json")
    assert (signed_up.status_code, logged_in.status_code) == (201, 200)
    refresh = {"refresh_token": logged_in.json()["refresh_token"]}
    refreshed = api.post("/api/auth/refresh/", refresh, format="json")
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {refreshed.json()['access_token']}")
    child = api.post("/api/children/", examples.CHILD_INPUT.value, format="json")
    invitation = api.post("/api/guardians/invitations/", examples.INVITE.value, format="json")
    _, token = invite(LearnerFactory(), "second@example.org")
    accepted = api_as(UserFactory()).post(f"/api/guardians/invitations/{token}/accept/")
    answers = [
        (examples.TOKENS, signed_up),
        (examples.TOKENS, logged_in),
        (examples.TOKENS, refreshed),
        (examples.ME, api.get("/api/auth/me/")),
        (examples.CHILD, child),
        (examples.INVITATION, invitation),
        (examples.GUARDIANSHIP, accepted),
    ]

    for example, answer in answers:
        assert shape_of(example.value) == shape_of(answer.json()), example.summary


def test_example_of_a_mailed_link_is_the_real_answer(api, settings):
    settings.REQUIRE_EMAIL_CONFIRMATION = True

    answer = api.post(
        "/api/auth/signup/", {"email": "a@example.org", "password": PASSWORD}, format="json"
    )

    assert answer.json() == examples.CONFIRMATION_SENT.value


def test_browsable_api_shows_the_routes_to_a_person(client):
    client.force_login(LearnerFactory().user)

    for path in ("/api/auth/me/", "/api/children/"):
        response = client.get(path, headers={"Accept": "text/html"})
        assert response.status_code == 200
        assert response["Content-Type"].startswith("text/html")
