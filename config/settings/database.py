"""The database and the cache; nothing true lives in the cache."""

from config.settings.environment import BASE_DIR, DATA_DIR, env

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'db.sqlite3'}")}
_database = DATABASES["default"]
if _database["ENGINE"].endswith("sqlite3"):
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,  # seconds
        # FULL: an acknowledged save survives a power cut.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
    # A file: the in-memory database ignores the lock time-out between threads.
    _database["TEST"] = {"NAME": str(BASE_DIR / "test.sqlite3")}
else:
    _database["ENGINE"] = "config.postgresql"
    _database["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=300)  # seconds
    _database["CONN_HEALTH_CHECKS"] = True
    _database.setdefault("OPTIONS", {})
    _database["OPTIONS"] |= {
        "connect_timeout": 5,  # seconds
        # Values travel beside the statement, so the server prepares what it hears often.
        "server_side_binding": True,
        "prepare_threshold": 5 if env.bool("DATABASE_PREPARE", default=True) else None,
        "options": (
            "-c lock_timeout=4s -c statement_timeout=15s -c idle_in_transaction_session_timeout=10s"
        ),
    }

REDIS_URL = env.str("REDIS_URL", default="")
CACHES: dict[str, dict[str, object]] = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}
if REDIS_URL:
    CACHES["default"] = {
        "BACKEND": "config.redis_cache.SharedRedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},  # seconds
    }
