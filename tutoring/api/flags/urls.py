"""Routes of the flags API."""

from django.urls import path

from tutoring.api.flags.views import FlagView

urlpatterns = [
    path("questions/<uuid:question_id>/flag/", FlagView.as_view(), name="question-flag"),
]
