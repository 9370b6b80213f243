"""Missions in the admin: to look at, and to give up."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from autopilot.admin.deeds import Deed, DeedsAdmin
from autopilot.models import Mission
from autopilot.services.mending import fail_mission
from autopilot.states import MISSION_VERBS


@admin.register(Mission)
class MissionAdmin(DeedsAdmin):
    list_title = "Missions"
    list_display = ["name", "user", "session", "status", "created_at", "ended_at"]
    list_filter = ["status"]
    search_fields = ["name", "user__email"]
    list_select_related = ["user", "session"]
    ordering = ["-pk"]
    sortable_by: list[str] = []
    fields = [
        *("id", "user", "session", "name", "goal", "description", "success_criteria"),
        *("status", "created_at", "ended_at"),
    ]
    # Completing is the engine's alone: it follows from what the mission has left.
    deeds = {
        "fail": Deed(
            MISSION_VERBS["fail"].label,
            "It ends as failed: its live run stops, and what it still owes will not come.",
            "Ended as failed.",
            lambda pk, by: fail_mission(mission_id=pk, by=by),
            lambda mission: mission.status in MISSION_VERBS["fail"].sources,
        )
    }

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return list(self.fields)

    def get_queryset(self, request: HttpRequest):
        missions = super().get_queryset(request).select_related("user", "session")
        return missions.defer("session__metadata", "session__current_context")
