"""Guardians by invitation: seven days, one answer, ended by either side."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.db.models import F

from accounts.errors import LastGuardian
from accounts.models import GuardianInvitation, Guardianship
from accounts.services.guardians import accept_invitation, end_guardianship, invite_guardian
from accounts.services.outbox import send_due_mails
from tests.accounts.factories import GuardianshipFactory, LearnerFactory, UserFactory
from tests.accounts.test_children import profile_of
from tests.accounts.test_sign_up import years_ago

INVITE = "/api/guardians/invitations/"
PARENT = "parent@example.org"


def token_of(message):
    return message.body.split("token=")[1].split()[0]


def invite(learner, email=PARENT):
    """Return invitation and mailed token."""
    row = invite_guardian(inviter=learner.user, email=email, base_url="http://testserver")
    send_due_mails()
    return row, token_of(mail.outbox[-1])


def accept_url(token):
    return f"{INVITE}{token}/accept/"


@pytest.mark.django_db
def test_invitation_is_mailed_stored_hashed_and_good_for_seven_days(api_as):
    learner = LearnerFactory(user__name="Asha")

    response = api_as(learner.user).post(INVITE, {"email": "Parent@Example.org"}, format="json")

    assert response.status_code == 201
    row = GuardianInvitation.objects.get()
    assert set(response.json()) == {"id", "email", "learner_id", "expires_at"}
    assert response.json()["email"] == PARENT
    lifetime = row.expires_at - row.created_at
    assert timedelta(days=7) <= lifetime < timedelta(days=7, minutes=1)
    assert send_due_mails() == 1
    token = token_of(mail.outbox[0])
    assert "Asha" in mail.outbox[0].body
    assert token not in (row.token_hash, str(row.pk))
    assert len(token) == 64


@pytest.mark.django_db
def test_accepting_makes_the_caller_guardian_and_records_the_consent(api_as):
    learner, parent = LearnerFactory(), UserFactory()
    row, token = invite(learner)

    response = api_as(parent).post(accept_url(token))

    assert response.status_code == 200
    link = Guardianship.objects.get()
    assert response.json() == {
        "id": str(link.pk),
        "guardian_id": str(parent.pk),
        "learner_id": str(learner.pk),
        "status": "active",
        "consented_at": response.json()["consented_at"],
    }
    assert link.consent_method == "accepted_invitation"
    row.refresh_from_db()
    assert row.guardianship == link
    assert api_as(parent).get(f"/api/children/{learner.pk}/").status_code == 200
    assert api_as(parent).get("/api/auth/me/").json()["is_guardian"] is True


@pytest.mark.django_db
def test_same_guardian_again_gets_the_same_answer_and_others_410(api_as):
    parent = UserFactory()
    _, token = invite(LearnerFactory())
    first = api_as(parent).post(accept_url(token))

    again = api_as(parent).post(accept_url(token))
    other = api_as(UserFactory()).post(accept_url(token))

    assert (again.status_code, again.json()) == (200, first.json())
    assert other.status_code == 410
    assert other.json()["code"] == "link_spent"


@pytest.mark.django_db
def test_expired_or_withdrawn_invitation_is_410_and_unknown_404(api_as):
    learner, parent = LearnerFactory(), UserFactory()
    _, expired = invite(learner)
    GuardianInvitation.objects.update(expires_at=F("expires_at") - timedelta(days=8))
    row, withdrawn = invite(learner, "second@example.org")
    end_guardianship(caller=learner.user, link_id=row.pk)
    client = api_as(parent)

    assert client.post(accept_url(expired)).status_code == 410
    assert client.post(accept_url(withdrawn)).status_code == 410
    flipped = ("0" if expired[0] != "0" else "1") + expired[1:]
    for token in (flipped, expired[:-1], "x", "%00"):
        assert client.post(accept_url(token)).status_code == 404
    assert not Guardianship.objects.exists()


@pytest.mark.django_db
def test_withdrawing_an_expired_invitation_lets_one_ask_again():
    learner = LearnerFactory()
    first, _ = invite(learner)
    GuardianInvitation.objects.update(expires_at=F("expires_at") - timedelta(days=8))

    second, _ = invite(learner)

    assert second.pk != first.pk
    assert GuardianInvitation.objects.open().get() == second


@pytest.mark.django_db
def test_asking_twice_is_asking_once(api_as):
    client = api_as(LearnerFactory().user)

    answers = [client.post(INVITE, {"email": PARENT}, format="json").json() for _ in range(2)]

    assert answers[0] == answers[1]
    assert send_due_mails() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"email": "x"}, 400),
        ({"email": 5}, 400),
        ({"email": None}, 400),
        ({"email": PARENT, "role": "staff"}, 400),
        ({"email": PARENT, "child_id": "x"}, 400),
        ({"email": PARENT, "child_id": str(uuid.uuid4())}, 404),
        ([], 400),
    ],
)
def test_invitation_refuses_hostile_bodies(api_as, body, status):
    response = api_as(LearnerFactory().user).post(INVITE, body, format="json")

    assert response.status_code == status
    assert not GuardianInvitation.objects.exists()


@pytest.mark.django_db
def test_nobody_is_their_own_guardian(api_as):
    learner = LearnerFactory()
    client = api_as(learner.user)

    assert client.post(INVITE, {"email": learner.user.email}, format="json").status_code == 400
    _, token = invite(learner)
    assert client.post(accept_url(token)).status_code == 400
    assert not Guardianship.objects.exists()


@pytest.mark.django_db
def test_guardian_invites_a_second_one_for_a_child_profile_only(api_as):
    guardian = UserFactory()
    child, learner = profile_of(guardian), LearnerFactory()
    GuardianshipFactory(guardian=guardian, learner=learner)
    client = api_as(guardian)

    for_child = {"email": PARENT, "child_id": str(child.pk)}
    for_learner = {"email": PARENT, "child_id": str(learner.pk)}

    assert client.post(INVITE, for_child, format="json").status_code == 201
    assert client.post(INVITE, for_learner, format="json").status_code == 403
    assert api_as(UserFactory()).post(INVITE, for_child, format="json").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("side", ["guardian", "learner"])
def test_either_side_ends_it_and_the_next_request_sees_nothing(api_as, side):
    learner, parent = LearnerFactory(), UserFactory()
    link = GuardianshipFactory(guardian=parent, learner=learner)
    client, ender = api_as(parent), api_as(parent if side == "guardian" else learner.user)
    assert client.get(f"/api/children/{learner.pk}/").status_code == 200

    for _ in range(2):
        assert ender.delete(f"/api/guardians/{link.pk}/").status_code == 204

    assert client.get(f"/api/children/{learner.pk}/").status_code == 404
    link.refresh_from_db()
    assert link.revoked_at is not None


@pytest.mark.django_db
def test_learner_ends_it_by_the_id_of_the_invitation(api_as):
    learner = LearnerFactory()
    row, token = invite(learner)
    accept_invitation(guardian=UserFactory(), token=token)

    assert api_as(learner.user).delete(f"/api/guardians/{row.pk}/").status_code == 204

    assert Guardianship.objects.get().status == "revoked"


@pytest.mark.django_db
def test_ending_is_404_for_strangers(api_as):
    row, _ = invite(LearnerFactory())
    link = GuardianshipFactory()
    stranger = api_as(UserFactory())

    for pk in (row.pk, link.pk, uuid.uuid4()):
        assert stranger.delete(f"/api/guardians/{pk}/").status_code == 404
    assert Guardianship.objects.active().count() == 1
    assert GuardianInvitation.objects.open().count() == 1


@pytest.mark.django_db
def test_last_guardian_of_a_child_profile_stays(api_as):
    guardian = UserFactory()
    child = profile_of(guardian)
    link = Guardianship.objects.get(learner=child)

    response = api_as(guardian).delete(f"/api/guardians/{link.pk}/")

    assert response.status_code == 409
    assert response.json()["code"] == "last_guardian"
    assert Guardianship.objects.active().filter(pk=link.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_guardians_leaving_at_once_one_stays():
    guardians = [UserFactory(), UserFactory()]
    child = profile_of(*guardians)
    barrier, refused = threading.Barrier(2), []

    def leave(guardian):
        link = Guardianship.objects.get(guardian=guardian, learner=child)
        barrier.wait()
        try:
            end_guardianship(caller=guardian, link_id=link.pk)
        except LastGuardian as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=leave, args=(guardian,)) for guardian in guardians]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 1
    assert Guardianship.objects.active().filter(learner=child).count() == 1


@pytest.mark.django_db
def test_revoked_guardian_who_is_invited_again_is_guardian_again():
    learner, parent = LearnerFactory(), UserFactory()
    link = GuardianshipFactory(guardian=parent, learner=learner)
    end_guardianship(caller=parent, link_id=link.pk)
    _, token = invite(learner)

    again = accept_invitation(guardian=parent, token=token)

    assert again.pk == link.pk
    assert (again.status, again.revoked_at) == ("active", None)


@pytest.mark.django_db
def test_waiting_learner_invites_and_goes_on_once_accepted(api_as, settings):
    settings.REQUIRE_GUARDIAN_UNDER = 18
    learner = LearnerFactory(birthdate=years_ago(15))
    client = api_as(learner.user)
    assert client.post(INVITE, {"email": PARENT}, format="json").status_code == 201
    send_due_mails()
    token = token_of(mail.outbox[-1])

    other_teen = LearnerFactory(birthdate=years_ago(16))
    young = api_as(other_teen.user).post(accept_url(token))
    assert young.status_code == 403
    assert young.json()["code"] == "guardian_under_age"
    assert client.get("/api/children/").status_code == 403

    adult = LearnerFactory(birthdate=years_ago(40))
    assert api_as(adult.user).post(accept_url(token)).status_code == 200
    assert client.get("/api/children/").status_code == 200


@pytest.mark.django_db
def test_invitations_by_one_person_are_limited(api_as, settings):
    settings.INVITATION_LIMIT_PER_USER = 2
    client = api_as(LearnerFactory().user)

    statuses = [
        client.post(INVITE, {"email": f"p{n}@example.org"}, format="json").status_code
        for n in range(3)
    ]

    assert statuses == [201, 201, 429]
