"""HTML input of the autopilot's pages."""

from collections.abc import Sequence
from typing import Any

from django import forms

from autopilot.selectors.elapsed import DEFAULT_ANSWER_SECONDS
from autopilot.selectors.gains import VETOES
from autopilot.services.steering import RunWish

SHORTEST, LONGEST = 5, 180  # minutes
PRESETS = (15, 30, 60)
OTHER = "other"
TIMED, UNTIMED = "timed", "untimed"


class StartForm(forms.Form):
    """How long, which topics, timed or not; ``units``: (unit, its topics as (slug, name))."""

    minutes = forms.ChoiceField(
        label="How long?",
        choices=[*((str(m), f"{m} minutes") for m in PRESETS), (OTHER, "Another time")],
        initial="30",
        widget=forms.RadioSelect,
    )
    other_minutes = forms.IntegerField(
        label="Minutes, if another time",
        help_text=f"{SHORTEST} to {LONGEST}.",
        required=False,
        min_value=SHORTEST,
        max_value=LONGEST,
    )
    pace = forms.ChoiceField(
        label="Pace",
        choices=[
            (TIMED, f"{DEFAULT_ANSWER_SECONDS} seconds for an answer"),
            (UNTIMED, "No clock: answers take as long as they take"),
        ],
        initial=TIMED,
        widget=forms.RadioSelect,
    )
    topics = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(
        self,
        *args: Any,
        units: Sequence[tuple[str, Sequence[tuple[str, str]]]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.slugs = [slug for _, topics in units for slug, _ in topics]
        self.fields["topics"].choices = [  # type: ignore[attr-defined]
            pair for _, topics in units for pair in topics
        ]
        self.fields["topics"].initial = self.slugs

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        is_silent = values.get("other_minutes") is None and "other_minutes" not in self.errors
        if values.get("minutes") == OTHER and is_silent:
            self.add_error("other_minutes", "Say how many minutes.")
        if self.slugs and not values.get("topics") and "topics" not in self.errors:
            self.add_error("topics", "Choose at least one topic.")
        return values

    def wish(self) -> RunWish:
        """Return the wish of a valid form; every topic chosen is no narrowing."""
        values = self.cleaned_data
        minutes = values["minutes"]
        wanted = tuple(values["topics"])
        return RunWish(
            target_minutes=values["other_minutes"] if minutes == OTHER else int(minutes),
            answer_seconds=DEFAULT_ANSWER_SECONDS if values["pace"] == TIMED else None,
            topics_in=() if len(wanted) == len(self.slugs) else wanted,
        )


class VetoForm(forms.Form):
    """Leave the present topic; ``topic`` (a slug) goes with instead."""

    veto = forms.ChoiceField(choices=[(kind, kind) for kind in VETOES])
    topic = forms.CharField(required=False, max_length=200)
