"""Real answers, for the OpenAPI document."""

from drf_spectacular.utils import OpenApiExample

USER_ID = "01a1fd93-0309-706c-b98e-573726d115f1"
CHILD_ID = "01a1fd95-8d42-7c11-9a06-2f1be0c7a4d3"
CREATED_AT = "2026-11-21T04:37:12.345000Z"
EMAIL = "asha@example.org"
INVITED = "parent@example.org"

SIGN_UP = OpenApiExample(
    "Sign up",
    request_only=True,
    value={"email": EMAIL, "password": "three calm words", "name": "Asha"},
)
LOG_IN = OpenApiExample(
    "Log in",
    request_only=True,
    media_type="application/json",
    value={"email": EMAIL, "password": "three calm words"},
)
LOG_IN_FORM = OpenApiExample(
    "Log in by form",
    request_only=True,
    media_type="application/x-www-form-urlencoded",
    value={"username": EMAIL, "password": "three calm words"},
)
REFRESH = OpenApiExample(
    "Refresh token",
    request_only=True,
    value={"refresh_token": "q0RWbC1n5m6cXfX1nY1xv0v7q0m3o9zYFqk2s4vN3aE"},
)
TOKENS = OpenApiExample(
    "Logged in",
    response_only=True,
    status_codes=["200", "201"],
    value={
        "access_token": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIwMWExZmQ5My0wMzA5In0.x7Q",
        "refresh_token": "q0RWbC1n5m6cXfX1nY1xv0v7q0m3o9zYFqk2s4vN3aE",
        "token_type": "bearer",
        "user": {"id": USER_ID, "email": EMAIL, "name": "Asha", "created_at": CREATED_AT},
        "parent": {"id": USER_ID, "email": EMAIL, "created_at": CREATED_AT},
    },
)
CONFIRMATION_SENT = OpenApiExample(
    "A link was mailed",
    response_only=True,
    status_codes=["202"],
    value={
        "status": "confirmation_sent",
        "detail": "We sent a link to this address. Follow it to go on.",
    },
)
ME = OpenApiExample(
    "Me",
    response_only=True,
    value={
        "id": USER_ID,
        "email": EMAIL,
        "name": "Asha",
        "is_guardian": False,
        "is_staff": False,
        "created_at": CREATED_AT,
    },
)
CHILD_INPUT = OpenApiExample(
    "A child of 8",
    request_only=True,
    value={"name": "Ravi", "birthdate": "2018-04-02", "grade": 3},
)
CHILD = OpenApiExample(
    "Child",
    response_only=True,
    value={
        "id": CHILD_ID,
        "parent_id": USER_ID,
        "name": "Ravi",
        "birthdate": "2018-04-02",
        "grade": 3,
        "created_at": CREATED_AT,
    },
)
INVITE = OpenApiExample("Invite", request_only=True, value={"email": INVITED})
INVITATION = OpenApiExample(
    "Invitation",
    response_only=True,
    value={
        "id": "01a1fd9a-11aa-7d0e-8d53-5f7d2a8c9b10",
        "email": INVITED,
        "learner_id": USER_ID,
        "expires_at": "2026-11-28T04:37:12.345000Z",
    },
)
GUARDIANSHIP = OpenApiExample(
    "Guardianship",
    response_only=True,
    value={
        "id": "01a1fd9c-7c3e-7a52-b0f4-90d1c2e3f4a5",
        "guardian_id": "01a1fd9b-2f60-7f44-8a1b-6c5d4e3f2a1b",
        "learner_id": USER_ID,
        "status": "active",
        "consented_at": CREATED_AT,
    },
)
