"""Staff see people, never secrets; the common log-in limits hold for staff too."""

import pytest
from django.urls import reverse

from accounts.ids import token_hash
from accounts.models import OutgoingMail, User
from accounts.services.refresh_tokens import start_family
from tests.accounts.factories import GuardianshipFactory, LearnerFactory, UserFactory
from tests.accounts.test_guardians import invite

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    user = User.objects.create_superuser("staff@example.org", "three calm words")
    client.force_login(user)
    return user


def change_list(model):
    return reverse(f"admin:accounts_{model}_changelist")


def test_admin_log_in_is_the_common_one(client):
    response = client.get("/admin/", follow=True)

    assert response.redirect_chain[-1][0].startswith("/account/login/?next=")
    posted = client.post("/admin/login/", {"username": "a@example.org", "password": "x"})
    assert posted.status_code == 302


def test_admin_is_403_for_who_is_not_staff(client):
    client.force_login(UserFactory())

    assert client.get("/admin/login/").status_code == 403


@pytest.mark.parametrize(
    "model", ["user", "guardianship", "guardianinvitation", "refreshfamily", "outgoingmail"]
)
def test_change_list_opens(client, staff, model):
    learner = LearnerFactory()
    GuardianshipFactory(learner=learner)
    invite(learner)
    start_family(user=learner.user)

    assert client.get(change_list(model)).status_code == 200
    assert client.get(change_list(model), {"q": learner.user.email}).status_code == 200


def test_users_are_found_by_email_and_show_no_hash(client, staff):
    user = LearnerFactory(user__email="found@example.org").user
    UserFactory(email="other@example.org")

    found = client.get(change_list("user"), {"q": "found@"}).content.decode()
    page = client.get(reverse("admin:accounts_user_change", args=[user.pk])).content.decode()

    assert "found@example.org" in found
    assert "other@example.org" not in found
    assert user.password not in page
    assert "password" not in page.split("<form", 2)[2].lower()


def test_refresh_families_and_invitations_cannot_be_changed(client, staff):
    learner = LearnerFactory()
    pair = start_family(user=learner.user)
    family = learner.user.refresh_families.get()
    row, _ = invite(learner)

    page = client.get(reverse("admin:accounts_refreshfamily_change", args=[family.pk]))
    invitation = client.get(reverse("admin:accounts_guardianinvitation_change", args=[row.pk]))

    assert page.status_code == invitation.status_code == 200
    assert token_hash(pair.refresh_token) not in page.content.decode()
    assert row.token_hash not in invitation.content.decode()
    for model in ("refreshfamily", "guardianinvitation", "guardianship", "outgoingmail"):
        assert client.get(reverse(f"admin:accounts_{model}_add")).status_code == 403
    assert (
        client.post(reverse("admin:accounts_refreshfamily_delete", args=[family.pk])).status_code
        == 403
    )


def test_only_a_superuser_makes_staff(client):
    from django.contrib.auth.models import Permission

    helper = UserFactory(is_staff=True)
    helper.user_permissions.set(Permission.objects.filter(content_type__app_label="accounts"))
    client.force_login(helper)
    form = {
        "email": helper.email,
        "timezone": "UTC",
        "language": "en",
        "theme": "system",
        "is_active": "on",
        "is_staff": "on",
        "is_superuser": "on",
        "learner-TOTAL_FORMS": "0",
        "learner-INITIAL_FORMS": "0",
    }
    target = UserFactory()

    path = reverse("admin:accounts_user_change", args=[target.pk])
    response = client.post(path, {**form, "email": target.email})

    assert response.status_code == 302
    target.refresh_from_db()
    assert (target.is_staff, target.is_superuser, target.language) == (False, False, "en")


def test_actions_mail_reset_links_and_end_log_ins(client, staff):
    user = UserFactory()
    start_family(user=user)
    chosen = {"_selected_action": [str(user.pk)]}

    client.post(change_list("user"), {"action": "mail_password_reset", **chosen})
    client.post(change_list("user"), {"action": "end_api_log_ins", **chosen})

    assert OutgoingMail.objects.get().recipient == user.email
    assert user.refresh_families.get().revoked_reason == "staff"


@pytest.mark.parametrize("count", [1, 3])
def test_guardianships_list_under_one_query_count(
    client, staff, count, django_assert_max_num_queries
):
    for _ in range(count):
        GuardianshipFactory()

    with django_assert_max_num_queries(6):
        assert client.get(change_list("guardianship")).status_code == 200
