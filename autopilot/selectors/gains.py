"""What each topic in a run's scope offers now, from stored numbers alone.

Expected gain = weight x (1 - mastery) x prerequisites met x review due, and what the learner
vetoed counts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count

from accounts.clock import ClockNow
from autopilot.models import AutopilotRun
from sessions_app.models import StudySession
from tutoring.models import ReviewCard, SyllabusTopic, Topic
from tutoring.selectors.mastery import TopicLevel, topic_levels
from tutoring.selectors.progress import topics_of
from tutoring.states import TopicStatus

UNMET = 0.25  # of the gain is left while a prerequisite is not known well enough
MET_FROM = 50  # a prerequisite's score that counts as met
MOST_DUE = 5  # more due questions than these make a topic no more urgent
TOO_EASY = 0.3
NEEDED_FIRST = 2.0  # of the gain, for what a topic called too hard builds on
VETOED = {"not_now": 0.0, "too_easy": TOO_EASY, "too_hard": UNMET, "instead": 1_000.0}
VETOES = tuple(VETOED)


@dataclass(frozen=True)
class Gain:
    """What a topic offers, and the numbers that say so; ``gain`` is their product."""

    topic_id: str
    slug: str
    name: str
    weight: int
    mastery: int
    answered: int
    unmet: tuple[str, ...]
    due: int
    veto: str
    gain: float

    def numbers(self) -> dict[str, Any]:
        return asdict(self)

    def sentence(self) -> str:
        """Say in one sentence why this topic, from the numbers above."""
        known = f"you are at {self.mastery} of 100" if self.answered else "it is new to you"
        parts = [f"it weighs {self.weight} of 5", known]
        if self.due:
            parts.append(f"{self.due} of your missed questions {_are(self.due)} due")
        if self.unmet:
            parts.append(f"{', '.join(self.unmet)} would help first")
        said = f"{self.name} offers the most now: {', '.join(parts)}."
        return f"You asked for it: {said}" if self.veto == "instead" else said


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def gains(
    session: StudySession, run: AutopilotRun, topics: Sequence[Topic] | None = None
) -> list[Gain]:
    """Return what each topic in scope offers, the most first. Two queries.

    ``topics``: the session's topics when they are known already, one query less.
    """
    rows = topics_of(session) if topics is None else topics
    topics = [topic for topic in rows if topic.syllabus_topic is not None]
    levels = topic_levels(session.user_id)
    due = _due_by_lesson(session.user_id)
    scores = {_syllabus(topic).slug: _score(levels, topic) for topic in topics}
    names = {_syllabus(topic).slug: topic.name for topic in topics}
    vetoes = standing_vetoes(run)
    known = _Known(levels, scores, names, due, vetoes, _needed_first(topics, vetoes, scores))
    found = [
        _gain(topic, known)
        for topic in topics
        if is_in_scope(run, _syllabus(topic).slug) and topic.status != TopicStatus.MASTERED
    ]
    return sorted((one for one in found if one.gain > 0), key=lambda one: -one.gain)


@dataclass(frozen=True)
class _Known:
    """What all topics of a choice are weighed by; scores, names and vetoes by slug."""

    levels: Mapping[UUID, TopicLevel]
    scores: Mapping[str, int]
    names: Mapping[str, str]
    due: Mapping[UUID, int]
    vetoes: Mapping[str, str]
    needed_first: frozenset[str]


def _gain(topic: Topic, known: _Known) -> Gain:
    syllabus = _syllabus(topic)
    level = known.levels.get(syllabus.lesson_id)
    before = [slug for slug in syllabus.prerequisites if known.scores.get(slug, 100) < MET_FROM]
    waiting = known.due.get(syllabus.lesson_id, 0)
    veto = known.vetoes.get(syllabus.slug, "")
    product = (
        syllabus.weight
        * (1 - known.scores[syllabus.slug] / 100)
        * (UNMET if before else 1)
        * (1 + min(waiting, MOST_DUE) / MOST_DUE)
        * VETOED.get(veto, 1)
        * (NEEDED_FIRST if syllabus.slug in known.needed_first else 1)
    )
    return Gain(
        topic_id=str(topic.pk),
        slug=syllabus.slug,
        name=topic.name,
        weight=syllabus.weight,
        mastery=known.scores[syllabus.slug],
        answered=level.mastery.answers if level else 0,
        unmet=tuple(known.names[slug] for slug in before),
        due=waiting,
        veto=veto,
        gain=round(product, 4),
    )


def _needed_first(
    topics: Sequence[Topic], vetoes: Mapping[str, str], scores: Mapping[str, int]
) -> frozenset[str]:
    """Return what the topics called too hard build on and the learner does not know yet."""
    hard = [_syllabus(topic) for topic in topics if vetoes.get(_syllabus(topic).slug) == "too_hard"]
    return frozenset(
        slug for topic in hard for slug in topic.prerequisites if scores.get(slug, 100) < 85
    )


def standing_vetoes(run: AutopilotRun) -> dict[str, str]:
    """Return the last veto of each topic; one asked for instead counts until it was visited."""
    return {veto["slug"]: veto["kind"] for veto in run.choices.get("vetoes", [])}


def is_in_scope(run: AutopilotRun, slug: str) -> bool:
    """Tell whether the run may study a topic."""
    wanted, unwanted = run.choices.get("in", []), run.choices.get("out", [])
    return (not wanted or slug in wanted) and slug not in unwanted


def _due_by_lesson(learner_id: UUID) -> dict[UUID, int]:
    cards = ReviewCard.objects.filter(learner_id=learner_id, due_at__lte=ClockNow()).order_by()
    return dict(cards.values_list("question__lesson_id").annotate(Count("pk")))


def _score(levels: Mapping[UUID, TopicLevel], topic: Topic) -> int:
    level = levels.get(_syllabus(topic).lesson_id)
    return (level.mastery.score or 0) if level else 0


def _syllabus(topic: Topic) -> SyllabusTopic:
    assert topic.syllabus_topic is not None  # noqa: S101 -- for the type checker; filtered above
    return topic.syllabus_topic
