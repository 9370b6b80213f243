"""The product's settings for a drill: a clock that ticks, and probes if the keeper asks for them.

Nothing of this reaches the product: its own settings never import this module.
"""

import os
from datetime import timedelta

from django.core.exceptions import ImproperlyConfigured

from config import settings as product
from config.settings import *  # noqa: F403

IDEMPOTENCY_LEASE = timedelta(seconds=3)  # a killed request frees its key in the drill's time
SIGN_UP_LIMIT_PER_ADDRESS = 1_000

INSTALLED_APPS = [*product.INSTALLED_APPS, "chaos"]
CHAOS_PROBES = os.environ.get("CHAOS_PROBES", "")  # a folder, see chaos.probes
CHAOS_ROLE = os.environ.get("CHAOS_ROLE", "")
CHAOS_WORK_SECONDS = float(os.environ.get("CHAOS_WORK_SECONDS", "0"))
CHAOS_TICK = timedelta(seconds=5)
CELERY_BEAT_SCHEDULE = {
    **product.CELERY_BEAT_SCHEDULE,
    "chaos-tick": {"task": "chaos.tick", "schedule": CHAOS_TICK},
}

# A trial breaks the product on purpose: quick leases and sweeps, and sabotages at hand.
CHAOS_IS_TRIAL = os.environ.get("CHAOS_TRIAL") == "1"
if CHAOS_IS_TRIAL:
    if os.environ.get("CHAOS_TEST_BUILD") != "1" or not CHAOS_PROBES:
        raise ImproperlyConfigured("CHAOS_TRIAL works in a test build only.")
    MIDDLEWARE = ["chaos.sabotage.SabotageMiddleware", *product.MIDDLEWARE]
    CHAOS_LEASE = timedelta(seconds=3)
    CELERY_BEAT_SCHEDULE["sweep-runs"] = {
        "task": "autopilot.sweep",
        "schedule": timedelta(seconds=2),
    }
