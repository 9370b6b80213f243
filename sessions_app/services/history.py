"""Deleting history: only here, only with a permit, only whole sessions."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from sessions_app.models import AgentAction, ErasePermit, StudySession


@transaction.atomic
def erase_sessions(*, session_ids: Iterable[UUID]) -> int:
    """Delete sessions with their history and chats; return how many there were.

    The permit lives and dies inside this transaction, so the trigger on ``agent_history`` refuses
    everybody else.
    """
    # Locked first: an append that comes now waits, and then finds no session.
    rows = StudySession.objects.select_for_update(of=("self",)).order_by("pk")
    ids = list(rows.filter(pk__in=list(session_ids)).values_list("pk", flat=True))
    ErasePermit.objects.bulk_create([ErasePermit(session_id=pk) for pk in ids])
    AgentAction.objects.filter(session_id__in=ids).delete()
    # Without the encrypted column: who lost a key can still erase.
    StudySession.objects.filter(pk__in=ids).only("pk").delete()
    ErasePermit.objects.filter(pk__in=ids).delete()
    return len(ids)
