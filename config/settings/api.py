"""Django REST framework, tokens and the OpenAPI document."""

from datetime import timedelta

from config.settings.environment import env
from config.settings.security import JWT_SIGNING_KEY

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.api.authentication.MentorAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.api.permissions.IsActiveLearner"],
    "DEFAULT_PARSER_CLASSES": ["config.api.parsers.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": [
        "rest_framework.renderers.JSONRenderer",
        "rest_framework.renderers.BrowsableAPIRenderer",
    ],
    "DEFAULT_PAGINATION_CLASS": "config.api.pagination.MentorCursorPagination",
    "DEFAULT_THROTTLE_CLASSES": [
        "config.api.throttles.UserThrottle",
        "config.api.throttles.AgentThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {
        "user": env.str("THROTTLE_USER", default="600/min"),
        "agent": env.str("THROTTLE_AGENT", default="60/min"),
    },
    "DEFAULT_SCHEMA_CLASS": "config.api.schema.MentorSchema",
    "EXCEPTION_HANDLER": "config.problems.problem_handler",
    "DATETIME_FORMAT": "iso-8601",
    "COERCE_DECIMAL_TO_STRING": False,
    "URL_FORMAT_OVERRIDE": None,
    "FORM_METHOD_OVERRIDE": None,
}
SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=10),
    "ALGORITHM": "HS256",
    "SIGNING_KEY": JWT_SIGNING_KEY,
    "USER_ID_CLAIM": "sub",
    "AUTH_HEADER_TYPES": ("Bearer",),
}
REFRESH_TOKEN_LIFETIME = timedelta(days=env.int("REFRESH_TOKEN_DAYS", default=30))
REFRESH_REUSE_GRACE = timedelta(seconds=10)

SPECTACULAR_SETTINGS = {
    "TITLE": "Study Mentor API",
    "DESCRIPTION": "Resumable study sessions, their agent history, tutoring and missions.",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "ENUM_NAME_OVERRIDES": {
        "SessionStatusEnum": "sessions_app.states.SessionStatus",
        "StudyPhaseEnum": "sessions_app.states.StudyPhase",
        "ExamTypeEnum": "accounts.states.ExamType",
        "SessionKindEnum": "sessions_app.states.SessionKind",
        "FlagStatusEnum": "tutoring.states.FlagStatus",
        "FlagKindEnum": "tutoring.states.FlagKind",
        "MaterialStatusEnum": "tutoring.states.MaterialStatus",
        "PageSourceEnum": "tutoring.material.sources.Source",
        "RunStatusEnum": "autopilot.states.RunStatus",
        "MissionStatusEnum": "autopilot.states.MissionStatus",
        # Hops and steps have the same statuses.
        "HopStatusEnum": "autopilot.states.HopStatus",
        "AssetStatusEnum": "autopilot.states.AssetStatus",
        "AssetRoleEnum": "autopilot.states.AssetRole",
        "MessageRoleEnum": "sessions_app.states.MessageRole",
        "AssetScopeEnum": "autopilot.states.AssetScope",
        "AssetTypeEnum": "autopilot.states.AssetType",
        "ToolIdEnum": "autopilot.states.ToolId",
        "RunPhaseEnum": "autopilot.states.RunPhase",
    },
}

JSON_BODY_LIMIT = 1_000_000  # bytes
UPLOAD_BODY_LIMIT = 10_000_000  # bytes
DATA_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_BODY_LIMIT
JSON_DEPTH_LIMIT = 64
JSON_KEY_LIMIT = 5_000
FREE_FORM_LIMIT = 64_000  # bytes of JSON in one context or metadata object
IDEMPOTENCY_TTL = timedelta(hours=24)
IDEMPOTENCY_LEASE = timedelta(seconds=30)
