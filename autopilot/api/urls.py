"""Routes of missions."""

from rest_framework.routers import SimpleRouter

from autopilot.api.views import MissionViewSet

router = SimpleRouter(use_regex_path=False)
router.register("missions", MissionViewSet, basename="mission")
urlpatterns = router.urls
