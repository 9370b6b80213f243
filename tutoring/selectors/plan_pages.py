"""What the plan page shows, gathered in a fixed number of queries."""

from dataclasses import dataclass
from typing import Any

from sessions_app.models import StudySession
from tutoring.models import StudyPlan, Topic
from tutoring.selectors.plan_differences import PlanDifference, difference
from tutoring.selectors.progress import next_topic_among, topics_of


@dataclass(frozen=True)
class PlanVersionShown:
    """A version of the plan, what the check said, and what changed since the one before."""

    number: int
    plan: dict[str, Any]
    verification: dict[str, Any] | None
    was_accepted: bool
    changes: PlanDifference | None


@dataclass(frozen=True)
class PlanView:
    plan: dict[str, Any] | None
    topics: list[Topic]
    next_topic: Topic | None
    versions: list[PlanVersionShown]
    mastered: int


def plan_view(session: StudySession) -> PlanView:
    """Return the plan page. Two queries."""
    topics = topics_of(session)
    rows = list(StudyPlan.objects.filter(session=session).order_by("version"))
    accepted = next((row.plan for row in rows if row.was_accepted), None)
    return PlanView(
        plan=accepted,
        topics=topics,
        next_topic=next_topic_among(topics),
        versions=[
            PlanVersionShown(
                number=row.version,
                plan=row.plan,
                verification=row.verification,
                was_accepted=row.was_accepted,
                changes=difference(rows[index - 1].plan, row.plan) if index else None,
            )
            for index, row in enumerate(rows)
        ],
        mastered=sum(topic.status == "mastered" for topic in topics),
    )
