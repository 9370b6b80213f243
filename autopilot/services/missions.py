"""Writes of missions: proposed, linked, accepted, cancelled; each leaves a history entry."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.clock import ClockNow
from autopilot.errors import (
    InvalidMissionMove,
    MissionLinkedElsewhere,
    MissionNotFound,
    MissionNotReady,
    NoPlanYet,
)
from autopilot.models import Asset, AutopilotRun, Hop, Mission
from autopilot.services.moves import move_hop
from autopilot.states import (
    ENDED_MISSIONS,
    MISSION_VERBS,
    AssetRole,
    AssetStatus,
    HopStatus,
    MissionStatus,
)
from sessions_app.models import StudySession
from sessions_app.services.doctor import sound_context
from sessions_app.services.write_path import STAFF, Entry, append_action, lock_session
from tutoring.models import StudyPlan

AGENT = "autopilot"


@transaction.atomic
def create_mission(
    *,
    user_id: UUID,
    name: str,
    goal: str = "",
    description: str = "",
    success_criteria: list[str] | None = None,
    session_id: UUID | None = None,
    reasoning: str = "",
) -> Mission:
    """Propose a mission, linked to a session of the same learner when one is named.

    Raises SessionNotFound, MissionLinkedElsewhere (the session has another mission).
    """
    if session_id is not None:
        lock_session(session_id, owner_id=user_id)
        _refuse_second_mission(session_id)
    mission = Mission.objects.create(
        user_id=user_id,
        session_id=session_id,
        name=name,
        goal=goal,
        description=description,
        success_criteria=success_criteria or [],
    )
    _record(mission, "mission_proposed", reasoning)
    return mission


@transaction.atomic
def propose_mission(*, session_id: UUID) -> Mission:
    """Propose the mission that the session's plan asks for.

    Safe to repeat: the session's mission is returned. A cancelled one makes room for a new
    proposal. Raises SessionNotFound and NoPlanYet.
    """
    session = lock_session(session_id)
    existing = Mission.objects.filter(session=session).first()
    if existing is not None and existing.status != MissionStatus.CANCELLED:
        return existing
    plan = StudyPlan.objects.filter(session=session, was_accepted=True).first()
    if plan is None:
        raise NoPlanYet("Make a plan first; the mission is proposed from it.")
    if existing is not None:
        Mission.objects.filter(pk=existing.pk).update(session=None)
    proposal = _proposal_from(session, plan.plan)
    return create_mission(user_id=session.user_id, session_id=session.pk, **proposal)


def _proposal_from(session: StudySession, plan: dict[str, Any]) -> dict[str, Any]:
    names = list(
        dict.fromkeys(topic["name"] for day in plan["schedule"] for topic in day["topics"])
    )
    goal = sound_context(session).get("extra_data", {}).get("goal", "")
    return {
        "name": f"{plan['exam_name']}: {len(names)} topics in {plan['total_days']} days"[:200],
        "goal": goal if isinstance(goal, str) else "",
        "description": plan["overview"],
        "success_criteria": [f"{name}: mastered" for name in names],
        "reasoning": f"Proposed from the plan: {len(names)} topics, {plan['total_days']} days.",
    }


@transaction.atomic
def link_mission(*, session_id: UUID, mission_id: UUID) -> StudySession:
    """Link a mission to a session of the same learner.

    The same link again changes nothing. Raises SessionNotFound, MissionNotFound and
    MissionLinkedElsewhere.
    """
    session = lock_session(session_id)
    missions = Mission.objects.select_for_update(of=("self",), no_key=True)
    mission = missions.filter(pk=mission_id, user_id=session.user_id).first()
    if mission is None:
        raise MissionNotFound("No such mission.")
    if mission.session_id == session.pk:
        return session
    if mission.session_id is not None:
        raise MissionLinkedElsewhere("This mission belongs to another session.")
    _refuse_second_mission(session.pk)
    try:
        with transaction.atomic():
            Mission.objects.filter(pk=mission.pk).update(session=session)
    except IntegrityError:
        raise MissionLinkedElsewhere("This session has another mission.") from None
    mission.session = session
    _record(mission, "mission_linked")
    return session


def _refuse_second_mission(session_id: UUID) -> None:
    if Mission.objects.filter(session_id=session_id).exists():
        raise MissionLinkedElsewhere("This session has another mission.")


@transaction.atomic
def move_mission(
    *, mission_id: UUID, verb: str, reasoning: str = "", by: UUID | None = None
) -> Mission:
    """Move a mission along its table; one that is given up stops its live run.

    ``by``: the member of staff who does it; None: the learner or the engine.

    Safe to repeat. Raises MissionNotFound, InvalidMissionMove (with ``valid_verbs``) and, when it
    is to be completed, MissionNotReady.
    """
    mission = lock_mission(mission_id)
    move = MISSION_VERBS[verb]
    if mission.status == move.target:
        return mission
    if mission.status not in move.sources:
        raise InvalidMissionMove(
            f"Cannot {verb} a mission that is {mission.get_status_display()}.",
            mission_status=mission.status,
            valid_verbs=mission.valid_verbs,
        )
    if verb == "complete":
        _require_outputs(mission)
    else:
        _stop_live_run(mission, verb)
    mission.status = move.target
    mission.ended_at = ClockNow() if move.target in ENDED_MISSIONS else None
    mission.save(update_fields=["status", "ended_at"])
    mission.refresh_from_db(fields=["ended_at"])
    _record(mission, move.event, reasoning, by=by)
    return mission


@transaction.atomic
def update_mission(*, mission_id: UUID, **values: Any) -> Mission:
    """Change a mission's words while it is open. Raises MissionNotFound, InvalidMissionMove."""
    mission = lock_mission(mission_id)
    if mission.status in ENDED_MISSIONS:
        raise InvalidMissionMove(
            f"A mission that is {mission.get_status_display()} is no longer changed.",
            mission_status=mission.status,
            valid_verbs=[],
        )
    changed = [name for name, value in values.items() if getattr(mission, name) != value]
    if not changed:
        return mission
    for name in changed:
        setattr(mission, name, values[name])
    mission.save(update_fields=changed)
    _record(mission, "mission_updated", metadata={"fields": sorted(changed)})
    return mission


