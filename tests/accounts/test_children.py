"""Child profiles: whose they are, what may be changed, and when they are erased."""

import uuid

import pytest
from django.utils import timezone

from accounts import privacy
from accounts.models import Guardianship, Learner, User
from accounts.services.children import delete_child
from tests.accounts.factories import GuardianshipFactory, LearnerFactory, UserFactory
from tests.accounts.test_sign_up import years_ago

pytestmark = pytest.mark.django_db
CHILDREN = "/api/children/"
RAVI = {"name": "Ravi", "birthdate": "2018-04-02", "grade": 3}


def profile_of(*guardians, **fields):
    child = LearnerFactory(user__email=None, user__name="Ravi", **fields)
    for guardian in guardians:
        GuardianshipFactory(guardian=guardian, learner=child)
    return child


def url(child):
    return f"{CHILDREN}{child.pk}/"


def test_create_makes_a_profile_without_log_in_and_the_caller_guardian(api_as):
    guardian = UserFactory()

    response = api_as(guardian).post(CHILDREN, RAVI, format="json")

    assert response.status_code == 201
    child = Learner.objects.get()
    assert response.json() == {
        "id": str(child.pk),
        "parent_id": str(guardian.pk),
        **RAVI,
        "created_at": response.json()["created_at"],
    }
    assert child.user.email is None
    assert not child.user.has_usable_password()
    link = Guardianship.objects.get()
    assert (link.guardian, link.status, link.consent_method) == (
        guardian,
        "active",
        "created_profile",
    )


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": ""},
        {"name": "n" * 151},
        {"name": 5},
        {"name": "Ravi", "grade": 13},
        {"name": "Ravi", "grade": -1},
        {"name": "Ravi", "grade": "3"},
        {"name": "Ravi", "grade": 3.5},
        {"name": "Ravi", "grade": True},
        {"name": "Ravi", "birthdate": "2999-01-01"},
        {"name": "Ravi", "parent_id": str(uuid.uuid4())},
        {"name": "Ravi", "id": str(uuid.uuid4())},
        {"name": "Ravi", "email": "a@example.org"},
        [],
    ],
)
def test_create_refuses_hostile_bodies(api_as, body):
    assert api_as(UserFactory()).post(CHILDREN, body, format="json").status_code == 400
    assert not Learner.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_list_holds_the_caller_s_children_alone(api_as, count, django_assert_num_queries):
    guardian = UserFactory()
    children = [profile_of(guardian) for _ in range(count)]
    profile_of(UserFactory())
    client = api_as(guardian)

    with django_assert_num_queries(2):
        body = client.get(CHILDREN).json()

    assert set(body) == {"next", "previous", "results"}
    assert [row["id"] for row in body["results"]] == [str(c.pk) for c in reversed(children)]


def test_list_goes_on_by_a_signed_cursor(api_as):
    guardian = UserFactory()
    children = [profile_of(guardian) for _ in range(3)]
    client = api_as(guardian)

    first = client.get(f"{CHILDREN}?limit=2").json()
    second = client.get(first["next"]).json()

    seen = [row["id"] for row in first["results"] + second["results"]]
    assert seen == [str(child.pk) for child in reversed(children)]
    assert client.get(f"{CHILDREN}?cursor=forged").status_code == 400


@pytest.mark.parametrize("query", ["user=1", "limit=0", "limit=x", "ordering=user__password"])
def test_list_refuses_other_parameters(api_as, query):
    assert api_as(UserFactory()).get(f"{CHILDREN}?{query}").status_code == 400


