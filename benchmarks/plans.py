"""A plan of 90 days and 80 topics with its verification, beside smaller and larger ones."""

import random
import statistics
import time
from collections.abc import Callable
from typing import Any

from benchmarks.table import show, store

SIZES = ((7, 12), (30, 40), (90, 80), (365, 200), (365, 1_000))  # days, topics
BAR = (90, 80)
BAR_MS = 300
SEED = 11


def run(*, quick: bool) -> None:
    rounds = 5 if quick else 30
    rows = [_measured(days, topics, rounds) for days, topics in SIZES[: 3 if quick else None]]
    show("Plan with verification", rows)
    store("plans", rows)


def _measured(days: int, topics: int, rounds: int) -> dict[str, Any]:
    from tutoring.agents.builtin.planner import BuiltinPlanner
    from tutoring.agents.builtin.verifier import BuiltinPlanVerifier
    from tutoring.agents.planning import make_verified_plan
    from tutoring.services.plan_cache import cache_key

    request = _request(days, topics)
    verifier = BuiltinPlanVerifier()
    made = make_verified_plan(request, planner=BuiltinPlanner(), verifier=verifier)
    if not made.verification_summary.is_valid:
        raise AssertionError(f"The plan of {days} days x {topics} topics breaks a check.")
    rounds = rounds if topics <= BAR[1] else max(3, rounds // 6)
    whole = _times(
        lambda: make_verified_plan(request, planner=BuiltinPlanner(), verifier=verifier), rounds
    )
    return {
        "days": days,
        "topics": topics,
        "versions": made.total_iterations,
        "median ms": statistics.median(whole),
        "slowest ms": max(whole),
        "one verification ms": statistics.median(
            _times(lambda: verifier.verify(request, made.final_plan), rounds)
        ),
        "cache key ms": statistics.median(_times(lambda: cache_key(request), rounds)),
    }


def _times(call: Callable[[], Any], rounds: int) -> list[float]:
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        call()
        taken.append((time.perf_counter() - started) * 1000)
    return taken


def _request(days: int, topics: int) -> Any:
    """Return a scope with three prerequisites a topic, a third of it known, and reviews."""
    from tutoring.agents.requests import KnownTopic, PlanRequest, ScopeTopic

    chance = random.Random(SEED)
    scope = tuple(
        ScopeTopic(
            slug=f"topic-{number}",
            name=f"Topic {number}",
            unit=f"Unit {number // 8}",
            weight=chance.randint(1, 5),
            hours=chance.choice((1.0, 2.0, 3.5)),
            prerequisites=tuple(
                f"topic-{other}" for other in chance.sample(range(number), min(number, 3))
            ),
        )
        for number in range(topics)
    )
    known = {topic.slug: KnownTopic(5 * chance.randint(0, 20)) for topic in scope[::3]}
    return PlanRequest(
        exam_type="NEET",
        goal="Be ready",
        days=days,
        hours_per_day=3.0,
        scope=scope,
        known=known,
        review_minutes_per_day=20,
    )
