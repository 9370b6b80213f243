"""Celery: doorbells and the clock. Rows are the truth, messages only wake somebody."""

from datetime import timedelta

from celery.schedules import crontab

from config.settings.database import REDIS_URL
from config.settings.environment import IS_SERVER, env

CELERY_BROKER_URL = env.str(
    "CELERY_BROKER_URL", default=REDIS_URL or ("" if IS_SERVER else "memory://")
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"polling_interval": 0.05}
    if CELERY_BROKER_URL == "memory://"
    else {"socket_timeout": 5, "socket_connect_timeout": 2, "visibility_timeout": 60}
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 300  # seconds
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_max": 0.2}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"

# Thresholds of the jobs (the seeds' defaults).
SESSION_ABANDON_AFTER = timedelta(hours=env.int("SESSION_ABANDON_HOURS", default=24))
SESSION_ARCHIVE_AFTER = timedelta(days=env.int("SESSION_ARCHIVE_DAYS", default=7))
PRACTICE_IDLE_AFTER = timedelta(minutes=env.int("PRACTICE_IDLE_MINUTES", default=30))
PLAN_CACHE_TTL = timedelta(hours=env.int("PLAN_CACHE_HOURS", default=24))
ACTIVITY_RESOLUTION = timedelta(seconds=30)
JOB_CHUNK_SIZE = env.int("JOB_CHUNK_SIZE", default=2_000)
JOB_RUNS_KEPT = timedelta(days=14)

CELERY_BEAT_SCHEDULE = {
    "heartbeat": {"task": "sessions_app.beat_heartbeat", "schedule": timedelta(seconds=15)},
    "abandon-sessions": {
        "task": "sessions_app.abandon_inactive_sessions",
        "schedule": timedelta(minutes=5),
    },
    "archive-sessions": {
        "task": "sessions_app.archive_abandoned_sessions",
        "schedule": timedelta(hours=1),
    },
    "calibrate-mastery": {
        "task": "tutoring.calibrate_mastery",
        "schedule": crontab(hour=21, minute=30),  # 03:00 in India
    },
    "end-idle-practice": {
        "task": "sessions_app.end_idle_practice",
        "schedule": timedelta(minutes=1),
    },
    "expire-plans": {"task": "tutoring.expire_plans", "schedule": timedelta(minutes=10)},
    "item-statistics": {
        "task": "tutoring.rebuild_item_statistics",
        "schedule": crontab(hour=22),  # 03:30 in India
    },
    "mend-material": {"task": "tutoring.mend_material", "schedule": timedelta(hours=1)},
    "purge": {"task": "sessions_app.purge_expired", "schedule": timedelta(minutes=10)},
    "purge-accounts": {"task": "accounts.purge_expired", "schedule": timedelta(hours=1)},
    "sweep-runs": {"task": "autopilot.sweep", "schedule": timedelta(seconds=5)},
    "read-material": {"task": "tutoring.read_due_material", "schedule": timedelta(minutes=1)},
    "run-imports": {"task": "tutoring.run_due_imports", "schedule": timedelta(minutes=1)},
    "send-mails": {"task": "accounts.send_due_mails", "schedule": timedelta(minutes=1)},
}
