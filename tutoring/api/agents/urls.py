"""Routes of the agents API."""

from django.urls import path

from tutoring.api.agents import hints, plans, quizzes, tutor

urlpatterns = [
    path("plan/generate/", plans.GeneratePlanView.as_view(), name="plan-generate"),
    path(
        "plan/generate-verified/",
        plans.GenerateVerifiedPlanView.as_view(),
        name="plan-generate-verified",
    ),
    path(
        "plan/generate-verified-with-history/",
        plans.PlanWithHistoryView.as_view(),
        name="plan-with-history",
    ),
    path("plan/stream-verified/", plans.StreamVerifiedPlanView.as_view(), name="plan-stream"),
    path("tutor/explain/", tutor.ExplainView.as_view(), name="tutor-explain"),
    path("tutor/stream/", tutor.ExplainStreamView.as_view(), name="tutor-stream"),
    path("tutor/hint/", hints.HintView.as_view(), name="tutor-hint"),
    path("tutor/chat/", tutor.TopicChatView.as_view(), name="tutor-chat"),
    path("quiz/generate/", quizzes.GenerateQuizView.as_view(), name="quiz-generate"),
    path("quiz/persistence/", quizzes.SavedQuizView.as_view(), name="quiz-persistence"),
    path("quiz/evaluate/", quizzes.EvaluateView.as_view(), name="quiz-evaluate"),
    path("quiz/misconception/", quizzes.MisconceptionView.as_view(), name="quiz-misconception"),
    path("analyze/performance/", quizzes.PerformanceView.as_view(), name="analyze-performance"),
]
