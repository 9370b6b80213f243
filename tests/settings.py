"""The product's settings with test secrets and cheap passwords."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("MENTOR_MODE", "laptop")
os.environ["DJANGO_SECRET_KEY"] = (
    "test-only-secret-key-long-enough-for-every-check-0123456789-abcdef"
)
os.environ["JWT_SIGNING_KEY"] = "test-only-signing-key-that-is-long-enough-0123456789"
os.environ["FIELD_ENCRYPTION_KEYS"] = "t1:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="

from config.settings import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {"polling_interval": 0.05}
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
STATIC_ROOT = BASE_DIR / "static"  # served as it lies, nothing is collected
SILENCED_SYSTEM_CHECKS = ["staticfiles.E002"]  # which minds just that
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file of its own for each run; power cuts are not what tests try.
    DATABASES["default"]["TEST"]["NAME"] = str(
        Path(tempfile.gettempdir()) / f"mentor-test-{os.getpid()}.sqlite3"
    )
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
    )
if CACHES["default"]["BACKEND"].endswith("RedisCache"):
    # A database of Redis for each test process: one's clean-up must not empty another's cache.
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    CACHES["default"]["LOCATION"] = f"{REDIS_URL.rsplit('/', 1)[0]}/{1 + worker % 15}"
