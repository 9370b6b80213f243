"""HTML input of the study pages."""

from typing import Any

from django import forms
from django.http import QueryDict

from accounts.ids import uuid7
from tutoring.agents.requests import MAX_DAYS, MAX_HOURS_PER_DAY, MIN_DAYS
from tutoring.given import Given
from tutoring.services.flags import LONGEST_NOTE
from tutoring.services.plans import MAX_GOAL_LENGTH, MIN_HOURS_PER_DAY, Wish
from tutoring.states import FlagKind

MAX_FOCUS_LENGTH = 2000


class WishForm(forms.Form):
    """What a plan is made from."""

    goal = forms.CharField(
        label="What do you want to reach?",
        help_text="In your own words, for example: be sure of mechanics before the mock test. "
        "Left empty: be ready for the exam.",
        required=False,
        max_length=MAX_GOAL_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    days = forms.IntegerField(
        label="How many days do you have?", min_value=MIN_DAYS, max_value=MAX_DAYS, initial=90
    )
    hours_per_day = forms.FloatField(
        label="How many hours a day?",
        help_text="Honest is better than heroic: half an hour to eight.",
        min_value=MIN_HOURS_PER_DAY,
        max_value=MAX_HOURS_PER_DAY,
        initial=2,
        widget=forms.NumberInput(attrs={"step": 0.5}),
    )
    exam_date = forms.DateField(
        label="When is the exam?",
        help_text="If you give it, the plan ends the day before.",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    focus = forms.CharField(
        label="Only some topics?",
        help_text="One a line. Left empty: the whole syllabus.",
        required=False,
        max_length=MAX_FOCUS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def wish(self) -> Wish:
        """Return the wish of a valid form."""
        values = self.cleaned_data
        return Wish(
            goal=values["goal"],
            days=values["days"],
            hours_per_day=values["hours_per_day"],
            exam_date=values["exam_date"],
            syllabus_text=values["focus"],
        )


class OnboardingForm(WishForm):
    """The wish, the exam, and the key that makes a second click find the first one's session."""

    field_order = ("exam", "goal", "days", "hours_per_day", "exam_date", "focus", "key")
    exam = forms.ChoiceField(label="Which exam?", widget=forms.RadioSelect)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)

    def __init__(self, *args: Any, exams: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["exam"].choices = [(exam, exam) for exam in exams]  # type: ignore[attr-defined]


class PracticeForm(forms.Form):
    """What to practise; names are compared as they are."""

    subject = forms.CharField(max_length=100, strip=False)
    topic = forms.CharField(max_length=200, strip=False, required=False)
    subtopic = forms.CharField(max_length=200, strip=False, required=False)


class AnswerForm(forms.Form):
    """An answer of any kind; ``shown`` is the signed time at which the question was shown.

    ``kind`` says how the fields of the answer are read. A forged one only makes an answer that
    the item refuses.
    """

    item = forms.UUIDField()
    kind = forms.CharField(required=False, max_length=32)
    shown = forms.CharField(required=False, max_length=200)

    def given(self) -> Given:
        """Return what a valid form gives as the answer."""
        values, post = self.cleaned_data, self.data
        return Given(
            item_id=values["item"],
            kind=values["kind"],
            shown=values["shown"],
            options=tuple(post.getlist("option")),
            texts=tuple(post.getlist("answer")),
            places={name: post[field] for name, field in _named(post, "place-")},
            pairs={
                name: tuple(filter(None, post.getlist(field)))
                for name, field in _named(post, "match-")
            },
        )


def _named(post: QueryDict, prefix: str) -> list[tuple[str, str]]:
    """Return the fields of a prefix, each after what its name says behind that."""
    return [(field.removeprefix(prefix), field) for field in post if field.startswith(prefix)]


class FlagForm(forms.Form):
    """What a learner reports of a question."""

    kind = forms.ChoiceField(choices=FlagKind.choices)
    note = forms.CharField(required=False, max_length=LONGEST_NOTE)
    take_back = forms.BooleanField(required=False)
