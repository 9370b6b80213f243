"""Progress at a glance: what the home page shows of one session."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from tutoring.models import Topic
from tutoring.selectors.mastery import at_present
from tutoring.selectors.pages import RecentSession
from tutoring.selectors.places import Place
from tutoring.states import TopicStatus


@dataclass(frozen=True)
class Glance:
    """The topics of a session and how many of them are mastered."""

    session_id: UUID
    topics: list[Topic]

    @property
    def mastered(self) -> int:
        return sum(topic.status == TopicStatus.MASTERED for topic in self.topics)


def glance_at(place: Place | None, recent: Sequence[RecentSession]) -> Glance | None:
    """Return the progress of the session at ``place``, or else of the newest one. Two queries.

    None when there is no session, or it has no topics yet.
    """
    if place is not None:
        session_id = place.kwargs["session_id"]
    elif recent:
        session_id = recent[0].session.pk
    else:
        return None
    rows = Topic.objects.filter(session_id=session_id).select_related("syllabus_topic", "session")
    topics = list(rows.order_by("position"))
    if not topics:
        return None
    return Glance(session_id, at_present(topics, topics[0].session.user_id))
