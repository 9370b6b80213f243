"""Guardians by invitation: a learner asks, a mailed link answers, either side ends it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts.clock import ClockNow
from accounts.errors import LastGuardian, LinkSpent, NotAllowed, NotVisible, RuleViolation
from accounts.ids import token_hash, uuid7
from accounts.models import GuardianInvitation, Guardianship, Learner, User
from accounts.services.children import end_guardianships, has_other_guardian, require_of_age
from accounts.services.limits import require_attempt
from accounts.services.links import link_token_hash
from accounts.services.outbox import request_mail
from accounts.states import AttemptScope, ConsentMethod, GuardianshipStatus, MailKind

LIFETIME = timedelta(days=7)
NO_LEARNER = "There is no such learner here."
NO_INVITATION = "There is no such invitation."
NO_GUARDIAN = "There is no such guardian here."
SPENT = "This invitation was answered, withdrawn, or is older than 7 days."
ONESELF = "Nobody is their own guardian; give somebody else's address."
ONLY_CHILD_PROFILES = "This learner has an own log-in and invites guardians from there."
LAST = "A child profile always has a guardian. Delete the profile, or invite another one first."
TOO_MANY = "Too many invitations. Wait an hour."


def invite_guardian(
    *, inviter: User, email: str, base_url: str, child_id: UUID | None = None
) -> GuardianInvitation:
    """Mail an invitation, good for 7 days, to follow the caller or a child profile of theirs.

    Asked again while one is open for the same address, that one is returned and nothing mailed.
    Raises NotVisible, NotAllowed, RuleViolation (oneself), TooManyRequests.
    """
    learner = _learner_to_invite_for(inviter, child_id or inviter.pk)
    email = email.strip().lower()
    if email == inviter.email:
        raise RuleViolation(ONESELF, errors={"email": [ONESELF]})
    if (present := _open_invitation(learner, email)) is not None:
        return present
    require_attempt(AttemptScope.INVITE, str(inviter.pk), TOO_MANY)
    try:
        with transaction.atomic():
            return _create_invitation(learner, email, base_url)
    except IntegrityError:  # the same request a moment earlier
        return GuardianInvitation.objects.pending().get(learner=learner, email=email)


def _learner_to_invite_for(inviter: User, learner_id: UUID) -> Learner:
    learner = Learner.objects.select_related("user").filter(pk=learner_id).first()
    is_own = learner_id == inviter.pk
    links = Guardianship.objects.of_guardian(inviter.pk)
    if learner is None or not (is_own or links.filter(learner_id=learner_id).exists()):
        raise NotVisible(NO_LEARNER)
    if not is_own and not learner.user.is_child_profile:
        raise NotAllowed(ONLY_CHILD_PROFILES)
    return learner


def _open_invitation(learner: Learner, email: str) -> GuardianInvitation | None:
    return GuardianInvitation.objects.open().filter(learner=learner, email=email).first()


def _create_invitation(learner: Learner, email: str, base_url: str) -> GuardianInvitation:
    expired = GuardianInvitation.objects.pending().filter(expires_at__lte=ClockNow())
    expired.filter(learner=learner, email=email).update(revoked_at=ClockNow())
    row_id = uuid7()
    invitation = GuardianInvitation.objects.create(
        pk=row_id,
        learner=learner,
        email=email,
        token_hash=link_token_hash(MailKind.INVITE_GUARDIAN, row_id),
        expires_at=ClockNow() + LIFETIME,
    )
    invitation.refresh_from_db(fields=["expires_at"])
    request_mail(MailKind.INVITE_GUARDIAN, recipient=email, base_url=base_url, subject_id=row_id)
    return invitation


def invitation_of_link(token: str) -> GuardianInvitation:
    """Return the invitation of a mailed link, whatever became of it. Raises NotVisible."""
    rows = GuardianInvitation.objects.select_related("learner__user", "guardianship")
    invitation = rows.filter(token_hash=token_hash(token)).first()
    if invitation is None:
        raise NotVisible(NO_INVITATION)
    return invitation


def accept_invitation(*, guardian: User, token: str) -> Guardianship:
    """Make the caller guardian of the learner who asked, and record the consent.

    The same guardian accepting again gets the same answer.
    Raises NotVisible, LinkSpent, RuleViolation (oneself), GuardianUnderAge.
    """
    invitation = invitation_of_link(token)
    if invitation.learner_id == guardian.pk:
        raise RuleViolation(ONESELF)
    require_of_age(guardian)
    with transaction.atomic():
        # The lock orders this against the learner's other guardians coming and going.
        Learner.objects.select_for_update(no_key=True).get(pk=invitation.learner_id)
        mine = GuardianInvitation.objects.open().filter(pk=invitation.pk)
        if mine.update(accepted_at=ClockNow()):
            link = _consent(guardian, invitation)
            GuardianInvitation.objects.filter(pk=invitation.pk).update(guardianship=link)
            return link
    return _accepted_before(guardian, invitation.pk)


def _consent(guardian: User, invitation: GuardianInvitation) -> Guardianship:
    facts = {
        "status": GuardianshipStatus.ACTIVE,
        "revoked_at": None,
        "consented_at": ClockNow(),
        "consent_method": ConsentMethod.ACCEPTED_INVITATION,
    }
    link, _ = Guardianship.objects.update_or_create(
        guardian=guardian, learner_id=invitation.learner_id, defaults=facts
    )
    link.refresh_from_db()
    return link


def _accepted_before(guardian: User, invitation_id: UUID) -> Guardianship:
    links = Guardianship.objects.active().filter(guardian=guardian)
    link = links.filter(invitations__pk=invitation_id).first()
    if link is None:
        raise LinkSpent(SPENT)
    return link


@transaction.atomic
def end_guardianship(*, caller: User, link_id: UUID) -> None:
    """End a guardianship, or withdraw an invitation, by its id; either side may, repeatedly.

    Raises NotVisible; LastGuardian for the last one of a child profile.
    """
    link = _link_of(caller, link_id)
    if link is None:
        _withdraw_invitation(caller, link_id)
        return
    learners = Learner.objects.select_for_update(of=("self",), no_key=True)
    learner = learners.select_related("user").get(pk=link.learner_id)
    is_last = not has_other_guardian(learner, link.guardian_id)
    if learner.user.is_child_profile and link.status == GuardianshipStatus.ACTIVE and is_last:
        raise LastGuardian(LAST)
    end_guardianships(Guardianship.objects.filter(pk=link.pk))


def _link_of(caller: User, link_id: UUID) -> Guardianship | None:
    """Return the guardianship with this id, or made by the invitation with this id."""
    sides = Guardianship.objects.filter(Q(guardian=caller) | Q(learner_id=caller.pk))
    return sides.filter(Q(pk=link_id) | Q(invitations__pk=link_id)).first()


def _withdraw_invitation(caller: User, invitation_id: UUID) -> None:
    wards = Guardianship.objects.of_guardian(caller.pk).values("learner_id")
    profiles = Learner.objects.filter(pk__in=wards, user__email=None)
    own = GuardianInvitation.objects.filter(Q(learner_id=caller.pk) | Q(learner__in=profiles))
    if not own.filter(pk=invitation_id).exists():
        raise NotVisible(NO_GUARDIAN)
    GuardianInvitation.objects.pending().filter(pk=invitation_id).update(revoked_at=ClockNow())
