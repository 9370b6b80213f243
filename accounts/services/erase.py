"""One's data: handed over whole, or erased whole, through what every app registered."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction

from accounts import privacy
from accounts.models import (
    GuardianInvitation,
    Guardianship,
    LoginAttempt,
    OutgoingMail,
    SignUpRequest,
    User,
)
from accounts.services.limits import subject_hash


def collect_export(*, user_id: UUID) -> dict[str, Any]:
    """Return all that the apps hold about a person, by app."""
    return {holding.app: holding.export(user_id) for holding in privacy.holdings()}


@transaction.atomic
def erase_person(*, user_id: UUID) -> None:
    """Erase a person from every app, the highest first; one transaction, safe to repeat."""
    for holding in reversed(privacy.holdings()):
        holding.erase(user_id)


def export_account(user_id: UUID) -> dict[str, Any]:
    """What this app holds: profile, guardians, children, invitations; no secrets."""
    user = User.objects.select_related("learner").filter(pk=user_id).first()
    if user is None:
        return {}
    profile = _plain(user, "id", "email", "name", "timezone", "language", "theme", "created_at")
    learner = getattr(user, "learner", None)
    fields = ("birthdate", "grade", "exam_type", "exam_date", "minutes_per_day")
    links = ("id", "guardian_id", "learner_id", "status", "consented_at", "consent_method")
    return {
        "profile": profile,
        "learner": _plain(learner, *fields) if learner else None,
        "guardians": _rows(Guardianship.objects.filter(learner_id=user_id), *links),
        "children": _rows(Guardianship.objects.filter(guardian_id=user_id), *links),
        "invitations": _rows(
            GuardianInvitation.objects.filter(learner_id=user_id), "id", "email", "created_at"
        ),
    }


def erase_account(user_id: UUID) -> None:
    """Delete the user with learner, guardianships, tokens, mails and counts."""
    email = User.objects.filter(pk=user_id).values_list("email", flat=True).first()
    if email:
        LoginAttempt.objects.filter(subject=subject_hash(email)).delete()
        OutgoingMail.objects.filter(recipient=email).delete()
        SignUpRequest.objects.filter(email=email).delete()
        GuardianInvitation.objects.filter(email=email).delete()
    invitations = GuardianInvitation.objects.filter(learner_id=user_id).values("pk")
    OutgoingMail.objects.filter(subject_id__in=invitations).delete()
    LoginAttempt.objects.filter(subject=subject_hash(str(user_id))).delete()
    User.objects.filter(pk=user_id).delete()


def _plain(row: Any, *fields: str) -> dict[str, Any]:
    return {name: _json(getattr(row, name)) for name in fields}


def _rows(queryset: Any, *fields: str) -> list[dict[str, Any]]:
    rows = queryset.order_by("pk").values(*fields)
    return [{name: _json(value) for name, value in row.items()} for row in rows]


def _json(value: Any) -> Any:
    return value if value is None or isinstance(value, (str, int, bool)) else str(value)
