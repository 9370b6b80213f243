"""The account pages: plain forms, errors announced, limits met with a friendly page."""

import uuid

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.acting import SESSION_KEY
from accounts.models import GuardianInvitation, Guardianship, Learner, User
from tests.accounts.factories import PASSWORD, GuardianshipFactory, LearnerFactory, UserFactory
from tests.accounts.test_children import profile_of
from tests.accounts.test_guardians import invite
from tests.accounts.test_sign_up import years_ago

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(client):
    """A learner who is logged in."""
    learner = LearnerFactory()
    client.force_login(learner.user)
    return learner


def text_of(response):
    return response.content.decode()


@pytest.mark.parametrize("name", ["login", "signup", "unlock", "password_reset"])
def test_public_page_shows_one_labelled_form(client, name):
    response = client.get(reverse(f"accounts:{name}"))

    assert response.status_code == 200
    page = text_of(response)
    assert page.count("<h1>") == 1
    assert "csrfmiddlewaretoken" in page
    for field in response.context["form"].visible_fields():
        assert f'for="{field.id_for_label}"' in page
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "name",
    ["account", "password_change", "family", "child_create", "guardian_invite", "consent"],
)
def test_private_page_leads_to_log_in_and_back(client, name):
    path = reverse(f"accounts:{name}")

    response = client.get(path)

    assert response.status_code == 302
    assert response.url == f"{reverse('accounts:login')}?next={path}"


@pytest.mark.parametrize(
    "name", ["account", "password_change", "family", "child_create", "guardian_invite"]
)
def test_private_page_opens_for_a_learner(client, learner, name):
    assert client.get(reverse(f"accounts:{name}")).status_code == 200


def test_log_in_goes_where_one_wanted_to(client):
    user = LearnerFactory().user
    given = {"email": user.email, "password": PASSWORD, "next": "/account/family/"}

    response = client.post("/account/login/", given)

    assert (response.status_code, response.url) == (302, "/account/family/")


@pytest.mark.parametrize(
    "target", ["https://evil.example", "//evil.example", "javascript:alert(1)", "/\\evil.example"]
)
def test_log_in_never_leads_to_another_site(client, target):
    user = UserFactory()

    given = {"email": user.email, "password": PASSWORD, "next": target}
    response = client.post("/account/login/", given)

    assert response.url == reverse("study:home")
    assert client.get("/account/login/", {"next": target}).url == reverse("study:home")


def test_wrong_password_is_announced_and_keeps_the_address(client):
    response = client.post("/account/login/", {"email": "a@example.org", "password": "wrong"})

    assert response.status_code == 400
    page = text_of(response)
    assert 'role="alert"' in page
    assert "E-mail or password is wrong." in page
    assert 'value="a@example.org"' in page
    assert 'wrong"' not in page.split("<form")[1]


def test_sixth_try_meets_a_friendly_page(client):
    for _ in range(6):
        given = {"email": "a@example.org", "password": "wrong"}
        response = client.post("/account/login/", given)

    assert response.status_code == 429
    assert int(response["Retry-After"]) >= 1
    assert reverse("accounts:unlock") in text_of(response)


@pytest.mark.parametrize("password", ["x" * 129, "x" * 100_000, ""])
def test_long_and_empty_passwords_are_refused_without_hashing(client, hashes, password):
    given = {"email": "a@example.org", "password": password}

    assert client.post("/account/login/", given).status_code == 400
    assert client.post("/account/signup/", given).status_code == 400
    assert hashes.count == 0


def test_nul_in_a_form_is_refused(client):
    given = {"email": "a@example.org", "password": "eight\x00888"}

    assert client.post("/account/login/", given).status_code == 400
    assert client.post("/account/signup/", given).status_code == 400


def test_forms_are_protected_against_other_sites():
    client = Client(enforce_csrf_checks=True)

    for name in ("login", "signup", "logout", "unlock", "password_reset"):
        assert client.post(reverse(f"accounts:{name}")).status_code == 403


def test_sign_up_logs_in_and_twice_is_told_so(client):
    given = {"name": "Asha", "email": "asha@example.org", "password": PASSWORD}

    first = client.post("/account/signup/", given)
    again = client.post("/account/signup/", given)

    assert (first.status_code, first.url) == (302, reverse("study:home"))
    assert (again.status_code, again.url) == (302, reverse("study:home"))
    client.logout()
    assert client.post("/account/signup/", given).status_code == 409
    assert User.objects.count() == 1


