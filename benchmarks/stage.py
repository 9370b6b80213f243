"""The stage of a benchmark: a durable PostgreSQL, the product's settings, learners."""

import base64
import contextlib
import os
import secrets
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from scripts.services import running_services

BASE_DIR = Path(__file__).resolve().parent.parent
# What a crash must not cost is only measured where nothing of it is switched off.
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


class StageError(Exception):
    """The benchmark cannot be run here; the message says why."""


@contextlib.contextmanager
def databases() -> Iterator[None]:
    """Point DATABASE_URL and REDIS_URL at the given servers, or at throw-away ones."""
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        yield
        return
    with running_services(durable=True) as services:
        os.environ.update(services.environment())
        yield


def server_environment() -> dict[str, str]:
    """Return the settings of a server, with fresh secrets, over the present environment."""
    key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "MENTOR_MODE": "server",
        "DJANGO_SECRET_KEY": secrets.token_urlsafe(64),
        "JWT_SIGNING_KEY": secrets.token_urlsafe(64),
        "FIELD_ENCRYPTION_KEYS": f"k1:{key}",
        "ALLOWED_HOSTS": "127.0.0.1",
        "SECURE_SSL_REDIRECT": "false",  # the load client speaks plain HTTP on loopback
        "THROTTLE_USER": "1000000000/min",  # counted as always, never reached
        "LOG_LEVEL": "WARNING",
    }


def set_up_product() -> None:
    """Load the product into this process and bring the database to its tables."""
    os.environ.update(server_environment())
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    _require_durable()


def _require_durable() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for name, wanted in DURABLE.items():
            cursor.execute(f"SHOW {name}")
            found = cursor.fetchone()[0]
            if found != wanted:
                raise StageError(f"PostgreSQL runs with {name}={found}; measure with {wanted}.")


def new_learner() -> Any:
    """Return a grown-up learner of his own."""
    from accounts.models import Learner, User

    user = User.objects.create_user(f"{secrets.token_hex(8)}@bench.example")
    Learner.objects.create(user=user, birthdate=date(2000, 1, 1))
    return user
