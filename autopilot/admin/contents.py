"""Hops, steps and assets in the admin: to look at; a step can be set aside, a report rewritten."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from autopilot.admin.deeds import Deed, DeedsAdmin, page_of
from autopilot.admin.timeline import agent_words, cost_words, token_words
from autopilot.models import Asset, Hop, ToolStep
from autopilot.selectors.markdown import asset_markdown
from autopilot.services.mending import void_step, write_report_again
from autopilot.states import ASSET_VERBS, ENDED_TOOL_STEPS, AssetType
from sessions_app.admin.lists import json_block


class ContentAdmin(DeedsAdmin):
    ordering = ["-pk"]
    sortable_by: list[str] = []

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return list(self.fields or [])

    @admin.display(description="mission")
    def mission_link(self, row: Hop | Asset) -> SafeString:
        return format_html(
            '<a href="{}">{}</a>', page_of("mission", row.mission_id), row.mission.name
        )


@admin.register(Hop)
class HopAdmin(ContentAdmin):
    list_title = "Hops"
    list_display = ["name", "sequence_order", "mission_link", "status", "started_at", "ended_at"]
    list_filter = ["status"]
    list_select_related = ["mission"]
    search_fields = ["name", "mission__user__email"]
    fields = [
        *("id", "mission_link", "sequence_order", "name", "goal", "rationale", "numbers"),
        *("status", "is_final", "created_at", "started_at", "ended_at"),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Hop]:
        return super().get_queryset(request).select_related("mission")

    @admin.display(description="numbers behind it")
    def numbers(self, hop: Hop) -> SafeString:
        return json_block(hop.reasons, "Numbers behind it")


@admin.register(ToolStep)
class ToolStepAdmin(ContentAdmin):
    list_title = "Tool steps"
    list_display = ["name", "sequence_order", "tool_id", "status", "duration_ms", "is_void"]
    list_filter = ["status", "tool_id", "is_void"]
    fields = [
        *("id", "run_link", "hop_link", "tool_id", "sequence_order", "name", "status", "is_void"),
        *("agent", "tokens", "cost", "duration_ms", "tries", "error_message"),
        *("given", "gave", "started_at", "completed_at"),
    ]
    deeds = {
        "void": Deed(
            "Set aside",
            "Reports leave it out from now on; what is known of the learner stays as it is.",
            "Set aside.",
            lambda pk, by: void_step(step_id=pk, by=by),
            lambda step: step.status in ENDED_TOOL_STEPS and not step.is_void,
        )
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet[ToolStep]:
        return super().get_queryset(request).select_related("hop", "run")

    @admin.display(description="run")
    def run_link(self, step: ToolStep) -> SafeString:
        return format_html('<a href="{}">{}</a>', page_of("autopilotrun", step.run_id), step.run)

    @admin.display(description="hop")
    def hop_link(self, step: ToolStep) -> SafeString:
        return format_html('<a href="{}">{}</a>', page_of("hop", step.hop_id), step.hop)

    @admin.display(description="agent")
    def agent(self, step: ToolStep) -> str:
        return agent_words(step.turns)

    @admin.display(description="tokens")
    def tokens(self, step: ToolStep) -> str:
        return token_words(step.turns) or "none"

    @admin.display(description="cost")
    def cost(self, step: ToolStep) -> str:
        return cost_words(step.turns) or "none that is known"

    @admin.display(description="input")
    def given(self, step: ToolStep) -> SafeString:
        return json_block(step.inputs, "Input")

    @admin.display(description="output")
    def gave(self, step: ToolStep) -> SafeString | str:
        if step.execution_result is None:
            return "None."
        return json_block(step.execution_result, "Output")


@admin.register(Asset)
class AssetAdmin(ContentAdmin):
    list_title = "Assets"
    list_display = ["name", "subtype", "role", "status", "mission_link", "created_at"]
    list_filter = ["status", "subtype", "role"]
    list_select_related = ["mission"]
    search_fields = ["name", "mission__user__email"]
    fields = [
        *("id", "name", "subtype", "role", "scope_type", "status", "mission_link", "hop_link"),
        *("text", "created_at", "ready_at"),
    ]
    deeds = {
        "write-again": Deed(
            "Write again",
            "The report is made from the run's steps once more; void steps are left out.",
            "Written again.",
            lambda pk, by: write_report_again(asset_id=pk, by=by),
            lambda asset: (
                asset.subtype == AssetType.REPORT and asset.status in ASSET_VERBS["retry"].sources
            ),
        )
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet[Asset]:
        return super().get_queryset(request).select_related("mission", "hop")

    @admin.display(description="hop", empty_value="none")
    def hop_link(self, asset: Asset) -> SafeString | None:
        if asset.hop is None:
            return None
        return format_html('<a href="{}">{}</a>', page_of("hop", asset.hop.pk), asset.hop)

    @admin.display(description="content")
    def text(self, asset: Asset) -> SafeString | str:
        text = asset_markdown(asset)
        if text is None:
            return "None yet."
        return format_html(
            '<pre class="json" tabindex="0" role="region" aria-label="Content">{}</pre>', text
        )
