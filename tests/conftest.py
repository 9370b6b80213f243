"""Fixtures that every test may use."""

import pytest


@pytest.fixture(autouse=True)
def _empty_history_before_the_flush(request):
    """Transactional tests end with a flush, which the insert-only history refuses."""
    marker = request.node.get_closest_marker("django_db")
    transactional = bool(marker and marker.kwargs.get("transaction"))
    if not (transactional or "transactional_db" in request.fixturenames):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    from sessions_app.models import StudySession
    from sessions_app.services.history import erase_sessions

    erase_sessions(session_ids=list(StudySession.objects.values_list("pk", flat=True)))


@pytest.fixture(autouse=True)
def _empty_cache():
    """Request limits are counted in the cache; no test inherits another's count."""
    from django.core.cache import cache

    cache.clear()
