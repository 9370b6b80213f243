"""Routes of identity, children and guardians, below ``/api/``."""

from django.urls import path

from accounts.api import identity_views, people_views

CHILD = {
    "get": "retrieve",
    "put": "update",
    "patch": "partial_update",
    "delete": "destroy",
}

urlpatterns = [
    path("auth/signup/", identity_views.SignUpView.as_view(), name="auth-signup"),
    path("auth/login/", identity_views.LoginView.as_view(), name="auth-login"),
    path("auth/refresh/", identity_views.RefreshView.as_view(), name="auth-refresh"),
    path("auth/logout/", identity_views.LogoutView.as_view(), name="auth-logout"),
    path("auth/me/", identity_views.MeView.as_view(), name="auth-me"),
    path(
        "children/",
        people_views.ChildViewSet.as_view({"get": "list", "post": "create"}),
        name="child-list",
    ),
    path(
        "children/<uuid:child_id>/",
        people_views.ChildViewSet.as_view(CHILD),
        name="child-detail",
    ),
    path(
        "guardians/invitations/",
        people_views.InvitationsView.as_view(),
        name="guardian-invitations",
    ),
    path(
        "guardians/invitations/<str:token>/accept/",
        people_views.AcceptInvitationView.as_view(),
        name="guardian-accept",
    ),
    path(
        "guardians/<uuid:link_id>/",
        people_views.GuardianshipView.as_view(),
        name="guardian-end",
    ),
]
