"""What the plan page shows, gathered in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sessions_app.models import StudySession
from tutoring.agents.plan_checks import PlanCheck, checks_in
from tutoring.models import StudyPlan, Topic
from tutoring.selectors.mastery import at_present
from tutoring.selectors.plan_differences import PlanDifference, difference
from tutoring.selectors.plan_versions import is_open, is_takeable
from tutoring.selectors.progress import next_topic_among, topics_of


@dataclass(frozen=True)
class PlanVersionShown:
    """A version of the plan, how each check went, and what changed since the one before."""

    number: int
    plan: dict[str, Any]
    checks: list[PlanCheck]
    was_accepted: bool
    can_be_taken: bool
    is_open: bool
    made_at: datetime
    changes: PlanDifference | None

    @property
    def standing(self) -> str:
        if self.was_accepted:
            return "Your plan"
        if self.is_open:
            return "New"
        return "Can be taken again" if self.can_be_taken else "Corrected"

    @property
    def tone(self) -> str:
        return {"Your plan": "good", "New": "accent", "Corrected": "warn"}.get(self.standing, "")


@dataclass(frozen=True)
class PlanView:
    """``proposed``: a newer version that waits for the learner, with what it would change."""

    plan: dict[str, Any] | None
    topics: list[Topic]
    next_topic: Topic | None
    versions: list[PlanVersionShown]
    proposed: PlanVersionShown | None
    mastered: int


def plan_view(session: StudySession) -> PlanView:
    """Return the plan page. Two queries, three once a topic was begun."""
    topics = topics_of(session)
    next_topic = next_topic_among(topics)  # by the rows, as everything that leads on
    topics = at_present(topics, session.user_id)
    rows = list(StudyPlan.objects.filter(session=session).order_by("version"))
    accepted = next((row for row in rows if row.was_accepted), None)
    versions = [
        _shown(row, _compared_with(rows, index, accepted)) for index, row in enumerate(rows)
    ]
    return PlanView(
        plan=accepted.plan if accepted else None,
        topics=topics,
        next_topic=next_topic,
        versions=versions,
        proposed=next((version for version in versions if version.is_open), None),
        mastered=sum(topic.status == "mastered" for topic in topics),
    )


def _compared_with(
    rows: Sequence[StudyPlan], index: int, accepted: StudyPlan | None
) -> StudyPlan | None:
    """Return what a version is compared with: a proposal with the plan, others with the last."""
    if is_open(rows[index]):
        return accepted
    return rows[index - 1] if index else None


def _shown(row: StudyPlan, before: StudyPlan | None) -> PlanVersionShown:
    return PlanVersionShown(
        number=row.version,
        plan=row.plan,
        checks=list(checks_in((row.verification or {}).get("critique", ""))),
        was_accepted=row.was_accepted,
        can_be_taken=not row.was_accepted and is_takeable(row),
        is_open=is_open(row),
        made_at=row.created_at,
        changes=difference(before.plan, row.plan) if before is not None else None,
    )
