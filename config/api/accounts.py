"""People's routes made safe to repeat: the decorator lives in an app above ``accounts``."""

from django.urls import URLPattern, path

from accounts.api.people_views import (
    AcceptInvitationView,
    ChildViewSet,
    GuardianshipView,
    InvitationsView,
)
from accounts.api.urls import CHILD
from accounts.api.urls import urlpatterns as account_patterns
from sessions_app.api.idempotency import idempotent


class SafeChildViewSet(ChildViewSet):
    create = idempotent(ChildViewSet.create)
    update = idempotent(ChildViewSet.update)
    partial_update = idempotent(ChildViewSet.partial_update)
    destroy = idempotent(ChildViewSet.destroy)


class SafeInvitationsView(InvitationsView):
    post = idempotent(InvitationsView.post)


class SafeAcceptInvitationView(AcceptInvitationView):
    post = idempotent(AcceptInvitationView.post)


class SafeGuardianshipView(GuardianshipView):
    delete = idempotent(GuardianshipView.delete)


SAFE_VIEWS = {
    "child-list": SafeChildViewSet.as_view({"get": "list", "post": "create"}),
    "child-detail": SafeChildViewSet.as_view(CHILD),
    "guardian-invitations": SafeInvitationsView.as_view(),
    "guardian-accept": SafeAcceptInvitationView.as_view(),
    "guardian-end": SafeGuardianshipView.as_view(),
}


def _safe(pattern: URLPattern) -> URLPattern:
    view = SAFE_VIEWS.get(pattern.name or "", pattern.callback)
    return path(str(pattern.pattern), view, name=pattern.name)


urlpatterns = [_safe(pattern) for pattern in account_patterns]
