"""Filters of the session list."""

from django import forms

from accounts.states import ExamType
from sessions_app.models import StudySessionQuerySet
from sessions_app.states import ENDED, SessionStatus

OPEN, FINISHED, ARCHIVED = "open", "finished", "archived"
GROUPS = {
    OPEN: [SessionStatus.ACTIVE, SessionStatus.PAUSED],
    FINISHED: sorted(ENDED - {SessionStatus.ARCHIVED}),
    ARCHIVED: [SessionStatus.ARCHIVED],
}


class SessionFilterForm(forms.Form):
    """Which sessions to list; anything unreadable filters nothing."""

    show = forms.ChoiceField(
        choices=[
            ("", "All but archived"),
            (OPEN, "Open"),
            (FINISHED, "Finished"),
            (ARCHIVED, "Archive"),
        ],
        required=False,
        label="Which sessions",
    )
    exam = forms.ChoiceField(
        choices=[("", "Every exam"), *ExamType.choices], required=False, label="Exam"
    )

    @property
    def is_filtered(self) -> bool:
        """Whether the learner asked for less than everything."""
        return self.is_bound and self.is_valid() and any(self.cleaned_data.values())

    def apply(self, sessions: StudySessionQuerySet) -> StudySessionQuerySet:
        """Return the sessions that were asked for."""
        chosen = self.cleaned_data if self.is_bound and self.is_valid() else {}
        if chosen.get("show"):
            sessions = sessions.filter(status__in=GROUPS[chosen["show"]])
        else:
            sessions = sessions.exclude(status=SessionStatus.ARCHIVED)
        if chosen.get("exam"):
            sessions = sessions.filter(exam_type=chosen["exam"])
        return sessions
