"""What a person sets about themselves."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.errors import Conflict
from accounts.models import Learner, User

USER_FIELDS = frozenset({"name", "timezone", "theme", "language"})
LEARNER_FIELDS = frozenset(
    {"grade", "exam_type", "exam_date", "minutes_per_day", "shares_free_text"}
)


@transaction.atomic
def update_profile(*, user_id: UUID, changes: dict[str, Any]) -> None:
    """Store the named settings of a user and their learner; what is absent stays."""
    unknown = set(changes) - USER_FIELDS - LEARNER_FIELDS
    if unknown:
        raise ValueError(f"Not a setting: {sorted(unknown)}")
    of_user = {name: value for name, value in changes.items() if name in USER_FIELDS}
    of_learner = {name: value for name, value in changes.items() if name in LEARNER_FIELDS}
    if of_user:
        User.objects.filter(pk=user_id).update(**of_user)
    if of_learner:
        Learner.objects.filter(pk=user_id).update(**of_learner)


def state_birthdate(*, user_id: UUID, birthdate: date) -> None:
    """Store a birthdate that is not known yet; later it is not for the learner to change.

    Otherwise whoever waits for a guardian could simply become older. Raises Conflict.
    """
    stored = Learner.objects.filter(pk=user_id, birthdate=None).update(birthdate=birthdate)
    same = Learner.objects.filter(pk=user_id, birthdate=birthdate)
    if not stored and not same.exists():
        raise Conflict("The birthdate is known already; ask the staff to correct it.")
