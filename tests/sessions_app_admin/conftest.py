"""Staff of three kinds, and sessions of learners."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from accounts.models import User
from sessions_app.models import StudySession
from sessions_app.services.lifecycle import move_session, start_session

PATHS_TO_STATUS = {
    "active": [],
    "paused": ["pause"],
    "completed": ["complete"],
    "abandoned": ["abandon"],
    "archived": ["archive"],
}


@pytest.fixture
def learner(db):
    return User.objects.create_user("meera@example.org", "irrelevant", name="Meera")


@pytest.fixture
def make_session(learner):
    def make(status="active", *, user=learner, **fields) -> StudySession:
        session = start_session(user_id=user.pk, **fields)
        for verb in PATHS_TO_STATUS[status]:
            move_session(session_id=session.pk, verb=verb)
        return StudySession.objects.get(pk=session.pk)

    return make


@pytest.fixture
def session(make_session):
    return make_session()


@pytest.fixture
def superuser(db):
    return User.objects.create_superuser("root@example.org", "irrelevant")


@pytest.fixture
def root(client, superuser):
    client.force_login(superuser)
    return client


@pytest.fixture
def staff_with(client):
    """Log a member of staff in who has exactly the named permissions."""

    def log_in(*codenames: str):
        user = User.objects.create_user("staff@example.org", "irrelevant", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
        client.force_login(user)
        return client

    return log_in


def sessions_url(name: str = "changelist", *args) -> str:
    return reverse(f"admin:sessions_app_studysession_{name}", args=args)


def history_list_url(session=None) -> str:
    address = reverse("admin:sessions_app_agentaction_changelist")
    return f"{address}?session={session.pk}" if session else address


def messages_of(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]
