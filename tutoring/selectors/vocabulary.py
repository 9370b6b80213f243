"""Topics found by the words of the syllabus."""

from accounts.models import User
from accounts.states import ExamType
from tutoring.errors import UnknownTopic
from tutoring.models import SyllabusTopic
from tutoring.vocabulary import nearest_names, topic_named

QUOTED_CHARACTERS = 60


def known_topics(exam_type: str) -> list[SyllabusTopic]:
    """Return every topic once by its slug, as this exam has it or else another. One query."""
    rows = SyllabusTopic.objects.filter(retired=False).order_by("position", "exam")
    by_slug: dict[str, SyllabusTopic] = {}
    for row in sorted(rows, key=lambda row: row.exam != exam_type):
        by_slug.setdefault(row.slug, row)
    return list(by_slug.values())


def find_topic(words: str, exam_type: str) -> SyllabusTopic:
    """Return the topic that a name, a slug or a question is about. One query.

    Raises UnknownTopic with the nearest names.
    """
    topics = known_topics(exam_type)
    found = topic_named(words, topics)
    if found is None:
        nearest = nearest_names(words, topics)
        quoted = words[:QUOTED_CHARACTERS] + ("..." if len(words) > QUOTED_CHARACTERS else "")
        raise UnknownTopic(f"There is no topic called {quoted!r} here.", nearest=nearest)
    return found


def usual_exam(user: User) -> str:
    """Return the exam that a learner prepares for."""
    learner = getattr(user, "learner", None)
    return learner.exam_type if learner is not None else ExamType.NEET
