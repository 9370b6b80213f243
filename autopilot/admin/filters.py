"""How staff narrow the list of runs."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.clock import ClockNow
from autopilot.states import RunStatus, WaitingFor


class WaitingFilter(admin.SimpleListFilter):
    """What of the learner a run waits for."""

    title = "waiting for"
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        named = [(choice.value, str(choice.label)) for choice in WaitingFor if choice.value]
        return [*named, ("nothing", str(WaitingFor.NOTHING.label))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        match self.value():
            case "nothing":
                return queryset.filter(waiting_for=WaitingFor.NOTHING)
            case WaitingFor.READING | WaitingFor.ANSWER:
                return queryset.filter(waiting_for=self.value())
        return queryset


class LeaseFilter(admin.SimpleListFilter):
    """Running runs that nobody works on, somebody does, or somebody did and is gone."""

    title = parameter_name = "lease"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        return [("free", "Free"), ("held", "Held"), ("expired", "Expired")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        running = queryset.filter(status=RunStatus.RUNNING)
        match self.value():
            case "free":
                return running.filter(lease_until=None)
            case "held":
                return running.filter(lease_until__gte=ClockNow())
            case "expired":
                return running.filter(lease_until__lt=ClockNow())
        return queryset
