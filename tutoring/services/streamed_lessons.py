"""Lessons told part by part: the topic is opened first, and the history keeps what was told."""

import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from uuid import UUID

from sessions_app.services.write_path import Entry, append_action
from tutoring.agents import get_tutor, is_builtin
from tutoring.agents.requests import LessonRequest
from tutoring.agents.turns import turns_metadata, turns_of
from tutoring.models import SyllabusTopic
from tutoring.selectors.open_keys import open_answers
from tutoring.services.topics import TUTOR, LessonWish


@dataclass(frozen=True)
class Listener:
    """Who is told a lesson, and in which session, if any."""

    learner_id: UUID
    session_id: UUID | None = None


def stream_lesson(found: SyllabusTopic, wish: LessonWish, listener: Listener) -> Iterator[str]:
    """Yield a topic's explanation as Markdown, outside any transaction.

    At its end, whole or not, the history of the session gets an entry with the text as far as it
    was told and what a model took; built-in agents leave none.
    """
    lesson, started = found.lesson, time.monotonic()
    tutor = get_tutor()
    withheld = () if is_builtin(TUTOR) else open_answers(listener.learner_id, lesson.pk)
    request = LessonRequest(found.name, lesson.content, wish.difficulty, wish.context, wish.history)
    told: list[str] = []
    is_whole = False
    parts = tutor.stream(request, withheld)
    try:
        for part in parts:
            told.append(part)
            yield part
        is_whole = True
    finally:
        if isinstance(parts, Generator):
            parts.close()  # one that was left counts its turn
        turns = turns_of(tutor)
        if listener.session_id is not None and turns:
            metadata = {
                "topic": found.name,
                "lesson": lesson.slug,
                "lesson_version": lesson.version,
                "text": "".join(told),
                "is_whole": is_whole,
                **turns_metadata(turns),
            }
            duration_ms = round((time.monotonic() - started) * 1000)
            entry = Entry(TUTOR, "stream_lesson", _why(is_whole), metadata, None, duration_ms)
            append_action(session_id=listener.session_id, entry=entry, any_status=True)


def _why(is_whole: bool) -> str:
    return "Told part by part." if is_whole else "Told as far as somebody listened."
