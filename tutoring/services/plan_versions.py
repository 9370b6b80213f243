"""Versions of a session's plan: another one is proposed, the learner takes it or keeps the old.

A version that can be taken carries in its ``verification``, under ``CHOICE``, what the session's
context says with it (``context``) and whether the learner kept another over it (``set_aside``).
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from sessions_app.context import context_change, merged_and_checked
from sessions_app.models import StudySession
from sessions_app.services.doctor import sound_context
from sessions_app.services.write_path import (
    Entry,
    append_action,
    commit_change,
    lock_session,
    require_active,
)
from tutoring.agents.shapes import PlanVersion
from tutoring.agents.shapes import StudyPlan as PlanShape
from tutoring.errors import PlanVersionNotFound
from tutoring.models import StudyPlan, SyllabusTopic, Topic
from tutoring.selectors.plan_versions import CHOICE, is_open, is_takeable
from tutoring.selectors.progress import current_topic_name
from tutoring.states import TopicStatus

PLANNER = "planner"
ACTION = "plan_updated"
WISH_MEMBERS = ("goal", "days", "hours_per_day", "exam_date", "syllabus_text")


def propose_version(
    session: StudySession, version: PlanVersion, context: dict[str, Any], entry: Entry
) -> StudyPlan:
    """Store a verified plan beside the accepted one of a locked session, for the learner to choose.

    The same proposal again is returned; another one replaces it while it is open. Raises
    SessionNotActive.
    """
    require_active(session)
    newest = _versions(session)[-1]
    if is_open(newest):
        if _choice(newest)["context"] == context:
            return newest
        newest.delete()
    shown = version.model_dump(mode="json")
    choice = {"context": context, "set_aside": False}
    row = StudyPlan.objects.create(
        session=session,
        version=newest.version + 1,
        plan=shown["plan"],
        verification={**shown["verification"], CHOICE: choice},
    )
    _note(session, entry, row, "proposed")
    return row


@transaction.atomic
def take_version(*, session_id: UUID, version: int, by: UUID | None = None) -> StudyPlan:
    """Make a version the session's plan: its topics, its wish and its key in the context.

    Topics that the learner has begun stay, after those of the plan. Safe to repeat; the plan
    before it can be taken again. Raises PlanVersionNotFound, SessionNotActive, SessionNotFound.
    """
    session = lock_session(session_id)
    rows = _versions(session)
    taken, before = _takeable(rows, version), next(row for row in rows if row.was_accepted)
    if taken.was_accepted:
        return taken
    require_active(session)
    context = sound_context(session)
    patch = _choice(taken)["context"]
    _leave(before, context)
    taken.was_accepted = True
    _choice(taken)["set_aside"] = False
    taken.save(update_fields=["was_accepted", "verification"])
    _lay_out_topics(session, PlanShape.model_validate(taken.plan).names_in_order())
    merged = merged_and_checked(context, patch, user_id=session.user_id, session_id=session.pk)
    entry = Entry(
        agent=PLANNER,
        action=ACTION,
        reasoning=f"The learner took version {version} in place of version {before.version}.",
        metadata={**_by(by), "decision": "taken", "version": version, "before": before.version},
        change={"context": context_change(context, merged)},
    )
    commit_change(session, entry, current_context=merged)
    return taken


@transaction.atomic
def set_version_aside(*, session_id: UUID, version: int, by: UUID | None = None) -> StudyPlan:
    """Keep the accepted plan over a proposed one, which stays to be taken later. Safe to repeat.

    Raises PlanVersionNotFound, SessionNotActive and SessionNotFound.
    """
    session = lock_session(session_id)
    row = _takeable(_versions(session), version)
    if not is_open(row):
        return row
    require_active(session)
    _choice(row)["set_aside"] = True
    row.save(update_fields=["verification"])
    entry = Entry(
        agent=PLANNER,
        action=ACTION,
        reasoning=f"The learner kept the plan over version {version}.",
        metadata=_by(by),
    )
    _note(session, entry, row, "set_aside")
    return row


def _versions(session: StudySession) -> list[StudyPlan]:
    return list(StudyPlan.objects.filter(session=session).order_by("version"))


def _takeable(rows: Sequence[StudyPlan], version: int) -> StudyPlan:
    row = next((row for row in rows if row.version == version and is_takeable(row)), None)
    if row is None:
        raise PlanVersionNotFound("This session has no such version of its plan.")
    return row


def _choice(row: StudyPlan) -> dict[str, Any]:
    """Return the choice of a version that can be taken, as it is stored with it."""
    choice: dict[str, Any] = (row.verification or {})[CHOICE]
    return choice


def _leave(row: StudyPlan, context: dict[str, Any]) -> None:
    """Leave the accepted plan so that it can be taken again with what the context says now."""
    extra = context.get("extra_data") or {}
    choice = {
        "context": {
            "plan_cache_key": context.get("plan_cache_key"),
            "extra_data": {name: extra.get(name) for name in WISH_MEMBERS},
        },
        "set_aside": True,
    }
    row.was_accepted = False
    row.verification = {**(row.verification or {}), CHOICE: choice}
    row.save(update_fields=["was_accepted", "verification"])


def _lay_out_topics(session: StudySession, names: Sequence[str]) -> None:
    """Bring the session's topics into the order of a plan; what was begun is never lost."""
    rows = {row.name: row for row in Topic.objects.filter(session=session).order_by("position")}
    quizzed = Topic.objects.filter(session=session, quizzes__isnull=False)
    begun = {current_topic_name(session), *quizzed.values_list("name", flat=True)}
    dropped = [row for name, row in rows.items() if name not in names]
    kept = [row for row in dropped if row.status != TopicStatus.PENDING or row.name in begun]
    Topic.objects.filter(pk__in=[row.pk for row in dropped if row not in kept]).delete()
    order = [*names, *(row.name for row in kept)]
    place = {name: position for position, name in enumerate(order, start=1)}
    present = [row for row in rows.values() if row.name in place]
    for row in present:
        row.position = place[row.name]
    Topic.objects.bulk_update(present, ["position"])
    syllabus = {row.name: row for row in SyllabusTopic.objects.of_exam(session.exam_type)}
    Topic.objects.bulk_create(
        Topic(session=session, name=name, position=place[name], syllabus_topic=syllabus.get(name))
        for name in names
        if name not in rows
    )


def _note(session: StudySession, entry: Entry, row: StudyPlan, decision: str) -> None:
    entry.metadata.update(decision=decision, version=row.version)
    append_action(session_id=session.pk, entry=entry)


def _by(user_id: UUID | None) -> dict[str, str]:
    return {"by": str(user_id)} if user_id else {}