def _require_outputs(mission: Mission) -> None:
    """Refuse to complete what has not left all it should. Raises MissionNotReady."""
    if not outputs_are_ready(mission.pk):
        raise MissionNotReady("A mission completes when everything it should leave is ready.")


def fail_left_hops(mission_id: UUID, *, but: UUID | None = None) -> None:
    """End the hop that a parked run left open; a mission has one open hop at a time."""
    left = Hop.objects.filter(mission_id=mission_id, status=HopStatus.EXECUTING)
    for hop in left if but is None else left.exclude(pk=but):
        move_hop(hop, "fail")


def outputs_are_ready(mission_id: UUID) -> bool:
    """Tell whether a mission has output assets and all are ready; expired ones were replaced."""
    outputs = Asset.objects.filter(mission_id=mission_id, role=AssetRole.OUTPUT)
    statuses = set(outputs.values_list("status", flat=True)) - {AssetStatus.EXPIRED}
    return statuses == {AssetStatus.READY}


def _stop_live_run(mission: Mission, verb: str) -> None:
    """A mission that is given up leaves nothing running for it."""
    if MISSION_VERBS[verb].target not in ENDED_MISSIONS or mission.session_id is None:
        return
    live = AutopilotRun.objects.live().filter(mission=mission).values_list("pk", flat=True)
    run_id = live.first()
    if run_id is None:
        return
    from autopilot.services.endings import stop_run  # noqa: PLC0415 -- both end
    from autopilot.services.engine import lock_stage  # noqa: PLC0415 -- both end

    stage = lock_stage(mission.session_id, run_id)
    if stage is not None:
        stop_run(stage, "mission_ended")


def lock_mission(mission_id: UUID) -> Mission:
    """Lock a mission after its session: every writer of both takes them in this order."""
    linked = Mission.objects.filter(pk=mission_id).values_list("session_id", flat=True).first()
    if linked is not None:
        lock_session(linked)
    missions = Mission.objects.select_for_update(of=("self",), no_key=True)
    mission = missions.filter(pk=mission_id).first()
    if mission is None:
        raise MissionNotFound("No such mission.")
    return mission


def _record(
    mission: Mission,
    action: str,
    reasoning: str = "",
    metadata: dict[str, Any] | None = None,
    by: UUID | None = None,
) -> None:
    """Append to the history of the mission's session; without one there is nothing to tell."""
    if mission.session_id is None:
        return
    about = {"mission_id": str(mission.pk), **(metadata or {})}
    if by is not None:
        about["by"] = str(by)
    agent = AGENT if by is None else STAFF
    entry = Entry(agent, action, reasoning=reasoning, metadata=about)
    append_action(session_id=mission.session_id, entry=entry, any_status=True)


def mission_for_run(session: StudySession) -> Mission:
    """Return the locked session's mission, accepted; a new one where it has none that is open."""
    mission = Mission.objects.filter(session=session).first()
    if mission is not None:
        fail_left_hops(mission.pk)
    if mission is not None and mission.status in ENDED_MISSIONS:
        Mission.objects.filter(pk=mission.pk).update(session=None)
        mission = None
    if mission is None:
        plan = StudyPlan.objects.filter(session=session, was_accepted=True).first()
        proposal = (
            _proposal_from(session, plan.plan) if plan else {"name": f"{session.exam_type}: study"}
        )
        mission = create_mission(user_id=session.user_id, session_id=session.pk, **proposal)
    if mission.status == MissionStatus.AWAITING_APPROVAL:
        mission = move_mission(mission_id=mission.pk, verb="accept")
    return mission


def complete_mission_if_ready(mission_id: UUID) -> bool:
    """Complete a mission under way whose output assets are all ready; tell whether it was."""
    mission = lock_mission(mission_id)
    if mission.status != MissionStatus.IN_PROGRESS or not outputs_are_ready(mission.pk):
        return False
    move_mission(mission_id=mission.pk, verb="complete")
    return True
