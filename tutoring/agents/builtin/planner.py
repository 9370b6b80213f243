"""The planner: first the naive plan by weight alone, then constraint scheduling.

A correction puts prerequisites first, gives each topic the time that it needs by what the learner
knows, drops what has no room (lowest weight first), keeps within the learner's hours, holds one
revision day in every week and keeps each day's minutes for the reviews that fall due.
"""

from collections.abc import Container, Sequence
from dataclasses import dataclass

from tutoring.agents.builtin.pacing import (
    LONGEST_SHARE,
    REVISION_THEME,
    learning_minutes,
    revision_day_numbers,
    shortest_minutes,
    study_minutes_a_day,
    wanted_minutes,
)
from tutoring.agents.builtin.plan_wording import Wording, listed
from tutoring.agents.requests import PlanRequest, ScopeTopic
from tutoring.agents.shapes import PlannedDay, PlanVersion, StudyPlan

REVISED_TOPICS_A_DAY = 4
REVISION_MINUTES_A_TOPIC = 30
MAX_CRITICAL = 5
GOING_ON = "Going on where the day before ended."
MIXED_QUESTIONS = "Mixed questions on what you have studied."


@dataclass(frozen=True)
class Slot:
    """A topic and the minutes it is given."""

    topic: ScopeTopic
    minutes: int


class BuiltinPlanner:
    """Constraint scheduling over weights, prerequisites, hours a day and revision."""

    name = "builtin-planner"
    version = "2"

    def draft(self, request: PlanRequest) -> StudyPlan:
        """Return the naive plan: heaviest topics first, the same hours every day."""
        topics = sorted(request.scope, key=lambda topic: -topic.weight)
        slots = [Slot(topic, wanted_minutes(topic, request)) for topic in topics]
        share = -(-sum(slot.minutes for slot in slots) // request.days)
        days = _fill_days(slots, [share] * request.days)
        words = Wording(request)
        schedule = [_study_day(number, day, words) for number, day in enumerate(days, start=1)]
        return _plan(words, schedule, topics, left_out=[])

    def correct(self, request: PlanRequest, versions: Sequence[PlanVersion]) -> StudyPlan:
        """Return the plan that keeps every constraint; it follows from the request alone."""
        kept = _topics_with_room(request)
        return plan_in_order(request, _prerequisites_first(kept))


def plan_in_order(request: PlanRequest, order: Sequence[ScopeTopic]) -> StudyPlan:
    """Return the plan that takes these topics one after the other, whoever ordered them."""
    slots, words = _paced(order, request), Wording(request)
    taken = {topic.slug for topic in order}
    left_out = [topic for topic in request.scope if topic.slug not in taken]
    return _plan(words, _schedule(words, slots), order, left_out)


def _topics_with_room(request: PlanRequest) -> list[ScopeTopic]:
    """Drop topics until the rest fits: lowest weight first, never one that others need.

    What fits again afterwards comes back, heaviest first. At least one topic stays.
    """
    kept = list(request.scope)
    shortest = {topic.slug: shortest_minutes(topic, request) for topic in request.scope}
    place = {topic.slug: number for number, topic in enumerate(request.scope)}
    room = learning_minutes(request) - sum(shortest.values())
    while room < 0 and len(kept) > 1:
        needed = {slug for topic in kept for slug in topic.prerequisites}
        free = [topic for topic in kept if topic.slug not in needed]
        dropped = min(free, key=lambda topic: (topic.weight, -place[topic.slug]))
        kept.remove(dropped)
        room += shortest[dropped.slug]
    while True:
        slugs = {topic.slug for topic in kept}
        back = [
            topic
            for topic in request.scope
            if topic.slug not in slugs
            and shortest[topic.slug] <= room
            and slugs.issuperset(topic.prerequisites)
        ]
        if not back:
            return kept
        returned = max(back, key=lambda topic: topic.weight)
        kept.append(returned)
        room -= shortest[returned.slug]


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


def _paced(topics: Sequence[ScopeTopic], request: PlanRequest) -> list[Slot]:
    """Stretch or shorten all topics alike to the minutes there are."""
    wanted = [wanted_minutes(topic, request) for topic in topics]
    share = min(learning_minutes(request) / max(1, sum(wanted)), LONGEST_SHARE)
    return [
        Slot(topic, max(1, int(minutes * share)))
        for topic, minutes in zip(topics, wanted, strict=True)
    ]


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


def _schedule(words: Wording, slots: Sequence[Slot]) -> list[PlannedDay]:
    """Return all days: new topics as long as there are any, revision in between and after."""
    request = words.request
    fixed = revision_day_numbers(request.days)
    learning = [day for day in range(1, request.days + 1) if day not in fixed]
    filled = _fill_days(slots, [study_minutes_a_day(request)] * len(learning))
    new_on = {day: part for day, part in zip(learning, filled, strict=True) if part}
    schedule: list[PlannedDay] = []
    times_revised: dict[ScopeTopic, int] = {}
    for number in range(1, request.days + 1):
        if number in new_on:
            day = _study_day(number, new_on[number], words, times_revised.keys())
            for slot in new_on[number]:
                times_revised.setdefault(slot.topic, 0)
        else:
            day = _revision_day(number, times_revised, words)
        schedule.append(_with_reviews(day, words))
    return schedule


def _with_reviews(day: PlannedDay, words: Wording) -> PlannedDay:
    """Let a day begin with the reviews that fall due."""
    minutes = words.request.review_minutes
    if not minutes:
        return day
    whole = round(day.estimated_hours * 60) + minutes
    hours = round(whole / 60, 2)
    return day.model_copy(
        update={"topics": [words.reviews(), *day.topics], "estimated_hours": hours}
    )


def _study_day(
    number: int, slots: Sequence[Slot], words: Wording, known: Container[ScopeTopic] = ()
) -> PlannedDay:
    units = list(dict.fromkeys(slot.topic.unit for slot in slots))
    return PlannedDay(
        day=number,
        theme=listed(units) or "Free",
        topics=[
            words.planned(slot.topic, GOING_ON if slot.topic in known else "") for slot in slots
        ],
        estimated_hours=round(sum(slot.minutes for slot in slots) / 60, 2),
    )


def _revision_day(number: int, times_revised: dict[ScopeTopic, int], words: Wording) -> PlannedDay:
    """Return a day of revision: the topics revised least so far, the heaviest of them first."""
    ranked = sorted(times_revised, key=lambda topic: (times_revised[topic], -topic.weight))
    chosen = ranked[:REVISED_TOPICS_A_DAY]
    for topic in chosen:
        times_revised[topic] += 1
    room = study_minutes_a_day(words.request)
    minutes = min(room, REVISION_MINUTES_A_TOPIC * len(chosen))
    return PlannedDay(
        day=number,
        theme=REVISION_THEME,
        topics=[words.planned(topic, MIXED_QUESTIONS) for topic in chosen],
        estimated_hours=round(minutes / 60, 2),
    )


def _plan(
    words: Wording,
    schedule: list[PlannedDay],
    topics: Sequence[ScopeTopic],
    left_out: Sequence[ScopeTopic],
) -> StudyPlan:
    heaviest = sorted(topics, key=lambda topic: -topic.weight)[:MAX_CRITICAL]
    return StudyPlan(
        exam_name=words.request.exam_type,
        total_days=words.request.days,
        overview=words.overview(len(topics), left_out),
        schedule=schedule,
        critical_topics=[topic.name for topic in heaviest],
    )
