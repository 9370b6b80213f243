"""Pages of the autopilot."""

from django.urls import path

from autopilot import views

app_name = "autopilot"
urlpatterns = [
    path("sessions/<uuid:session_id>/mission/", views.mission, name="mission"),
    path("sessions/<uuid:session_id>/mission/<str:verb>/", views.steer, name="steer"),
]
