"""Routes of missions and runs."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from autopilot.api import contents, runs
from autopilot.api.views import MissionViewSet

router = SimpleRouter(use_regex_path=False)
router.register("missions", MissionViewSet, basename="mission")
urlpatterns = [
    *router.urls,
    path("hops/<uuid:hop_id>/tool-steps/", contents.ToolStepsView.as_view(), name="hop-steps"),
    path("assets/", contents.AssetsView.as_view(), name="asset-list"),
    path("assets/<uuid:asset_id>/", contents.AssetView.as_view(), name="asset-detail"),
    path(
        "assets/<uuid:asset_id>/download/",
        contents.AssetDownloadView.as_view(),
        name="asset-download",
    ),
    path("autopilot/start/", runs.StartRunView.as_view(), name="autopilot-start"),
    path(
        "autopilot/status/<uuid:session_id>/", runs.RunStatusView.as_view(), name="autopilot-status"
    ),
    path("autopilot/pause/<uuid:session_id>/", runs.PauseRunView.as_view(), name="autopilot-pause"),
    path(
        "autopilot/resume/<uuid:session_id>/", runs.ResumeRunView.as_view(), name="autopilot-resume"
    ),
    path("autopilot/stop/<uuid:session_id>/", runs.StopRunView.as_view(), name="autopilot-stop"),
    path(
        "autopilot/answer/<uuid:session_id>/", runs.AnswerRunView.as_view(), name="autopilot-answer"
    ),
    path("autopilot/veto/<uuid:session_id>/", runs.VetoView.as_view(), name="autopilot-veto"),
    path(
        "autopilot/proceed/<uuid:session_id>/", runs.ProceedView.as_view(), name="autopilot-proceed"
    ),
]
