"""Plans that can be given again: one row for everything that changes a plan, for a day."""

import hashlib
import json
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
from tutoring.agents.planning import history_of, plan_steps
from tutoring.agents.protocols import Planner
from tutoring.agents.requests import PlanRequest
from tutoring.agents.shapes import PlanVersion, PlanWithHistory
from tutoring.agents.turns import turns_of
from tutoring.models import PlanCache

LEASE = timedelta(seconds=30)


def cache_key(request: PlanRequest) -> str:
    """Return the SHA-256 of everything that changes the plan, as canonical JSON."""
    planner = get_planner()
    parts = {**asdict(request), "planner": planner.name, "planner_version": planner.version}
    canonical = json.dumps(parts, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


def cached_plan(request: PlanRequest, planner: Planner | None = None) -> PlanWithHistory:
    """Return the plan for a request, made now (by ``planner``) unless a fresh one is stored.

    When somebody else is making the same plan, both make it and the holder of the lease stores
    it: the built-in planner is quicker than any waiting.
    """
    steps = cached_plan_steps(request, planner)
    return history_of(request, [step for step in steps if step.verification is not None])


def cached_plan_steps(
    request: PlanRequest, planner: Planner | None = None
) -> Iterator[PlanVersion]:
    """Yield the same plan step by step: each version as drafted, then as verified.

    A plan for which the built-in planner stood in for a model is not kept.
    """
    key = cache_key(request)
    stored = PlanCache.objects.fresh().filter(cache_key=key).first()
    if stored is not None:
        PlanCache.objects.filter(pk=stored.pk).update(hits=F("hits") + 1)
        yield from _replayed(_restored(stored))
        return
    token = _claim(key, request.exam_type)
    versions = []
    planner = planner or get_planner()
    for step in plan_steps(request, planner=planner, verifier=get_plan_verifier()):
        yield step
        if step.verification is not None:
            versions.append(step)
    if token is not None and not any(turn.failure for turn in turns_of(planner)):
        _keep(key, token, history_of(request, versions))


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
        "lease_until": ClockNow() + LEASE,
        "expires_at": ClockNow() + settings.PLAN_CACHE_TTL,
    }
    try:
        with transaction.atomic():
            PlanCache.objects.create(cache_key=key, exam_type=exam_type, **lease)
    except IntegrityError:
        spent = Q(expires_at__lte=ClockNow()) | Q(plan=None, lease_until__lte=ClockNow())
        emptied = {"plan": None, "versions": None, "summary": None}
        taken = PlanCache.objects.filter(spent, cache_key=key).update(**lease, **emptied)
        return token if taken else None
    return token


def _keep(key: str, token: UUID, history: PlanWithHistory) -> None:
    parts = history.model_dump(mode="json")
    PlanCache.objects.filter(cache_key=key, lease_token=token).update(
        plan=parts.pop("final_plan"),
        versions=parts.pop("versions"),
        summary=parts,
        lease_token=None,
        lease_until=None,
    )


def expire_plans() -> dict[str, int]:
    """Delete the plans past their day; return how many, for the job's record."""
    deleted, _ = PlanCache.objects.expired().delete()
    return {"plans": deleted}
