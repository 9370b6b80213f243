"""What can be planned at all: a bounded scope whose prerequisites lead somewhere."""

from collections.abc import Sequence
from dataclasses import replace

from tutoring.agents.requests import ScopeTopic
from tutoring.agents.shapes import REVIEW_ENTRY
from tutoring.errors import UnsoundScope

MAX_TOPICS = 1_000


def sound_scope(topics: Sequence[ScopeTopic]) -> tuple[ScopeTopic, ...]:
    """Return the scope without prerequisites outside of it and without the entry of reviews.

    Raises UnsoundScope for too many topics, two of one name, and topics that wait for each other.
    """
    if len(topics) > MAX_TOPICS:
        raise UnsoundScope(f"A plan has at most {MAX_TOPICS} topics.")
    wanted = [topic for topic in topics if topic.name.casefold() != REVIEW_ENTRY.casefold()]
    if len({topic.name for topic in wanted}) < len(wanted):
        raise UnsoundScope("Two topics have the same name.")
    inside = {topic.slug for topic in wanted}
    scope = tuple(
        replace(topic, prerequisites=tuple(slug for slug in topic.prerequisites if slug in inside))
        for topic in wanted
    )
    if stuck := _waiting_for_each_other(scope):
        raise UnsoundScope(f"These topics wait for each other: {', '.join(stuck[:5])}.")
    return scope


def _waiting_for_each_other(scope: Sequence[ScopeTopic]) -> list[str]:
    """Return the names of the topics that could never be begun."""
    needed = {topic.slug: set(topic.prerequisites) for topic in scope}
    followers: dict[str, list[str]] = {topic.slug: [] for topic in scope}
    for topic in scope:
        for slug in set(topic.prerequisites):
            followers[slug].append(topic.slug)
    ready = [slug for slug, before in needed.items() if not before]
    while ready:
        done = ready.pop()
        for slug in followers[done]:
            needed[slug].discard(done)
            if not needed[slug]:
                ready.append(slug)
    return [topic.name for topic in scope if needed[topic.slug]]
