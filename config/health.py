"""Is it alive, is it ready: two addresses for whoever watches the service."""

from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse

BEAT_LATE_SECONDS = 90


def livez(request: HttpRequest) -> JsonResponse:
    """Answer as long as the process can answer at all."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 503 unless the database is there and migrated.

    Broker and beat only degrade: saves and answers go on without them.
    """
    checks: dict[str, Any] = {"database": _database()}
    if checks["database"] == "ok":
        checks |= _beside_the_database()
    required = [checks["database"], checks.get("migrations", "unknown")]
    checks["broker"] = _broker()
    ready = all(check == "ok" for check in required)
    late = checks.get("beat_age_seconds") is None or checks["beat_age_seconds"] > BEAT_LATE_SECONDS
    whole = ready and checks["broker"] == "ok" and not late
    status = "ok" if whole else "degraded" if ready else "unavailable"
    return JsonResponse({"status": status, **checks}, status=200 if ready else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return type(error).__name__
    return "ok"


def _beside_the_database() -> dict[str, Any]:
    from sessions_app.selectors import beat_age_seconds, oldest_due_seconds  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return {"migrations": "pending"}
    return {
        "migrations": "ok",
        "beat_age_seconds": beat_age_seconds(),
        "oldest_due_seconds": oldest_due_seconds(),
    }


def _broker() -> str:
    if settings.CELERY_BROKER_URL == "memory://":
        return "ok"
    from config.celery import app  # noqa: PLC0415 -- only where there is a broker

    try:
        with app.connection_for_write(connect_timeout=1) as broker:
            broker.ensure_connection(max_retries=0, timeout=1)
    except Exception as error:
        return type(error).__name__
    return "ok"
