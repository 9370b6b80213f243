"""The Celery application; beat entries stand in ``config/settings/background.py``."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("mentor")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