def test_patch_keeps_what_is_absent_and_put_empties_it(api_as):
    guardian = UserFactory()
    client = api_as(guardian)
    child = client.post(CHILDREN, RAVI, format="json").json()
    path = f"{CHILDREN}{child['id']}/"

    patched = client.patch(path, {"grade": 4}, format="json").json()
    assert patched == {**child, "grade": 4}

    put = client.put(path, {"name": "Ravi K."}, format="json").json()
    assert put == {**child, "name": "Ravi K.", "grade": None, "birthdate": None}
    assert client.put(path, {"grade": 4}, format="json").status_code == 400
    assert client.get(path).json() == put


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_child_is_404_for_everybody_but_its_guardians(api_as, method):
    guardian, former = UserFactory(), UserFactory()
    child = profile_of(guardian)
    GuardianshipFactory(guardian=former, learner=child, status="revoked", revoked_at=timezone.now())
    others = [UserFactory(), former, UserFactory(is_staff=True), child.user]

    bodies = [
        getattr(api_as(other), method)(url(child), {"name": "x"}, format="json") for other in others
    ]

    assert [response.status_code for response in bodies] == [404] * 4
    unknown = getattr(api_as(guardian), method)(
        f"{CHILDREN}{uuid.uuid4()}/", {"name": "x"}, format="json"
    )
    assert unknown.status_code == 404
    assert unknown.json()["detail"] == bodies[0].json()["detail"]
    assert Learner.objects.filter(pk=child.pk).exists()


@pytest.mark.parametrize("mangle", [str.upper, lambda i: i.replace("-", ""), "{{{}}}".format])
def test_child_id_is_lower_case_and_hyphenated(api_as, mangle):
    guardian = UserFactory()
    child = profile_of(guardian)

    assert api_as(guardian).get(f"{CHILDREN}{mangle(str(child.pk))}/").status_code == 404


def test_learner_with_an_own_log_in_is_read_but_not_changed_nor_erased(api_as):
    guardian, learner = UserFactory(), LearnerFactory()
    GuardianshipFactory(guardian=guardian, learner=learner)
    client = api_as(guardian)

    assert client.get(url(learner)).status_code == 200
    assert client.patch(url(learner), {"grade": 4}, format="json").status_code == 403
    assert client.delete(url(learner)).status_code == 204
    assert User.objects.filter(pk=learner.pk).exists()
    assert client.get(url(learner)).status_code == 404


def test_delete_by_one_of_two_guardians_ends_a_guardianship(api_as):
    one, two = UserFactory(), UserFactory()
    child = profile_of(one, two)

    assert api_as(one).delete(url(child)).status_code == 204

    assert api_as(one).get(url(child)).status_code == 404
    assert api_as(two).get(url(child)).status_code == 200


def test_delete_by_the_last_guardian_erases_through_every_app(api_as, monkeypatch):
    erased = []
    monkeypatch.setattr(privacy, "_holdings", dict(privacy._holdings))
    privacy.register("higher", export=lambda _id: {}, erase=erased.append)
    guardian = UserFactory()
    child = profile_of(guardian)

    assert api_as(guardian).delete(url(child)).status_code == 204

    assert erased == [child.pk]
    assert not User.objects.filter(pk=child.pk).exists()
    assert not Guardianship.objects.exists()


def test_erasure_that_fails_half_way_erases_nothing(monkeypatch):
    monkeypatch.setattr(privacy, "_holdings", dict(privacy._holdings))
    privacy.register("low", export=lambda _id: {}, erase=lambda i: User.objects.all().delete())
    guardian = UserFactory()
    child = profile_of(guardian)

    def fail(_id):
        raise RuntimeError

    # Registered first among the higher apps, so erased last of all.
    monkeypatch.setattr(
        privacy, "_holdings", {"first": privacy.Holding("first", dict, fail), **privacy._holdings}
    )
    with pytest.raises(RuntimeError):
        delete_child(guardian=guardian, child_id=child.pk)

    assert User.objects.filter(pk=child.pk).exists()


def test_apps_are_erased_from_the_highest_to_accounts(monkeypatch):
    order = []
    monkeypatch.setattr(privacy, "_holdings", {})
    for app in ("accounts", "sessions_app", "tutoring"):
        privacy.register(app, export=dict, erase=lambda _id, app=app: order.append(app))
    guardian = UserFactory()

    delete_child(guardian=guardian, child_id=profile_of(guardian).pk)

    assert order == ["tutoring", "sessions_app", "accounts"]


def test_who_is_under_age_cannot_be_guardian(api_as, settings):
    settings.REQUIRE_GUARDIAN_UNDER = 18
    teen = LearnerFactory(birthdate=years_ago(16))
    GuardianshipFactory(learner=teen)

    response = api_as(teen.user).post(CHILDREN, RAVI, format="json")

    assert response.status_code == 403
    assert response.json()["code"] == "guardian_under_age"
