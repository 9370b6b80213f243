"""Child profiles: learners without a log-in, studied with from a guardian's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.clock import ClockNow
from accounts.errors import GuardianUnderAge, NotAllowed, NotVisible
from accounts.models import Guardianship, GuardianshipQuerySet, Learner, User
from accounts.selectors import birthdate_of, is_under_age
from accounts.services.erase import erase_person
from accounts.states import ConsentMethod, GuardianshipStatus

NO_CHILD = "There is no such child here."
UNDER_AGE = "A guardian has to be of age; fill in your birthdate on the account page."
OWN_ACCOUNT = "This learner has an own log-in and fills in the profile there."


@dataclass(frozen=True)
class ChildProfile:
    """What a guardian says about a child."""

    name: str
    birthdate: date | None = None
    grade: int | None = None


def require_of_age(user: User) -> None:
    """Raise GuardianUnderAge for who would need a guardian."""
    if not user.is_staff and is_under_age(birthdate_of(user)):
        raise GuardianUnderAge(UNDER_AGE)


def create_child(*, guardian: User, profile: ChildProfile) -> Learner:
    """Create a learner without e-mail and password; the caller becomes guardian and consents.

    Raises GuardianUnderAge.
    """
    require_of_age(guardian)
    with transaction.atomic():
        user = User.objects.create_user(
            None, name=profile.name, timezone=guardian.timezone, language=guardian.language
        )
        child = Learner.objects.create(user=user, birthdate=profile.birthdate, grade=profile.grade)
        Guardianship.objects.create(
            guardian=guardian, learner=child, consent_method=ConsentMethod.CREATED_PROFILE
        )
    return child


@transaction.atomic
def update_child(*, guardian: User, child_id: UUID, changes: dict[str, Any]) -> Learner:
    """Change ``name``, ``birthdate``, ``grade`` of a child profile; what is absent stays.

    Raises NotVisible; NotAllowed for a learner with an own log-in.
    """
    child = locked_child(guardian_id=guardian.pk, child_id=child_id)
    if not child.user.is_child_profile:
        raise NotAllowed(OWN_ACCOUNT)
    if "name" in changes:
        child.user.name = changes["name"]
        child.user.save(update_fields=["name"])
    fields = [name for name in ("birthdate", "grade") if name in changes]
    for name in fields:
        setattr(child, name, changes[name])
    if fields:
        child.save(update_fields=fields)
    return child


@transaction.atomic
def delete_child(*, guardian: User, child_id: UUID) -> bool:
    """End the caller's guardianship; erase a child profile whose last guardian this was.

    Returns whether the child was erased. A learner with an own log-in is never erased by
    somebody else. Raises NotVisible.
    """
    child = locked_child(guardian_id=guardian.pk, child_id=child_id)
    if child.user.is_child_profile and not has_other_guardian(child, guardian.pk):
        erase_person(user_id=child.pk)
        return True
    end_guardianships(Guardianship.objects.filter(learner=child, guardian=guardian))
    return False


def locked_child(*, guardian_id: UUID, child_id: UUID) -> Learner:
    """Return a learner whose active guardian this is, its row locked. Raises NotVisible.

    The lock orders every change of a child's guardians, so that the last one is the last.
    """
    learners = Learner.objects.select_for_update(of=("self",), no_key=True)
    child = learners.select_related("user").filter(pk=child_id).first()
    links = Guardianship.objects.of_guardian(guardian_id)
    if child is None or not links.filter(learner_id=child_id).exists():
        raise NotVisible(NO_CHILD)
    return child


def has_other_guardian(child: Learner, guardian_id: UUID) -> bool:
    others = Guardianship.objects.active().filter(learner=child).exclude(guardian_id=guardian_id)
    return others.exists()


def end_guardianships(links: GuardianshipQuerySet) -> int:
    """Revoke active guardianships and return how many; the next request does not see them."""
    return links.active().update(status=GuardianshipStatus.REVOKED, revoked_at=ClockNow())