def test_log_out_needs_a_post_and_may_be_repeated(client, learner):
    assert client.get("/account/logout/").status_code == 405
    assert client.post("/account/logout/").status_code == 302
    assert client.post("/account/logout/").status_code == 302
    assert client.get("/account/").status_code == 302


PROFILE = {
    "name": "Asha",
    "timezone": "Asia/Kolkata",
    "theme": "dark",
    "exam_type": "JEE",
    "exam_date": "2099-05-03",
    "minutes_per_day": 90,
    "shares_free_text": "on",
}


def test_account_stores_profile_exam_and_colours(client, learner):
    response = client.post("/account/", PROFILE)

    assert response.status_code == 302
    learner = Learner.objects.select_related("user").get()
    stored = {**vars(learner.user), **vars(learner)}
    assert {name: str(stored[name]) for name in PROFILE} == {
        **{name: str(value) for name, value in PROFILE.items()},
        "shares_free_text": "True",
    }
    assert [str(message) for message in get_messages(response.wsgi_request)] == ["Saved."]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("timezone", "Mars/Olympus"),
        ("theme", "pink"),
        ("exam_type", "SAT"),
        ("exam_date", "2001-01-01"),
        ("minutes_per_day", 0),
        ("minutes_per_day", 10_000),
        ("minutes_per_day", "many"),
        ("name", "n" * 151),
    ],
)
def test_account_refuses_what_it_does_not_know(client, learner, field, value):
    response = client.post("/account/", {**PROFILE, field: value})

    assert response.status_code == 400
    assert list(response.context["form"].errors) == [field]
    learner.refresh_from_db()
    assert learner.exam_type == "NEET"


def test_account_of_who_is_no_learner_has_no_exam(client):
    client.force_login(UserFactory())

    assert set(client.get("/account/").context["form"].fields) == {"name", "timezone", "theme"}


# Studying as a child


def acting_id(client):
    return client.get("/account/family/").context["acting_id"]


def test_guardian_studies_as_a_child_and_as_oneself_again(client, learner):
    child = profile_of(learner.user)

    started = client.post(reverse("accounts:study_as", args=[child.pk]))

    assert started.status_code == 302
    assert acting_id(client) == child.pk
    strip = "You are studying as <strong>Ravi</strong>"
    assert strip in text_of(client.get("/account/"))
    client.post(reverse("accounts:study_as_myself"))
    assert acting_id(client) == learner.pk
    assert strip not in text_of(client.get("/account/"))


def test_nobody_studies_as_a_stranger_or_as_who_has_a_log_in(client, learner):
    stranger, ward = profile_of(UserFactory()), LearnerFactory()
    GuardianshipFactory(guardian=learner.user, learner=ward)

    for pk in (stranger.pk, ward.pk, uuid.uuid4()):
        assert client.post(reverse("accounts:study_as", args=[pk])).status_code == 404
    assert acting_id(client) == learner.pk


def test_revoked_guardianship_ends_studying_as_with_the_next_request(client, learner):
    child = profile_of(learner.user, UserFactory())
    client.post(reverse("accounts:study_as", args=[child.pk]))

    Guardianship.objects.filter(guardian=learner.user).update(
        status="revoked", revoked_at=timezone.now()
    )

    assert acting_id(client) == learner.pk
    assert SESSION_KEY not in client.session


def test_studying_as_does_not_outlive_the_log_in(client, learner):
    child = profile_of(learner.user)
    client.post(reverse("accounts:study_as", args=[child.pk]))

    client.post("/account/logout/")
    client.force_login(learner.user)

    assert acting_id(client) == learner.pk


def test_family_lists_children_guardians_and_open_invitations(client, learner):
    child = profile_of(learner.user)
    follower = GuardianshipFactory(learner=learner).guardian
    invite(learner, "third@example.org")

    page = text_of(client.get("/account/family/"))

    assert child.user.name in page
    assert follower.name in page
    assert "third@example.org" in page


def test_child_is_added_changed_and_deleted_with_a_warning(client, learner):
    client.post("/account/family/children/new/", {"name": "Ravi", "grade": "3"})
    child = Learner.objects.get(user__name="Ravi")
    path = reverse("accounts:child_change", args=[child.pk])

    client.post(path, {"name": "Ravi K.", "birthdate": "2018-04-02", "grade": ""})
    child = Learner.objects.select_related("user").get(pk=child.pk)
    assert (child.user.name, child.grade, str(child.birthdate)) == ("Ravi K.", None, "2018-04-02")

    delete = reverse("accounts:child_delete", args=[child.pk])
    assert "cannot be undone" in text_of(client.get(delete))
    assert client.post(delete).status_code == 302
    assert client.post(delete).status_code == 404
    assert not User.objects.filter(pk=child.pk).exists()


