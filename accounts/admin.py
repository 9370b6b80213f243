"""Staff see people and who follows whom; secrets are not shown, tokens are not edited."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from accounts.addresses import site_url
from accounts.clock import ClockNow
from accounts.models import (
    GuardianInvitation,
    Guardianship,
    Learner,
    OutgoingMail,
    RefreshFamily,
    User,
)
from accounts.services.passwords import request_password_reset
from accounts.services.refresh_tokens import revoke_all_families


def staff_log_in(request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
    """The admin has no log-in of its own: the limits of the common page hold for staff too."""
    if request.user.is_authenticated:
        raise PermissionDenied("This is for staff.")
    return redirect_to_login(request.GET.get("next") or request.get_full_path())


admin.site.login = staff_log_in  # type: ignore[method-assign]


class ReadOnlyAdmin(admin.ModelAdmin):
    """Shown, searched, never changed here."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    has_change_permission = has_add_permission
    has_delete_permission = has_add_permission


class UserAdminForm(forms.ModelForm):
    """The password is no field of it; an empty e-mail stays null."""

    class Meta:
        model = User
        fields = ["email", "name", "timezone", "language", "theme", "is_active"]
        fields += ["is_staff", "groups"]

    def clean_email(self) -> str | None:
        email = self.cleaned_data["email"]
        return email.strip().lower() if email else None


class LearnerInline(admin.StackedInline):
    model = Learner
    can_delete = False
    extra = 0


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    form = UserAdminForm
    inlines = [LearnerInline]
    list_display = ["__str__", "email", "is_active", "is_staff", "created_at"]
    list_filter = ["is_active", "is_staff", "created_at"]
    search_fields = ["email", "name", "=id"]
    ordering = ["-created_at"]
    readonly_fields = ["id", "created_at", "last_login", "email_confirmed_at", "is_superuser"]
    filter_horizontal = ["groups"]
    actions = ["mail_password_reset", "end_api_log_ins"]
    show_full_result_count = False

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        fields = list(UserAdminForm.Meta.fields)
        return [*fields, *self.readonly_fields] if obj else fields

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Only a superuser decides who is staff, and with which rights."""
        extra = [] if request.user.is_superuser else ["is_staff", "groups"]
        return [*self.readonly_fields, *extra]

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            obj.set_unusable_password()  # the person sets one by the mailed link
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # people are erased with everything they have, not row by row

    @admin.action(description="Mail a link to set a new password")
    def mail_password_reset(self, request: HttpRequest, people: QuerySet[User]) -> None:
        people = people.exclude(email=None)
        for user in people:
            request_password_reset(email=user.email, base_url=site_url(request))
        self.message_user(request, f"{len(people)} links are on their way.")

    @admin.action(description="End all API log-ins")
    def end_api_log_ins(self, request: HttpRequest, people: QuerySet[User]) -> None:
        ended = sum(revoke_all_families(user, "staff") for user in people)
        self.message_user(request, f"{ended} log-ins ended.")


@admin.register(Guardianship)
class GuardianshipAdmin(ReadOnlyAdmin):
    list_display = ["guardian", "learner", "status", "consent_method", "consented_at"]
    list_filter = ["status", "consent_method"]
    list_select_related = ["guardian", "learner__user"]
    search_fields = ["guardian__email", "learner__user__email", "learner__user__name"]
    show_full_result_count = False


@admin.register(GuardianInvitation)
class GuardianInvitationAdmin(ReadOnlyAdmin):
    list_display = ["email", "learner", "state", "expires_at"]
    fields = ["learner", "email", "state", "expires_at", "accepted_at", "revoked_at"]
    list_select_related = ["learner__user"]
    search_fields = ["email", "learner__user__email"]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[GuardianInvitation]:
        return super().get_queryset(request).annotate(now=ClockNow())

    def state(self, invitation: GuardianInvitation) -> str:
        if invitation.accepted_at:
            return "accepted"
        if invitation.revoked_at:
            return "withdrawn"
        return "expired" if invitation.expires_at <= invitation.now else "open"


@admin.register(RefreshFamily)
class RefreshFamilyAdmin(ReadOnlyAdmin):
    """API log-ins; the tokens themselves are stored hashed and shown nowhere."""

    list_display = ["id", "user", "created_at", "refreshed_at", "revoked_at", "revoked_reason"]
    list_filter = ["revoked_reason", "created_at"]
    list_select_related = ["user"]
    search_fields = ["user__email", "=id", "=user__id"]
    show_full_result_count = False


@admin.register(OutgoingMail)
class OutgoingMailAdmin(ReadOnlyAdmin):
    list_display = ["kind", "recipient", "created_at", "sent_at", "attempts"]
    list_filter = ["kind", "sent_at"]
    search_fields = ["recipient"]
    show_full_result_count = False
