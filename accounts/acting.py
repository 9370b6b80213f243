"""Who is studying: the one who logged in, or the child a guardian is "studying as".

The choice lives in the login cookie's session and is checked on every request against the
active guardianship: one that was revoked ends it with the next request.
"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from accounts.errors import NotVisible
from accounts.models import Guardianship, Learner
from accounts.services.children import NO_CHILD

SESSION_KEY = "studying_as"
CACHE_ATTRIBUTE = "_acting_learner"


def acting_learner(request: HttpRequest) -> Learner | None:
    """Return the learner that pages of this request are about, with its user; None: nobody.

    One query, remembered for the request.
    """
    if not hasattr(request, CACHE_ATTRIBUTE):
        setattr(request, CACHE_ATTRIBUTE, _find(request))
    return getattr(request, CACHE_ATTRIBUTE)


def _find(request: HttpRequest) -> Learner | None:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    child_id = request.session.get(SESSION_KEY)
    if child_id is not None:
        if child := _child_profile(user.pk, UUID(child_id)):
            return child
        request.session.pop(SESSION_KEY, None)
    return Learner.objects.select_related("user").filter(pk=user.pk).first()


def _child_profile(guardian_id: UUID, child_id: UUID) -> Learner | None:
    links = Guardianship.objects.of_guardian(guardian_id).filter(learner__user__email=None)
    link = links.select_related("learner__user").filter(learner_id=child_id).first()
    return link.learner if link else None


def study_as(request: HttpRequest, child_id: UUID) -> Learner:
    """Go on as a child profile of the one who logged in. Raises NotVisible."""
    child = _child_profile(request.user.pk, child_id) if request.user.pk else None
    if child is None:
        raise NotVisible(NO_CHILD)
    request.session[SESSION_KEY] = str(child.pk)
    setattr(request, CACHE_ATTRIBUTE, child)
    return child


def stop_studying_as(request: HttpRequest) -> None:
    """Go on as oneself; safe to repeat."""
    request.session.pop(SESSION_KEY, None)
    if hasattr(request, CACHE_ATTRIBUTE):
        delattr(request, CACHE_ATTRIBUTE)
