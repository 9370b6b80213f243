"""Missions in the admin: to look at; only the services move them."""

from django.contrib import admin
from django.http import HttpRequest

from autopilot.models import Mission


@admin.register(Mission)
class MissionAdmin(admin.ModelAdmin):
    list_display = ["name", "user", "session", "status", "created_at", "ended_at"]
    list_filter = ["status"]
    search_fields = ["name", "user__email", "=id"]
    list_select_related = ["user", "session"]
    show_full_result_count = False
    ordering = ["-id"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Mission | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Mission | None = None) -> bool:
        return False
