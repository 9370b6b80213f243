"""HTML input of the account pages; the rules behind it stand in the services."""

from __future__ import annotations

import zoneinfo
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils import timezone

from accounts.models import Learner, User
from accounts.states import ExamType, Theme
from accounts.validators import validate_birthdate, validate_timezone

MINUTES_MIN, MINUTES_MAX = 5, 720
GRADES = [("", "not at school"), *((n, f"class {n}" if n else "before class 1") for n in range(13))]
PASSWORD_HELP = (
    f"At least {settings.PASSWORD_MIN_LENGTH} characters. A short sentence is easy to keep in mind."
)


class DateInput(forms.DateInput):
    """The browser's own date picker; it speaks ISO 8601 whatever the language."""

    input_type = "date"

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%Y-%m-%d", **options)


def _password(label: str, *, is_new: bool, help_text: str = "") -> forms.CharField:
    autocomplete = "new-password" if is_new else "current-password"
    return forms.CharField(
        label=label,
        help_text=help_text,
        strip=False,
        max_length=settings.PASSWORD_MAX_LENGTH,
        min_length=settings.PASSWORD_MIN_LENGTH if is_new else None,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
    )


def _email(label: str = "E-mail", autocomplete: str = "email") -> forms.EmailField:
    attrs = {"autocomplete": autocomplete, "autocapitalize": "none", "spellcheck": "false"}
    return forms.EmailField(label=label, max_length=254, widget=forms.EmailInput(attrs=attrs))


def _birthdate(*, required: bool = False) -> forms.DateField:
    return forms.DateField(
        label="Birthdate",
        required=required,
        validators=[validate_birthdate],
        widget=DateInput(attrs={"autocomplete": "bday"}),
    )


class LogInForm(forms.Form):
    email = _email(autocomplete="username")
    password = _password("Password", is_new=False)
    unlock = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)
    next = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)


class SignUpForm(forms.Form):
    name = forms.CharField(
        label="Your name",
        required=False,
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = _email()
    password = _password("Password", is_new=True, help_text=PASSWORD_HELP)
    birthdate = _birthdate()
    next = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        age = settings.REQUIRE_GUARDIAN_UNDER
        if age:
            self.fields["birthdate"].required = True
            self.fields["birthdate"].help_text = f"Under {age}, a guardian has to agree first."
        else:
            del self.fields["birthdate"]


class EmailForm(forms.Form):
    email = _email()


class PasswordForm(forms.Form):
    """A password typed once more, to prove who is there."""

    password = _password("Password", is_new=False)
    token = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)


class NewPasswordForm(forms.Form):
    new = _password("New password", is_new=True, help_text=PASSWORD_HELP)
    uid = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
    token = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)

    def clean_new(self) -> str:
        validate_password(self.cleaned_data["new"])
        return self.cleaned_data["new"]


class PasswordChangeForm(forms.Form):
    old = _password("Present password", is_new=False)
    new = _password("New password", is_new=True, help_text=PASSWORD_HELP)

    def clean_new(self) -> str:
        validate_password(self.cleaned_data["new"])
        return self.cleaned_data["new"]


class ProfileForm(forms.Form):
    """What a learner sets about themselves; who is no learner sets the first three alone."""

    name = forms.CharField(label="Name", required=False, max_length=150)
    timezone = forms.ChoiceField(label="Time zone", validators=[validate_timezone])
    theme = forms.ChoiceField(label="Colours", choices=Theme.choices, widget=forms.RadioSelect)
    exam_type = forms.ChoiceField(label="Exam", choices=ExamType.choices)
    exam_date = forms.DateField(label="Day of the exam", required=False, widget=DateInput())
    minutes_per_day = forms.IntegerField(
        label="Minutes a day",
        min_value=MINUTES_MIN,
        max_value=MINUTES_MAX,
        help_text="How long you want to study on a usual day.",
    )
    shares_free_text = forms.BooleanField(
        label="My guardians may read my chats and free text", required=False
    )

    def __init__(self, *args: Any, user: User, learner: Learner | None, **kwargs: Any) -> None:
        initial = {name: getattr(user, name) for name in ("name", "timezone", "theme")}
        learner_fields = ("exam_type", "exam_date", "minutes_per_day", "shares_free_text")
        if learner is not None:
            initial |= {name: getattr(learner, name) for name in learner_fields}
        super().__init__(*args, initial=initial, **kwargs)
        zones = sorted(zoneinfo.available_timezones())
        self.fields["timezone"].choices = [(name, name.replace("_", " ")) for name in zones]
        if learner is None:
            for name in learner_fields:
                del self.fields[name]

    def clean_exam_date(self) -> date | None:
        day = self.cleaned_data["exam_date"]
        if day and day != self.initial.get("exam_date") and day < timezone.localdate():
            raise forms.ValidationError("This day has passed.")
        return day


class ChildForm(forms.Form):
    name = forms.CharField(label="Name", max_length=150)
    birthdate = _birthdate()
    grade = forms.TypedChoiceField(
        label="Class", required=False, choices=GRADES, coerce=int, empty_value=None
    )


class InviteForm(forms.Form):
    email = _email("Your guardian's e-mail", autocomplete="off")
    child_id = forms.UUIDField(required=False, widget=forms.HiddenInput)


class BirthdateForm(forms.Form):
    birthdate = _birthdate(required=True)
