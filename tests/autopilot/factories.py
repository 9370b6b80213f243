"""Missions and the plans they are proposed from."""

from autopilot.models import Mission
from autopilot.services.missions import create_mission
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
