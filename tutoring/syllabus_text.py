"""A learner's own syllabus: its lines become the scope of a plan."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from tutoring.agents.requests import ScopeTopic
from tutoring.errors import SyllabusTextTooLong
from tutoring.vocabulary import topics_named

MAX_BYTES, MAX_TOPICS, MAX_NAME_LENGTH = 10_000, 200, 200
LINES_AND_SENTENCES = re.compile(r"[\n\r;•]+|(?<=[^\W\d]{2}[.!?])\s+")  # not after "1." or "a."
COMMAS = re.compile(r"\s*,\s*")
NUMBERING = re.compile(r"^\s*(?:[-*–—·]+|\(?\d{1,3}(?:\.\d{1,3})*[.):]?|[a-zA-Z][.)])\s+")
OWN_UNIT = "Your own topics"
OWN_WEIGHT, OWN_HOURS = 3, 3.0


def scope_of_text(text: str, syllabus: Sequence[ScopeTopic]) -> tuple[ScopeTopic, ...]:
    """Return what a text asks for: topics of the syllabus where it names them, others as named.

    Prerequisites outside the text are taken as known. Raises SyllabusTextTooLong above
    ``MAX_BYTES`` of UTF-8 or ``MAX_TOPICS`` topics.
    """
    if len(text.encode()) > MAX_BYTES:
        raise SyllabusTextTooLong(f"A syllabus text has at most {MAX_BYTES} bytes.")
    found: dict[str, ScopeTopic] = {}
    for part in _parts(text, syllabus):
        for topic in topics_named(part, syllabus) or [_own_topic(part, len(found))]:
            found.setdefault(topic.name.casefold(), topic)
        if len(found) > MAX_TOPICS:
            raise SyllabusTextTooLong(f"A plan has at most {MAX_TOPICS} topics.")
    return _without_outside(list(found.values()), syllabus)


def _parts(text: str, syllabus: Sequence[ScopeTopic]) -> Iterator[str]:
    """Yield the pieces that name a topic each; commas separate unless a name holds them."""
    whole_names = {_plain(name) for topic in syllabus for name in (topic.name, topic.unit)}
    for line in LINES_AND_SENTENCES.split(text):
        words = _bare(line)
        pieces = [words] if _plain(words) in whole_names else COMMAS.split(words)
        for piece in pieces:
            if bare := _bare(piece):
                yield bare


def _bare(line: str) -> str:
    return NUMBERING.sub("", line).strip(" \t.,:!?-")


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _own_topic(name: str, number: int) -> ScopeTopic:
    return ScopeTopic(
        slug=f"own-topic-{number + 1}",
        name=name[:MAX_NAME_LENGTH].strip(),
        unit=OWN_UNIT,
        weight=OWN_WEIGHT,
        hours=OWN_HOURS,
        is_own=True,
    )


def _without_outside(
    topics: list[ScopeTopic], syllabus: Sequence[ScopeTopic]
) -> tuple[ScopeTopic, ...]:
    """Let each topic build on the nearest ones before it that are in the scope."""
    by_slug = {topic.slug: topic for topic in syllabus}
    inside = {topic.slug for topic in topics}

    def nearest_inside(slugs: Sequence[str]) -> Iterator[str]:
        for slug in slugs:
            if slug in inside:
                yield slug
            elif slug in by_slug:
                yield from nearest_inside(by_slug[slug].prerequisites)

    return tuple(
        replace(topic, prerequisites=tuple(dict.fromkeys(nearest_inside(topic.prerequisites))))
        for topic in topics
    )
