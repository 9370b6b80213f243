"""The loop of plan, verify, correct: every version is kept with its verification."""

from collections.abc import Iterator, Sequence

from tutoring.agents.protocols import Planner, PlanVerifier
from tutoring.agents.requests import PlanRequest
from tutoring.agents.shapes import (
    PlanVerification,
    PlanVersion,
    PlanWithHistory,
    StudyPlan,
    VerificationSummary,
)

MAX_ITERATIONS = 5


def make_verified_plan(
    request: PlanRequest, *, planner: Planner, verifier: PlanVerifier
) -> PlanWithHistory:
    """Return the first version that the verifier accepts, with all versions before it.

    After ``MAX_ITERATIONS`` the last version stands, and its summary says that it is not valid.
    """
    steps = plan_steps(request, planner=planner, verifier=verifier)
    return history_of(request, [step for step in steps if step.verification is not None])


def plan_steps(
    request: PlanRequest, *, planner: Planner, verifier: PlanVerifier
) -> Iterator[PlanVersion]:
    """Yield each version as soon as it is there: first as drafted, then with its verification."""
    versions: list[PlanVersion] = []
    plan = planner.draft(request)
    while True:
        draft = PlanVersion(
            version=len(versions) + 1, plan=plan, verification=None, was_accepted=False
        )
        yield draft
        verification = verifier.verify(request, plan)
        is_last = verification.is_valid or draft.version == MAX_ITERATIONS
        verified = draft.model_copy(update={"verification": verification, "was_accepted": is_last})
        versions.append(verified)
        yield verified
        if is_last:
            return
        plan = planner.correct(request, versions)


def history_of(request: PlanRequest, versions: Sequence[PlanVersion]) -> PlanWithHistory:
    """Return verified versions as one history; the last one is the plan."""
    last = versions[-1]
    if last.verification is None:
        raise ValueError("The last version has not been verified.")
    return PlanWithHistory(
        final_plan=last.plan,
        versions=list(versions),
        total_iterations=len(versions),
        self_correction_applied=len(versions) > 1,
        verification_summary=_summary(request, last.plan, last.verification, len(versions)),
    )


def _summary(
    request: PlanRequest, plan: StudyPlan, verification: PlanVerification, iterations: int
) -> VerificationSummary:
    return VerificationSummary(
        coverage_percent=coverage_percent(request, plan),
        overloaded_days_count=len(verification.overloaded_days),
        prerequisite_issues_count=len(verification.prerequisite_issues),
        is_valid=verification.is_valid,
        iterations_used=iterations,
    )


def coverage_percent(request: PlanRequest, plan: StudyPlan) -> int:
    """Return the share of the scope's weight that the plan covers, rounded down."""
    planned = set(plan.names_in_order())
    total = sum(topic.weight for topic in request.scope)
    covered = sum(topic.weight for topic in request.scope if topic.name in planned)
    return 100 * covered // total
