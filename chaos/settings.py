"""The product's settings for a drill: a short lease, and a sabotage if a test build asks for it.

Nothing of this reaches the product: its own settings never import this module.
"""

import os
from datetime import timedelta

from django.core.exceptions import ImproperlyConfigured

from config import settings as product
from config.settings import *  # noqa: F403

IDEMPOTENCY_LEASE = timedelta(seconds=3)  # a killed request frees its key in the drill's time
SIGN_UP_LIMIT_PER_ADDRESS = 1_000

CHAOS_SABOTAGE = os.environ.get("CHAOS_SABOTAGE", "")
if CHAOS_SABOTAGE:
    if os.environ.get("CHAOS_TEST_BUILD") != "1":
        raise ImproperlyConfigured("CHAOS_SABOTAGE works in a test build only.")
    MIDDLEWARE = ["chaos.sabotage.SabotageMiddleware", *product.MIDDLEWARE]
