"""Why a topic stands in a plan, how hard it is, and the plan in one sentence."""

from collections.abc import Sequence
from functools import cached_property

from tutoring.agents.builtin.pacing import known_share
from tutoring.agents.requests import KnownTopic, PlanRequest, ScopeTopic
from tutoring.agents.shapes import REVIEW_ENTRY, Level, PlannedTopic

LEVELS: tuple[Level, ...] = ("easy", "medium", "medium", "hard")  # by the length of the chain
TIME_WORDS = {
    0.25: "a short refresh in a quarter of the usual time",
    0.5: "a review in half of the usual time",
    0.75: "three quarters of the usual time",
    1.0: "the usual time",
    1.25: "a quarter more than the usual time",
}

MOST_NAMED = 3  # topics in one sentence


class Wording:
    """The words for the topics of one request; every number in them is the request's."""

    def __init__(self, request: PlanRequest) -> None:
        self.request = request
        self._by_slug = {topic.slug: topic for topic in request.scope}

    @cached_property
    def _depths(self) -> dict[str, int]:
        """How much each topic builds on: the length of its chain of prerequisites."""
        depths: dict[str, int] = {}

        def depth(slug: str) -> int:
            if slug not in depths:
                before = self._by_slug[slug].prerequisites
                depths[slug] = max((1 + depth(other) for other in before), default=0)
            return depths[slug]

        for topic in self.request.scope:
            depth(topic.slug)
        return depths

    def difficulty(self, topic: ScopeTopic) -> Level:
        return LEVELS[min(self._depths[topic.slug], len(LEVELS) - 1)]

    def planned(self, topic: ScopeTopic, rationale: str = "") -> PlannedTopic:
        """Return a topic's entry on a day; without a rationale the topic's own reason."""
        return PlannedTopic(
            name=topic.name,
            difficulty=self.difficulty(topic),
            rationale=rationale or self.why(topic),
        )

    def reviews(self) -> PlannedTopic:
        """Return the entry that keeps a day's minutes for the reviews."""
        minutes = self.request.review_minutes
        return PlannedTopic(
            name=REVIEW_ENTRY,
            difficulty="medium",
            rationale=f"{minutes} min a day for the missed questions that come back by then.",
        )

    def why(self, topic: ScopeTopic) -> str:
        reason = self._by_syllabus(topic)
        known = self.request.known.get(topic.slug)
        return f"{reason} {_known_words(known)}" if known else reason

    def _by_syllabus(self, topic: ScopeTopic) -> str:
        if topic.is_own:
            return "You named it; the syllabus here does not weigh it."
        weight = f"Weight {topic.weight} of 5 in {self.request.exam_type}"
        before = [self._by_slug[slug].name for slug in topic.prerequisites]
        return (
            f"{weight}; builds on {listed(before)}." if before else f"{weight}; needs nothing else."
        )

    def overview(self, count: int, left_out: Sequence[ScopeTopic]) -> str:
        request = self.request
        topics = "1 topic" if count == 1 else f"{count} topics"
        days = "1 day" if request.days == 1 else f"{request.days} days"
        words = f"{topics} in {days}, at most {request.minutes_per_day / 60:g} h a day."
        if left_out:
            words += f" There is no room for {named(left_out)}; what weighs more comes first."
        return words


def _known_words(known: KnownTopic) -> str:
    since = ", not practised lately" if known.is_stale else ""
    return f"Your mastery is about {known.mastery} of 100{since}: {TIME_WORDS[known_share(known)]}."


def named(topics: Sequence[ScopeTopic]) -> str:
    """Return the names of a few topics; of many how many they are, and the first of them."""
    names = [topic.name for topic in topics]
    if len(names) <= MOST_NAMED:
        return listed(names)
    return f"{len(names)} topics, such as {listed(names[:MOST_NAMED])}"


def listed(names: Sequence[str]) -> str:
    """Return names as a sentence lists them."""
    if len(names) < 2:
        return "".join(names)
    return ", ".join(names[:-1]) + " and " + names[-1]
