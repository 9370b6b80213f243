"""Topics asked for by name: explained from their lesson, opened in a session if one is named."""

from uuid import UUID

from django.db import transaction
from django.db.models import Max

from sessions_app.models import StudySession
from sessions_app.services.write_path import append_action, lock_session
from sessions_app.states import StudyPhase
from tutoring.agents import is_builtin
from tutoring.models import SyllabusTopic, Topic
from tutoring.selectors.open_keys import open_answers
from tutoring.selectors.progress import current_topic_name
from tutoring.selectors.vocabulary import find_topic
from tutoring.services.topics import TUTOR, Explained, LessonWish, explain_topic, open_topic


def explain_requested_topic(
    words: str, *, exam_type: str, wish: LessonWish, learner_id: UUID
) -> tuple[SyllabusTopic, Explained]:
    """Find a topic by its name and explain it, outside any transaction. Two queries.

    A model's words are guarded from the answers of the learner's open questions: one query more.

    Raises UnknownTopic.
    """
    topic = find_topic(words, exam_type)
    withheld = () if is_builtin(TUTOR) else open_answers(learner_id, topic.lesson_id)
    return topic, explain_topic(topic.name, topic.lesson, wish, withheld=withheld)


@transaction.atomic
def open_requested_topic(
    *, session_id: UUID, found: SyllabusTopic, explained: Explained | None, by: UUID | None = None
) -> Topic:
    """Open a topic of the syllabus in a session: ``start_topic``, PLANNING to LEARNING.

    One that the plan left out joins the session's topics at their end. Already open: no change,
    but an entry that says what a model took to explain it again.
    Raises InvalidTransition, SessionNotActive and SessionNotFound.
    """
    session = lock_session(session_id)
    was_open = session.phase == StudyPhase.LEARNING and current_topic_name(session) == found.name
    topic = _of_session(session, found) or _added(session, found)
    opened = open_topic(session_id=session_id, topic_id=topic.pk, explained=explained, by=by)
    if was_open and explained is not None and explained.turns:
        append_action(session_id=session_id, entry=explained.entry(topic.name))
    return opened


def _of_session(session: StudySession, found: SyllabusTopic) -> Topic | None:
    return Topic.objects.filter(session=session, name=found.name).first()


def _added(session: StudySession, found: SyllabusTopic) -> Topic:
    topics = Topic.objects.filter(session=session)
    last = topics.aggregate(last=Max("position"))["last"] or 0
    return Topic.objects.create(
        session=session, syllabus_topic=found, name=found.name, position=last + 1
    )
