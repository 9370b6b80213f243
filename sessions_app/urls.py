"""Pages of the session core."""

from django.urls import path

from sessions_app import views

app_name = "sessions"
urlpatterns = [
    path("sessions/", views.session_list, name="list"),
    path("sessions/<uuid:session_id>/history/", views.session_history, name="history"),
    path("sessions/<uuid:session_id>/status/<str:verb>/", views.steer, name="steer"),
]
