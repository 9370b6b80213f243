"""Forms of the review in the admin: a decision, and an edit of a question."""

import json
from typing import Any

from django import forms
from django.http import QueryDict

from tutoring.models import Lesson, Misconception, Question
from tutoring.selectors.review_queue import graded_json
from tutoring.services.question_edits import OptionEdit, QuestionEdit
from tutoring.soundness import MOST_OPTIONS
from tutoring.states import Difficulty

NAMES = "abcdefghijklmnopqrstuvwxyz"
LONGEST_TEXT, LONGEST_OPTION, LONGEST_KEY = 20_000, 4_000, 20_000
LONGEST_REASON = 1_000
UNSAID, SLIP = "", "-slip"  # no slug begins with a hyphen
SPARE_ROWS = 2


class DecisionForm(forms.Form):
    """What a reviewer decides, and why."""

    verb = forms.CharField(max_length=10)
    reason = forms.CharField(required=False, max_length=LONGEST_REASON)
    from_queue = forms.BooleanField(required=False)


class EditForm(forms.Form):
    """The text of a question, where it belongs, and what each wrong option reveals.

    Options stand in rows: an empty one is left out; ``right`` marks one row, or several where
    several are right.
    """

    lesson = forms.ModelChoiceField(
        Lesson.objects.order_by("subject", "unit", "title"),
        required=False,
        empty_label="No lesson yet",
        help_text="Misconceptions to choose from are those of the lesson: save it first.",
    )
    concept = forms.CharField(max_length=200, help_text="What of the lesson it asks for.")
    difficulty = forms.ChoiceField(choices=Difficulty.choices)
    stem = forms.CharField(
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6, "class": "vLargeTextField"}),
        help_text="Markdown; TeX between dollar signs.",
    )
    explanation = forms.CharField(
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "class": "vLargeTextField"}),
        label="Worked solution",
    )
    graded = forms.CharField(
        max_length=LONGEST_KEY,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "class": "vLargeTextField"}),
        label="Key",
        help_text="JSON as in docs/grading.md; its type stays as it is.",
    )

    def __init__(self, data: QueryDict | None = None, *, question: Question) -> None:
        version: Any = question.current
        self.question, self.held = question, graded_json(version)
        initial = {
            "lesson": question.lesson_id,
            "concept": question.concept,
            "difficulty": question.difficulty,
            "stem": version.stem,
            "explanation": version.explanation,
        }
        if self.held is not None:
            initial["graded"] = json.dumps(self.held, indent=2, ensure_ascii=False)
        super().__init__(data, initial=initial)
        if self.held is None:
            del self.fields["graded"]
        self.is_set = version.key.get("graded", {}).get("type") == "choice_set"
        self.rows = self._rows(version, data)

    def _rows(self, version: Any, data: QueryDict | None) -> list[dict[str, Any]]:
        """Return the rows of options: as sent, else as stored, and some to add."""
        if self.held is not None:
            return []
        if data is not None:
            return [
                {
                    "name": name,
                    "text": data.get(f"text-{name}", "").strip()[:LONGEST_OPTION],
                    "is_right": name in data.getlist("right"),
                    "reveals": data.get(f"reveals-{name}", UNSAID),
                }
                for name in data.getlist("row")[:MOST_OPTIONS]
                if (name in NAMES and len(name) == 1) or name in _ids(version)
            ]
        right = {version.key.get("option"), *version.key.get("graded", {}).get("chosen", ())}
        rows = [
            {
                "name": option["id"],
                "text": option["text"],
                "is_right": option["id"] in right,
                "reveals": SLIP if option.get("slip") else option.get("misconception") or UNSAID,
            }
            for option in version.options
        ]
        taken = {row["name"] for row in rows}
        spare = [name for name in NAMES if name not in taken][:SPARE_ROWS]
        added = [{"name": n, "text": "", "is_right": False, "reveals": UNSAID} for n in spare]
        return [*rows, *added][:MOST_OPTIONS]

    def misconceptions(self) -> list[tuple[str, str]]:
        """Return what a wrong option can reveal, with the words for it."""
        named = [row["reveals"] for row in self.rows if row["reveals"]]
        rows = Misconception.objects.filter(slug__in=named)
        if self.question.lesson_id is not None:
            rows = rows | Misconception.objects.filter(lesson=self.question.lesson_id)
        found = rows.order_by("name").values_list("slug", "name")
        return [(UNSAID, "Not known yet"), (SLIP, "A slip, no misconception"), *found]

    def clean_graded(self) -> Any:
        try:
            graded = json.loads(self.cleaned_data["graded"])
        except (ValueError, RecursionError) as error:
            raise forms.ValidationError(f"This is not JSON: {error}") from None
        if not isinstance(graded, dict):
            raise forms.ValidationError("The key is an object.")
        return graded

    def edit(self) -> QuestionEdit:
        """Return what a valid form wants."""
        values = self.cleaned_data
        return QuestionEdit(
            stem=values["stem"],
            explanation=values["explanation"],
            concept=values["concept"],
            difficulty=values["difficulty"],
            lesson_id=values["lesson"].pk if values["lesson"] else None,
            options=tuple(
                OptionEdit(
                    id=row["name"],
                    text=row["text"],
                    is_right=row["is_right"],
                    misconception=None if row["reveals"] == SLIP else row["reveals"] or None,
                    is_slip=row["reveals"] == SLIP,
                )
                for row in self.rows
                if row["text"]
            ),
            graded=values.get("graded"),
        )


def _ids(version: Any) -> set[str]:
    return {option["id"] for option in version.options}
