"""Who may do what with chats about topics and with quizzes outside a session."""

from uuid import UUID

from accounts.errors import NotAllowed
from accounts.models import Guardianship, User
from sessions_app.permissions import learner_id_for


def chat_learner_id(user: User, learner_id: UUID | None, *, to_write: bool) -> UUID:
    """Return whose chat is meant: the caller's or a ward's.

    A guardian reads only what the learner shares, and always a child profile's; staff read no
    chat here, where no history could say that they did. Raises SessionNotFound and NotAllowed.
    """
    found = acting_learner_id(user, learner_id, to_write=to_write)
    if found == user.pk or to_write:
        return found
    wards = Guardianship.objects.of_guardian(user.pk).filter(learner_id=found)
    learner = wards.select_related("learner__user").get().learner
    if not (learner.user.is_child_profile or learner.shares_free_text):
        raise NotAllowed("This learner does not share what they write.")
    return found


def acting_learner_id(user: User, learner_id: UUID | None, *, to_write: bool) -> UUID:
    """Return whose work is meant: the caller's or a ward's; staff have none of their own here.

    Raises SessionNotFound and NotAllowed.
    """
    found = learner_id_for(user, learner_id, to_write=to_write)
    if found == user.pk:
        return found
    if not Guardianship.objects.of_guardian(user.pk).filter(learner_id=found).exists():
        raise NotAllowed("You see this learner as staff; that is not yours to do.")
    return found
