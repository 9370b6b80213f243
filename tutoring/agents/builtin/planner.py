"""The planner: first the naive plan by weight alone, then constraint scheduling.

A correction puts prerequisites first, drops what has no room (lowest weight first), keeps within
the learner's hours and holds one revision day in every week.
"""

from collections.abc import Container, Sequence
from dataclasses import dataclass

from tutoring.agents.builtin.pacing import (
    LONGEST_SHARE,
    REVISION_THEME,
    learning_minutes,
    revision_day_numbers,
    shortest_minutes,
)
from tutoring.agents.requests import PlanRequest, ScopeTopic
from tutoring.agents.shapes import Level, PlannedDay, PlannedTopic, PlanVersion, StudyPlan

REVISED_TOPICS_A_DAY = 4
REVISION_MINUTES_A_TOPIC = 30
MAX_CRITICAL = 5
LEVELS: tuple[Level, ...] = ("easy", "medium", "medium", "hard")  # by the length of the chain


@dataclass(frozen=True)
class Slot:
    """A topic and the minutes it is given."""

    topic: ScopeTopic
    minutes: int


class BuiltinPlanner:
    """Constraint scheduling over weights, prerequisites, hours a day and revision."""

    name = "builtin-planner"
    version = "1"

    def draft(self, request: PlanRequest) -> StudyPlan:
        """Return the naive plan: heaviest topics first, the same hours every day."""
        topics = sorted(request.scope, key=lambda topic: -topic.weight)
        slots = [Slot(topic, int(topic.hours * 60)) for topic in topics]
        share = -(-sum(slot.minutes for slot in slots) // request.days)
        days = _fill_days(slots, [share] * request.days)
        schedule = [_study_day(number, day, request) for number, day in enumerate(days, start=1)]
        return _plan(request, schedule, topics, left_out=[])

    def correct(self, request: PlanRequest, versions: Sequence[PlanVersion]) -> StudyPlan:
        """Return the plan that keeps every constraint; it follows from the request alone."""
        kept = _topics_with_room(request)
        return plan_in_order(request, _prerequisites_first(kept))


def plan_in_order(request: PlanRequest, order: Sequence[ScopeTopic]) -> StudyPlan:
    """Return the plan that takes these topics one after the other, whoever ordered them."""
    slots = _paced(order, learning_minutes(request))
    left_out = [topic for topic in request.scope if topic not in order]
    return _plan(request, _schedule(request, slots), order, left_out)


def _topics_with_room(request: PlanRequest) -> list[ScopeTopic]:
    """Drop topics until the rest fits: lowest weight first, never one that others need.

    What fits again afterwards comes back, heaviest first. At least one topic stays.
    """
    kept = list(request.scope)
    room = learning_minutes(request) - sum(map(shortest_minutes, kept))
    while room < 0 and len(kept) > 1:
        needed = {slug for topic in kept for slug in topic.prerequisites}
        free = [topic for topic in kept if topic.slug not in needed]
        dropped = min(free, key=lambda topic: (topic.weight, -request.scope.index(topic)))
        kept.remove(dropped)
        room += shortest_minutes(dropped)
    while True:
        slugs = {topic.slug for topic in kept}
        back = [
            topic
            for topic in request.scope
            if topic.slug not in slugs
            and shortest_minutes(topic) <= room
            and slugs.issuperset(topic.prerequisites)
        ]
        if not back:
            return kept
        returned = max(back, key=lambda topic: topic.weight)
        kept.append(returned)
        room -= shortest_minutes(returned)


def _prerequisites_first(topics: Sequence[ScopeTopic]) -> list[ScopeTopic]:
    """Return the topics so that each follows its own; among those ready the heaviest first."""
    waiting = list(topics)
    order: list[ScopeTopic] = []
    done: set[str] = set()
    while waiting:
        ready = [topic for topic in waiting if done.issuperset(topic.prerequisites)]
        chosen = max(ready, key=lambda topic: topic.weight)
        waiting.remove(chosen)
        order.append(chosen)
        done.add(chosen.slug)
    return order


def _paced(topics: Sequence[ScopeTopic], room: int) -> list[Slot]:
    """Stretch or shorten all topics alike to the minutes there are."""
    wanted = sum(topic.hours * 60 for topic in topics)
    share = min(room / wanted, LONGEST_SHARE)
    return [Slot(topic, max(1, int(topic.hours * 60 * share))) for topic in topics]


def _fill_days(slots: Sequence[Slot], capacities: Sequence[int]) -> list[list[Slot]]:
    """Lay the topics one after the other into days of these minutes; the rest stays empty."""
    days: list[list[Slot]] = []
    waiting = list(slots)
    for capacity in capacities:
        room, day = capacity, []
        while waiting and room > 0:
            first = waiting.pop(0)
            part = min(first.minutes, room)
            day.append(Slot(first.topic, part))
            room -= part
            if first.minutes > part:
                waiting.insert(0, Slot(first.topic, first.minutes - part))
        days.append(day)
    return days


def _schedule(request: PlanRequest, slots: Sequence[Slot]) -> list[PlannedDay]:
    """Return all days: new topics as long as there are any, revision in between and after."""
    fixed = revision_day_numbers(request.days)
    learning = [day for day in range(1, request.days + 1) if day not in fixed]
    filled = _fill_days(slots, [request.minutes_per_day] * len(learning))
    new_on = {day: part for day, part in zip(learning, filled, strict=True) if part}
    schedule: list[PlannedDay] = []
    times_revised: dict[ScopeTopic, int] = {}
    for number in range(1, request.days + 1):
        if number in new_on:
            schedule.append(_study_day(number, new_on[number], request, times_revised.keys()))
            for slot in new_on[number]:
                times_revised.setdefault(slot.topic, 0)
        else:
            schedule.append(_revision_day(number, times_revised, request))
    return schedule


def _study_day(
    number: int, slots: Sequence[Slot], request: PlanRequest, known: Container[ScopeTopic] = ()
) -> PlannedDay:
    units = list(dict.fromkeys(slot.topic.unit for slot in slots))
    return PlannedDay(
        day=number,
        theme=_listed(units) or "Free",
        topics=[
            PlannedTopic(
                name=slot.topic.name,
                difficulty=_difficulty(slot.topic, request),
                rationale=_why(slot.topic, request, slot.topic in known),
            )
            for slot in slots
        ],
        estimated_hours=round(sum(slot.minutes for slot in slots) / 60, 2),
    )


def _revision_day(
    number: int, times_revised: dict[ScopeTopic, int], request: PlanRequest
) -> PlannedDay:
    """Return a day of revision: the topics revised least so far, the heaviest of them first."""
    ranked = sorted(times_revised, key=lambda topic: (times_revised[topic], -topic.weight))
    chosen = ranked[:REVISED_TOPICS_A_DAY]
    for topic in chosen:
        times_revised[topic] += 1
    minutes = min(request.minutes_per_day, REVISION_MINUTES_A_TOPIC * len(chosen))
    return PlannedDay(
        day=number,
        theme=REVISION_THEME,
        topics=[
            PlannedTopic(
                name=topic.name,
                difficulty=_difficulty(topic, request),
                rationale="Mixed questions on what you have studied.",
            )
            for topic in chosen
        ],
        estimated_hours=round(minutes / 60, 2),
    )


def _difficulty(topic: ScopeTopic, request: PlanRequest) -> Level:
    """Return how much a topic builds on: the length of its chain of prerequisites."""
    by_slug = {other.slug: other for other in request.scope}

    def depth(slug: str) -> int:
        return max((1 + depth(before) for before in by_slug[slug].prerequisites), default=0)

    return LEVELS[min(depth(topic.slug), len(LEVELS) - 1)]


def _why(topic: ScopeTopic, request: PlanRequest, is_going_on: bool) -> str:
    if is_going_on:
        return "Going on where the day before ended."
    if topic.is_own:
        return "You named it; the syllabus here does not weigh it."
    names = {other.slug: other.name for other in request.scope}
    before = [names[slug] for slug in topic.prerequisites]
    weight = f"Weight {topic.weight} of 5 in {request.exam_type}"
    return f"{weight}; builds on {_listed(before)}." if before else f"{weight}; needs nothing else."


def _plan(
    request: PlanRequest,
    schedule: list[PlannedDay],
    topics: Sequence[ScopeTopic],
    left_out: Sequence[ScopeTopic],
) -> StudyPlan:
    heaviest = sorted(topics, key=lambda topic: -topic.weight)[:MAX_CRITICAL]
    return StudyPlan(
        exam_name=request.exam_type,
        total_days=request.days,
        overview=_overview(request, len(topics), left_out),
        schedule=schedule,
        critical_topics=[topic.name for topic in heaviest],
    )


def _overview(request: PlanRequest, count: int, left_out: Sequence[ScopeTopic]) -> str:
    topics = "1 topic" if count == 1 else f"{count} topics"
    days = "1 day" if request.days == 1 else f"{request.days} days"
    words = f"{topics} in {days}, at most {request.minutes_per_day / 60:g} h a day."
    if left_out:
        names = _listed([topic.name for topic in left_out])
        words += f" There is no room for {names}; what weighs more comes first."
    return words


def _listed(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return ", ".join(names[:-1]) + " and " + names[-1]
