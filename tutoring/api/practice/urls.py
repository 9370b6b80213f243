"""Routes of the practice API."""

from django.urls import path

from tutoring.api.practice.views import (
    AttemptsView,
    FetchQuestionsView,
    ProgressView,
    SubtopicsView,
    TopicsView,
)

urlpatterns = [
    path("questions/fetch/", FetchQuestionsView.as_view(), name="questions-fetch"),
    path("questions/topics/", TopicsView.as_view(), name="questions-topics"),
    path("questions/subtopics/", SubtopicsView.as_view(), name="questions-subtopics"),
    path("attempts/", AttemptsView.as_view(), name="attempts"),
    path("progress/<uuid:child_id>/", ProgressView.as_view(), name="progress"),
]
