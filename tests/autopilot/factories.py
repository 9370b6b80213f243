"""Missions and the plans they are proposed from."""

from autopilot.models import Asset, Mission
from autopilot.services.missions import create_mission
from autopilot.services.moves import move_asset
from autopilot.states import AssetRole, AssetScope, AssetType
from sessions_app.models import StudySession
from sessions_app.services.lifecycle import start_session
from tutoring.models import StudyPlan

PLAN = {
    "exam_name": "JEE",
    "total_days": 2,
    "overview": "Two days of mechanics.",
    "schedule": [
        {
            "day": 1,
            "theme": "Forces",
            "topics": [
                {"name": "Friction", "difficulty": "medium", "rationale": "It weighs most."},
                {"name": "Power", "difficulty": "easy", "rationale": "It is short."},
            ],
            "estimated_hours": 3,
        },
        {
            "day": 2,
            "theme": "Revision",
            "topics": [
                {"name": "Friction", "difficulty": "medium", "rationale": "Once more."},
            ],
            "estimated_hours": 2,
        },
    ],
    "critical_topics": ["Friction"],
}


def session_with_plan(user) -> StudySession:
    """Return a session of ``user`` with an accepted plan of two topics."""
    session = start_session(user_id=user.pk, exam_type="JEE")
    StudyPlan.objects.create(session=session, version=1, plan=PLAN, was_accepted=True)
    return session


def mission_of(user, **values) -> Mission:
    """Return a mission of ``user`` that waits for approval."""
    return create_mission(user_id=user.pk, **{"name": "Mechanics", **values})


WAY_TO_ASSET = {
    "pending": [],
    "ready": ["fill"],
    "error": ["fail"],
    "expired": ["fill", "expire"],
}


def output_of(mission: Mission, status: str = "ready") -> Asset:
    """Return an output asset of a mission, brought to a status by its moves."""
    asset = Asset.objects.create(
        mission=mission,
        scope_type=AssetScope.MISSION,
        role=AssetRole.OUTPUT,
        subtype=AssetType.REPORT,
        name="Report",
    )
    for verb in WAY_TO_ASSET[status]:
        content = {"content": {"markdown": "# Report"}} if verb == "fill" else {}
        move_asset(asset, verb, **content)
    return asset