def test_foreign_child_pages_are_404(client, learner):
    child = profile_of(UserFactory())

    for name in ("child_change", "child_delete"):
        path = reverse(f"accounts:{name}", args=[child.pk])
        assert client.get(path).status_code == 404
        assert client.post(path, {"name": "x"}).status_code == 404
    link = Guardianship.objects.get(learner=child)
    assert client.post(reverse("accounts:guardian_end", args=[link.pk])).status_code == 404


def test_last_guardian_is_told_why_he_stays(client, learner):
    profile_of(learner.user)
    link = Guardianship.objects.get()

    response = client.post(reverse("accounts:guardian_end", args=[link.pk]), follow=True)

    assert "always has a guardian" in text_of(response)


# Invitations and consent


def test_invitation_page_leads_a_new_guardian_through_sign_up(client):
    asked = LearnerFactory(user__name="Asha")
    _, token = invite(asked)
    path = f"/account/invitation/?token={token}"

    page = text_of(client.get(path))
    assert "Be a guardian of Asha?" in page
    assert f"/account/signup/?next=%2Faccount%2Finvitation%2F%3Ftoken%3D{token}" in page
    given = {"email": "p@example.org", "password": PASSWORD, "next": path}
    signed_up = client.post("/account/signup/", given)
    assert signed_up.url == path
    accepted = client.post("/account/invitation/", {"token": token})

    assert accepted.url == reverse("accounts:family")
    assert Guardianship.objects.get().learner == asked
    assert client.get(path).status_code == 410
    assert client.get("/account/invitation/?token=unknown").status_code == 404


def test_who_waits_is_led_to_the_consent_page_and_goes_on_afterwards(client, settings):
    settings.REQUIRE_GUARDIAN_UNDER = 18
    teen = LearnerFactory(birthdate=years_ago(15))
    client.force_login(teen.user)

    assert client.get("/account/family/children/new/").url == reverse("accounts:consent")
    assert "has to agree first" in text_of(client.get("/account/consent/"))
    asked = client.post("/account/family/guardians/new/", {"email": "parent@example.org"})
    assert asked.url == reverse("accounts:consent")
    assert "We asked parent@example.org" in text_of(client.get("/account/consent/"))

    GuardianshipFactory(learner=teen)
    assert client.get("/account/consent/").url == reverse("study:home")


def test_unknown_birthdate_is_asked_for_once(client, settings):
    settings.REQUIRE_GUARDIAN_UNDER = 18
    person = LearnerFactory(birthdate=None)
    client.force_login(person.user)
    assert "When were you born?" in text_of(client.get("/account/consent/"))

    client.post("/account/consent/", {"birthdate": years_ago(15).isoformat()})
    client.post("/account/consent/", {"birthdate": years_ago(30).isoformat()})

    person.refresh_from_db()
    assert person.birthdate == years_ago(15)


def test_inviting_twice_by_double_click_asks_once(client, learner):
    for _ in range(2):
        client.post("/account/family/guardians/new/", {"email": "parent@example.org"})

    assert GuardianInvitation.objects.count() == 1


# What later pages rely on


def test_learner_required_lets_in_learners_and_who_studies_as_one(rf, settings):
    from django.http import HttpResponse

    from accounts.acting import study_as
    from accounts.decorators import learner_required

    @learner_required
    def page(request):
        return HttpResponse("in")

    def ask(user, child=None):
        request = rf.get("/study/")
        request.user, request.session = user, {}
        if child:
            study_as(request, child.pk)
        response = page(request)
        return response.content if response.status_code == 200 else response.url

    guardian, adult = UserFactory(), LearnerFactory(birthdate=years_ago(20)).user
    teen = LearnerFactory(birthdate=years_ago(15)).user

    assert ask(adult) == b"in"
    assert ask(guardian) == reverse("accounts:family")
    assert ask(guardian, profile_of(guardian)) == b"in"
    settings.REQUIRE_GUARDIAN_UNDER = 18
    assert ask(teen) == reverse("accounts:consent")
    assert ask(adult) == b"in"


def test_pages_speak_the_time_zone_of_who_logged_in(client):
    from datetime import UTC, datetime

    learner = LearnerFactory(user__timezone="Asia/Kolkata")
    client.force_login(learner.user)
    link = GuardianshipFactory(learner=learner)
    Guardianship.objects.filter(pk=link.pk).update(
        consented_at=datetime(2026, 3, 1, 20, 0, tzinfo=UTC)
    )

    assert "since March 2, 2026" in text_of(client.get("/account/family/"))
