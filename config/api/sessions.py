"""Session routes whose answers mix apps: the detail carries the session's mission."""

from rest_framework.routers import SimpleRouter

from sessions_app.api.views import SessionViewSet

router = SimpleRouter(use_regex_path=False)
router.register("sessions", SessionViewSet, basename="session")
urlpatterns = router.urls
