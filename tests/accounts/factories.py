"""People for tests: a plain user, a learner, a guardian's bond."""

import factory
from django.contrib.auth.hashers import make_password
from factory.django import DjangoModelFactory

from accounts.models import Guardianship, Learner, User

PASSWORD = "three calm words"


class UserFactory(DjangoModelFactory):
    """An active user whose password is ``PASSWORD``; no learner, no staff."""

    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Person {n}")
    password = factory.LazyFunction(lambda: make_password(PASSWORD))


class LearnerFactory(DjangoModelFactory):
    """A learner with a log-in; ``user__email=None`` makes a child profile."""

    class Meta:
        model = Learner

    user = factory.SubFactory(UserFactory)


class GuardianshipFactory(DjangoModelFactory):
    """An active guardianship between a user and a learner."""

    class Meta:
        model = Guardianship

    guardian = factory.SubFactory(UserFactory)
    learner = factory.SubFactory(LearnerFactory)
