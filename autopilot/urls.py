"""Pages of the autopilot."""

from django.urls import path

from autopilot.views import assets, live, mission, report

app_name = "autopilot"
urlpatterns = [
    path("sessions/<uuid:session_id>/autopilot/", live.autopilot, name="live"),
    path("sessions/<uuid:session_id>/autopilot/part/", live.part, name="part"),
    path("sessions/<uuid:session_id>/autopilot/start/", live.start, name="start"),
    path("sessions/<uuid:session_id>/autopilot/answer/", live.answer, name="answer"),
    path("sessions/<uuid:session_id>/autopilot/veto/", live.leave_topic, name="veto"),
    *(
        path(
            f"sessions/<uuid:session_id>/autopilot/{verb}/",
            live.steer,
            {"verb": verb},
            name=verb,
        )
        for verb in live.VERBS
    ),
    path("runs/<uuid:run_id>/report/", report.report, name="report"),
    path("runs/<uuid:run_id>/report.md", report.markdown, name="report-markdown"),
    path("assets/<uuid:asset_id>/", assets.asset, name="asset"),
    path("assets/<uuid:asset_id>.md", assets.markdown, name="asset-markdown"),
    path("sessions/<uuid:session_id>/mission/", mission.mission, name="mission"),
    path("sessions/<uuid:session_id>/mission/<str:verb>/", mission.steer, name="steer"),
]
