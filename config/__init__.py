"""Composition: settings, urls, background work, errors at the edge."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
