"""The loop of plan, verify, correct: every version is kept with its verification."""

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
    versions: list[PlanVersion] = []
    plan = planner.draft(request)
    while True:
        verification = verifier.verify(request, plan)
        is_last = verification.is_valid or len(versions) + 1 == MAX_ITERATIONS
        versions.append(
            PlanVersion(
                version=len(versions) + 1,
                plan=plan,
                verification=verification,
                was_accepted=is_last,
            )
        )
        if is_last:
            break
        plan = planner.correct(request, versions)
    return PlanWithHistory(
        final_plan=plan,
        versions=versions,
        total_iterations=len(versions),
        self_correction_applied=len(versions) > 1,
        verification_summary=_summary(request, plan, verification, len(versions)),
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
