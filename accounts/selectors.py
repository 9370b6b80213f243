"""Reads across people: consent, guardians, children."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import GuardianInvitation, Guardianship, Learner, User


def age_on(birthdate: date, day: date) -> int:
    """Return completed years; who was born on 29 February is a year older on 1 March."""
    return day.year - birthdate.year - ((day.month, day.day) < (birthdate.month, birthdate.day))


def is_under_age(birthdate: date | None) -> bool:
    """Whether the settings ask for a guardian at this age; an unknown age counts as under."""
    limit = settings.REQUIRE_GUARDIAN_UNDER
    if not limit:
        return False
    return birthdate is None or age_on(birthdate, timezone.now().date()) < limit


def birthdate_of(user: User) -> date | None:
    """Return the birthdate; one query unless the learner is loaded."""
    try:
        return user.learner.birthdate
    except Learner.DoesNotExist:
        return None


def waits_for_consent(user: User) -> bool:
    """Whether this learner is under age and no guardian has agreed yet.

    Staff and people who are no learners never wait; a guardian of unknown age does not either.
    No query while ``REQUIRE_GUARDIAN_UNDER`` is 0; one at most once the learner is loaded.
    """
    if not settings.REQUIRE_GUARDIAN_UNDER or user.is_staff:
        return False
    try:
        birthdate = user.learner.birthdate
    except Learner.DoesNotExist:
        return False
    if not is_under_age(birthdate):
        return False
    reasons_to_pass = Q(learner_id=user.pk)
    if birthdate is None:
        reasons_to_pass |= Q(guardian_id=user.pk)
    return not Guardianship.objects.active().filter(reasons_to_pass).exists()


def children_of(guardian_id: UUID) -> QuerySet[Learner]:
    """Return the learners whose active guardian this user is, oldest profile first."""
    wards = Guardianship.objects.of_guardian(guardian_id).values("learner_id")
    return Learner.objects.filter(pk__in=wards).select_related("user").order_by("pk")


def is_guardian(user_id: UUID) -> bool:
    """Whether this user is an active guardian of anybody."""
    return Guardianship.objects.of_guardian(user_id).exists()


def guardians_of(learner_id: UUID) -> QuerySet[Guardianship]:
    """Return the active guardianships over a learner with their guardians."""
    links = Guardianship.objects.active().filter(learner_id=learner_id)
    return links.select_related("guardian").order_by("pk")


def open_invitations_of(user_id: UUID) -> QuerySet[GuardianInvitation]:
    """Return unanswered invitations to follow this user or a child profile of theirs."""
    wards = Guardianship.objects.of_guardian(user_id).values("learner_id")
    profiles = Q(learner_id__in=wards, learner__user__email=None)
    asked = GuardianInvitation.objects.open().filter(Q(learner_id=user_id) | profiles)
    return asked.select_related("learner__user").order_by("pk")
