"""Topics asked for by name: explained from their lesson, opened in a session if one is named."""

from uuid import UUID

from django.db import transaction
from django.db.models import Max

from sessions_app.models import StudySession
from sessions_app.services.write_path import lock_session
from tutoring.models import SyllabusTopic, Topic
from tutoring.selectors.vocabulary import find_topic
from tutoring.services.topics import Explained, explain_topic, open_topic


def explain_requested_topic(
    words: str, *, exam_type: str, difficulty: str
) -> tuple[SyllabusTopic, Explained]:
    """Find a topic by its name and explain it, outside any transaction. Two queries.

    Raises UnknownTopic.
    """
    topic = find_topic(words, exam_type)
    return topic, explain_topic(topic.name, topic.lesson, difficulty=difficulty)


@transaction.atomic
def open_requested_topic(
    *, session_id: UUID, found: SyllabusTopic, explained: Explained, by: UUID | None = None
) -> Topic:
    """Open a topic of the syllabus in a session: ``start_topic``, PLANNING to LEARNING.

    One that the plan left out joins the session's topics at their end. Already open: no change.
    Raises InvalidTransition, SessionNotActive and SessionNotFound.
    """
    session = lock_session(session_id)
    topic = _of_session(session, found) or _added(session, found)
    return open_topic(session_id=session_id, topic_id=topic.pk, explained=explained, by=by)


def _of_session(session: StudySession, found: SyllabusTopic) -> Topic | None:
    return Topic.objects.filter(session=session, name=found.name).first()


def _added(session: StudySession, found: SyllabusTopic) -> Topic:
    topics = Topic.objects.filter(session=session)
    last = topics.aggregate(last=Max("position"))["last"] or 0
    return Topic.objects.create(
        session=session, syllabus_topic=found, name=found.name, position=last + 1
    )
