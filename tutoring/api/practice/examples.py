"""Answers that the practice API gave, for its document."""

from typing import Any

from drf_spectacular.utils import OpenApiExample


def _pair(
    answer: dict[str, Any], request: dict[str, Any] | None = None, status: int = 200
) -> list[OpenApiExample]:
    shown = OpenApiExample("answer", answer, response_only=True, status_codes=[str(status)])
    if request is None:
        return [shown]
    return [OpenApiExample("request", request, request_only=True), shown]


CHILD = "01a1fde6-186b-7576-8503-4a69f8a2617f"
SESSION = "01a1fde6-197c-76fb-98bc-e136bf02cfa1"
QUESTION: dict[str, Any] = {
    "id": "01a1fde6-1983-73e3-b327-ce1608df3018",
    "subject": "Physics",
    "topic": "Kinematics",
    "sub_topic": "free fall with an initial velocity",
    "difficulty": "hard",
    "stem": "A ball is thrown straight up at $30\\ \\text{m/s}$ from the edge of the roof of "
    "a building $80\\ \\text{m}$\n"
    "high and just misses the edge on its way down. Take $g = 10\\ \\text{m/s}^2$ and "
    "neglect air resistance.\n"
    "How long after the throw does it reach the ground at the foot of the building?",
    "options": ["$4.0\\ \\text{s}$", "$2.0\\ \\text{s}$", "$5.5\\ \\text{s}$", "$8.0\\ \\text{s}$"],
    "source": "built-in curriculum",
    "hash": "62cdb57fd6dff5d55e10c39417ea355daa32cfcf65ab94221bf93ba9c865209e",
    "correct_answer": "",
    "rationale": "",
}
SUBTOPICS_OF_KINEMATICS = [
    "acceleration from the rate of rotation",
    "acceleration in free fall",
    "angular and linear speed",
    "apparent speed of rain",
    "average speed",
    "average speed of accelerated motion",
    "average velocity",
    "braking distance",
    "centripetal acceleration",
    "change of velocity",
    "components of a velocity",
    "dependence on speed and radius",
    "direction of rain for a walker",
    "direction of the acceleration",
    "distance and displacement in free fall",
    "drift in a river",
    "equations of motion",
    "free fall with an initial velocity",
    "greatest height",
    "independence of horizontal and vertical motion",
    "launch from a height",
    "launch speed from height and range",
    "motion with and against a current",
    "overtaking trains",
    "period at equal acceleration",
    "points of a rigid disc",
    "quickest and straight crossing of a river",
    "range and angle of launch",
    "range on level ground",
    "relative velocity along a line",
    "speed on landing",
    "time to cross a river",
    "trains that pass each other",
    "velocity at the highest point",
    "velocity-time graph",
]
FETCH = _pair(
    {
        "questions": [QUESTION],
        "selected_subtopic": QUESTION["sub_topic"],
        "session_id": SESSION,
    },
    {
        "child_id": CHILD,
        "subject": "Physics",
        "topic": "Kinematics",
        "subtopic": QUESTION["sub_topic"],
        "limit": 1,
    },
)
TOPICS = _pair(
    {
        "topics": [
            {"topic": "Kinematics"},
            {"topic": "Laws of motion"},
            {"topic": "Work, energy and power"},
        ]
    }
)
SUBTOPICS = _pair({"subtopics": SUBTOPICS_OF_KINEMATICS})
ATTEMPT = _pair(
    {
        "attempt_id": "01a1fde6-1990-7184-af20-a26e49f7e4f7",
        "correct": False,
        "expected": "$8.0\\ \\text{s}$",
        "explanation": "With up as positive and the roof as origin, $-80 = 30t - 5t^2$, so $t^2 - "
        "6t - 16 = 0$ and\n"
        "$t = 8\\ \\text{s}$ (the root $-2\\ \\text{s}$ lies before the throw). "
        "With all signs taken as positive,\n"
        "$80 = 30t + 5t^2$ gives $2\\ \\text{s}$; a stone dropped from rest would "
        "take $4\\ \\text{s}$; and\n"
        "$3\\ \\text{s}$ up followed by $125\\ \\text{m}$ at the final speed of "
        "$50\\ \\text{m/s}$ gives\n"
        "$5.5\\ \\text{s}$.",
        "misconception": "Every motion starts from rest",
        "session_id": "01a1fde6-197c-76fb-98bc-e136bf02cfa1",
    },
    {
        "child_id": CHILD,
        "question_id": QUESTION["id"],
        "selected": 0,
        "time_spent_ms": 41_000,
        "session_id": SESSION,
    },
    201,
)
PROGRESS = _pair(
    {
        "attempted": 1,
        "correct": 0,
        "accuracy": 0,
        "current_streak": 0,
        "day_streak": 1,
        "by_subject": {"Physics": {"correct": 0, "total": 1, "accuracy": 0}},
        "by_topic": [{"topic": "Kinematics", "attempted": 1, "correct": 0, "accuracy": 0}],
        "trend": None,
    }
)
SUMMARY = _pair(
    {
        "session": {
            "id": "01a1fde6-197c-76fb-98bc-e136bf02cfa1",
            "user_id": "01a1fde6-186b-7576-8503-4a69f8a2617f",
            "child_id": "01a1fde6-186b-7576-8503-4a69f8a2617f",
            "name": "Practice: Kinematics",
            "kind": "practice",
            "status": "active",
            "phase": "INTAKE",
            "exam_type": "NEET",
            "session_metadata": {},
            "chat_id": "01a1fde6-197f-76e7-9bab-62cdc675e240",
            "mission_id": None,
            "subject": "Physics",
            "topic": "Kinematics",
            "subtopic": "free fall with an initial velocity",
            "started_at": "2026-11-21T11:37:57.887000Z",
            "ended_at": None,
            "created_at": "2026-11-21T11:37:57.887000Z",
            "updated_at": "2026-11-21T11:37:57.887000Z",
            "last_activity_at": "2026-11-21T11:37:57.887000Z",
            "version": 1,
            "valid_actions": ["generate_plan"],
            "valid_verbs": ["pause", "complete", "archive"],
        },
        "questions_attempted": 1,
        "questions_correct": 0,
        "accuracy": 0,
        "total_time_ms": 41000,
        "avg_time_per_question_ms": 41000,
        "subjects_practiced": ["Physics"],
        "by_topic": [
            {
                "topic": "Kinematics",
                "attempted": 1,
                "correct": 0,
                "accuracy": 0,
                "total_time_ms": 41000,
            }
        ],
        "trend": None,
        "compared_with": {"window_days": 30, "accuracy": None, "avg_time_per_question_ms": None},
    }
)
SECOND_SESSION = "01a1fde6-1a44-7b0c-a1ba-5d1b3f0c9d27"
COMPARISON = _pair(
    {
        "child_id": CHILD,
        "summaries": [
            {
                **SUMMARY[0].value,
                "session": {
                    **SUMMARY[0].value["session"],
                    "status": "completed",
                    "ended_at": "2026-11-21T11:38:55.301000Z",
                    "updated_at": "2026-11-21T11:38:55.301000Z",
                    "last_activity_at": "2026-11-21T11:38:55.301000Z",
                    "version": 2,
                    "valid_actions": [],
                    "valid_verbs": ["archive"],
                },
            },
            {
                "session": {
                    **SUMMARY[0].value["session"],
                    "id": SECOND_SESSION,
                    "name": "Practice: Laws of motion",
                    "chat_id": "01a1fde6-1a47-76e7-9bab-62cdc675e241",
                    "topic": "Laws of motion",
                    "subtopic": "centripetal force",
                    "started_at": "2026-11-21T11:39:02.118000Z",
                    "created_at": "2026-11-21T11:39:02.118000Z",
                    "updated_at": "2026-11-21T11:39:02.118000Z",
                    "last_activity_at": "2026-11-21T11:39:02.118000Z",
                },
                "questions_attempted": 1,
                "questions_correct": 1,
                "accuracy": 100,
                "total_time_ms": 30000,
                "avg_time_per_question_ms": 30000,
                "subjects_practiced": ["Physics"],
                "by_topic": [
                    {
                        "topic": "Laws of motion",
                        "attempted": 1,
                        "correct": 1,
                        "accuracy": 100,
                        "total_time_ms": 30000,
                    }
                ],
                "trend": None,
                "compared_with": {
                    "window_days": 30,
                    "accuracy": 0,
                    "avg_time_per_question_ms": 41000,
                },
            },
        ],
    }
)
