"""Plans that can be given again: one row for everything that changes a plan, for a day.

One generator for each key: who finds nothing claims the row with a lease and makes the plan; the
others wait for it. A holder that dies loses the lease by time, and exactly one takes over.
"""

import hashlib
import json
import random
import time
from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q

from accounts.clock import ClockNow
from accounts.ids import uuid7
from tutoring.agents import get_plan_verifier, get_planner
from tutoring.agents.builtin.planner import BuiltinPlanner
from tutoring.agents.planning import history_of, plan_steps
from tutoring.agents.protocols import Planner
from tutoring.agents.requests import PlanRequest
from tutoring.agents.shapes import PlanVersion, PlanWithHistory
from tutoring.agents.turns import turns_of
from tutoring.models import PlanCache

LEASE_SHARE = 4 / 3  # of a model's deadline, which all questions for one plan share
FAILURE_REST = timedelta(seconds=10)  # how long nobody tries a plan again that just failed
FIRST_PAUSE, LONGEST_PAUSE, PAUSE_GROWTH = 0.02, 0.5, 1.5  # seconds
FAILED = {"failed": True}  # the summary of a row whose last generator gave no plan to keep


def cache_key(request: PlanRequest) -> str:
    """Return the SHA-256 of everything that changes the plan, as canonical JSON."""
    planner = get_planner()
    parts = {**asdict(request), "planner": planner.name, "planner_version": planner.version}
    canonical = json.dumps(parts, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


def cached_plan(request: PlanRequest, planner: Planner | None = None) -> PlanWithHistory:
    """Return the plan for a request, made now (by ``planner``) unless somebody has made it.

    Waits, at most as long as a lease, while somebody else is making it. Call it outside any
    transaction.
    """
    steps = cached_plan_steps(request, planner)
    return history_of(request, [step for step in steps if step.verification is not None])


def cached_plan_steps(
    request: PlanRequest, planner: Planner | None = None
) -> Iterator[PlanVersion]:
    """Yield the same plan step by step: each version as drafted, then as verified.

    A plan for which the built-in planner stood in for a model is not kept.
    """
    key, planner = cache_key(request), planner or get_planner()
    found = _plan_or_lease(key, request.exam_type)
    if isinstance(found, PlanWithHistory):
        yield from _replayed(found)
    elif found is None:
        stand_in = _without_model(planner)
        yield from plan_steps(request, planner=stand_in, verifier=get_plan_verifier())
    else:
        yield from _generated(request, planner, Lease(key, found))


def _plan_or_lease(key: str, exam_type: str) -> PlanWithHistory | UUID | None:
    """Return the stored plan or the lease to make it; None when neither came in time."""
    for pause in _pauses(_lease_length().total_seconds()):
        row = PlanCache.objects.filter(cache_key=key).annotate(now=ClockNow()).first()
        if row is not None and row.plan is not None and row.expires_at > row.now:
            PlanCache.objects.filter(pk=row.pk).update(hits=F("hits") + 1)
            return _restored(row)
        if row is None or row.lease_until is None or row.lease_until <= row.now:
            if token := _claim(key, exam_type):
                return token
        elif row.summary == FAILED:
            return None
        time.sleep(pause)
    return None


def _pauses(seconds: float) -> Iterator[float]:
    """Yield growing pauses, no two waiters in step, until the time is up."""
    end, longest = time.monotonic() + seconds, FIRST_PAUSE
    while (left := end - time.monotonic()) > 0:
        yield min(left, longest * random.uniform(0.5, 1))  # noqa: S311 -- spreads, hides nothing
        longest = min(longest * PAUSE_GROWTH, LONGEST_PAUSE)


def _lease_length() -> timedelta:
    return timedelta(seconds=settings.MODEL_DEADLINE_SECONDS * LEASE_SHARE)


def _without_model(planner: Planner) -> Planner:
    """Return who plans at once, telling in its turns that no model was asked."""
    without = getattr(planner, "without_model", None)
    return without() if without is not None else BuiltinPlanner()


def _generated(request: PlanRequest, planner: Planner, lease: "Lease") -> Iterator[PlanVersion]:
    """Make the plan under a lease; whatever happens, the lease is given back."""
    versions: list[PlanVersion] = []
    try:
        for step in plan_steps(request, planner=planner, verifier=get_plan_verifier()):
            if step.verification is not None:
                versions.append(step)
            if step.was_accepted:
                if any(turn.failure for turn in turns_of(planner)):
                    lease.give_back(failed=True)
                else:
                    lease.keep(history_of(request, versions))
            yield step
    except GeneratorExit:  # who followed the plan has gone: somebody else may make it
        lease.give_back(failed=False)
        raise
    except Exception:
        lease.give_back(failed=True)
        raise


def _replayed(history: PlanWithHistory) -> Iterator[PlanVersion]:
    for version in history.versions:
        yield version.model_copy(update={"verification": None, "was_accepted": False})
        yield version


def _restored(row: PlanCache) -> PlanWithHistory:
    parts = {"final_plan": row.plan, "versions": row.versions, **(row.summary or {})}
    return PlanWithHistory.model_validate(parts)


def _claim(key: str, exam_type: str) -> UUID | None:
    """Take the lease on a key; None while somebody else holds it."""
    token = uuid7()
    lease = {
        "lease_token": token,
        "lease_until": ClockNow() + _lease_length(),
        "expires_at": ClockNow() + settings.PLAN_CACHE_TTL,
    }
    try:
        with transaction.atomic():
            PlanCache.objects.create(cache_key=key, exam_type=exam_type, **lease)
    except IntegrityError:
        spent = Q(expires_at__lte=ClockNow()) | Q(plan__isnull=True, lease_until__lte=ClockNow())
        emptied = {"plan": None, "versions": None, "summary": None}
        taken = PlanCache.objects.filter(spent, cache_key=key).update(**lease, **emptied)
        return token if taken else None
    return token


class Lease:
    """The right to make one plan; once it has run out, nothing it does has an effect."""

    def __init__(self, key: str, token: UUID) -> None:
        self._rows = PlanCache.objects.filter(cache_key=key, lease_token=token)

    def keep(self, history: PlanWithHistory) -> None:
        """Store the plan for everybody who waits and who comes."""
        parts = history.model_dump(mode="json")
        self._rows.update(
            plan=parts.pop("final_plan"),
            versions=parts.pop("versions"),
            summary=parts,
            lease_token=None,
            lease_until=None,
        )

    def give_back(self, *, failed: bool) -> None:
        """Let go without a plan; after a failure nobody tries again for ``FAILURE_REST``."""
        if failed:
            self._rows.update(lease_until=ClockNow() + FAILURE_REST, summary=FAILED)
        else:
            self._rows.update(lease_until=ClockNow())


def expire_plans() -> dict[str, int]:
    """Delete the plans past their day; return how many, for the job's record.

    One statement judges and deletes: a row claimed anew meanwhile has a new day and stays.
    """
    deleted, _ = PlanCache.objects.expired().delete()
    return {"plans": deleted}
