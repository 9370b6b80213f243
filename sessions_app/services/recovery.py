"""Continue: the session to go on with. A day's rest loses nothing."""

from uuid import UUID

from django.db import transaction

from accounts.models import User
from sessions_app.errors import InvalidTransition
from sessions_app.models import StudySession
from sessions_app.selectors import latest_open_session, newest_abandoned_session
from sessions_app.services.lifecycle import apply_verb, start_session
from sessions_app.services.write_path import lock_session


@transaction.atomic
def recover_session(*, user_id: UUID, by: UUID | None = None) -> tuple[StudySession, bool]:
    """Return the session to go on with and whether it is new.

    The newest active or paused study session; else the newest abandoned one, resumed; else a new
    one. Two calls at once agree: the user's row is locked meanwhile.
    """
    users = User.objects.select_for_update(of=("self",), no_key=True).select_related("learner")
    learner = getattr(users.get(pk=user_id), "learner", None)
    session = latest_open_session(user_id)
    if session is not None:
        return session, False
    abandoned = newest_abandoned_session(user_id)
    if abandoned is not None:
        session = lock_session(abandoned.pk)
        try:
            return apply_verb(session, "resume", by=by), False
        except InvalidTransition:
            pass  # archived in between: a new one it is
    exam_type = learner.exam_type if learner else "NEET"
    return start_session(user_id=user_id, exam_type=exam_type, by=by), True
