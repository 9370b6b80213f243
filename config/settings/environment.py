"""Where settings come from: the environment, then the data folder's secrets, then ``.env``."""

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

LAPTOP, SERVER = "laptop", "server"
MENTOR_MODE = env.str("MENTOR_MODE", default=SERVER)
if MENTOR_MODE not in {LAPTOP, SERVER}:
    raise ImproperlyConfigured(f"MENTOR_MODE is {MENTOR_MODE!r}; it must be 'laptop' or 'server'.")
IS_SERVER = MENTOR_MODE == SERVER

DATA_DIR = Path(env.str("MENTOR_DATA", default=str(BASE_DIR / "data"))).resolve()
if not IS_SERVER:
    environ.Env.read_env(DATA_DIR / "secrets.env")
