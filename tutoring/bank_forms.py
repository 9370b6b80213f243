"""What staff fill in to bring or take a bank of questions."""

from typing import Any
from uuid import UUID

from django import forms

from accounts.states import ExamType
from tutoring.interchange.formats import READ
from tutoring.interchange.writing import WRITTEN
from tutoring.models import Lesson
from tutoring.states import BankFormat, QuestionStatus

FOUND_OUT = [("", "Find out from the file")]
ANY = [("", "Any")]
MOST_CHOSEN = 1_000


class ImportForm(forms.Form):
    file = forms.FileField(label="File", help_text="At most 10 MB. It is only checked at first.")
    format = forms.ChoiceField(
        label="Format",
        required=False,
        choices=FOUND_OUT + [(name.value, name.label) for name in READ],
    )
    bank = forms.CharField(
        label="Name of the bank",
        max_length=200,
        help_text="Where the questions come from; it is shown as their source.",
    )
    licence = forms.CharField(
        label="Licence",
        max_length=100,
        required=False,
        help_text="Under which you may use them, for example CC BY 4.0.",
    )
    lesson = forms.ModelChoiceField(
        Lesson.objects.order_by("subject", "title").only("id", "title"),
        label="Lesson",
        required=False,
        empty_label="Choose later, question by question",
    )


class ExportForm(forms.Form):
    format = forms.ChoiceField(label="Format", choices=[(n.value, n.label) for n in WRITTEN])
    lesson = forms.ModelChoiceField(
        Lesson.objects.order_by("subject", "title").only("id", "slug", "title"),
        label="Lesson",
        required=False,
        empty_label="Any",
    )
    exam = forms.ChoiceField(label="Exam", required=False, choices=ANY + ExamType.choices)
    status = forms.ChoiceField(
        label="Status",
        required=False,
        choices=ANY + QuestionStatus.choices,
        initial=QuestionStatus.RELEASED,
    )
    chosen = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_format(self) -> BankFormat:
        return BankFormat(self.cleaned_data["format"])

    def clean_chosen(self) -> list[UUID]:
        """Return the ids that were ticked in the list, if it was opened from there."""
        named = [one for one in self.cleaned_data["chosen"].split(",") if one]
        try:
            ids = [UUID(one) for one in named[: MOST_CHOSEN + 1]]
        except ValueError:
            raise forms.ValidationError("The chosen questions are not known.") from None
        if len(ids) > MOST_CHOSEN:
            raise forms.ValidationError(f"Choose at most {MOST_CHOSEN} questions.")
        return ids

    def filters(self) -> dict[str, Any]:
        """Return what the selector of questions is asked with."""
        lesson = self.cleaned_data["lesson"]
        return {
            "lesson": lesson.slug if lesson else "",
            "exam": self.cleaned_data["exam"],
            "status": self.cleaned_data["status"],
        }
