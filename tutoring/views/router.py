"""One line in the learner's own words: it leads to the right page, or fills a form."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts.decorators import learner_required
from sessions_app.models import StudySession
from sessions_app.permissions import Act
from sessions_app.selectors import latest_open_session
from tutoring.agents.routing import MAX_TEXT_LENGTH, Intent, Route
from tutoring.forms import OnboardingForm, WishForm
from tutoring.selectors.bank import exams_with_syllabus
from tutoring.selectors.routing import Words, words_read
from tutoring.services.routing import Chosen, route_line
from tutoring.views.access import is_place, session_or_404, show, to_place
from tutoring.views.home import onboarding_initial
from tutoring.views.leading import lead

EMPTY = "Write what you want to do first."
TOO_LONG = f"Say it in at most {MAX_TEXT_LENGTH} characters."


class LineForm(forms.Form):
    """A line, and what was chosen when asked back."""

    line = forms.CharField(
        max_length=MAX_TEXT_LENGTH, error_messages={"required": EMPTY, "max_length": TOO_LONG}
    )
    intent = forms.ChoiceField(choices=[(i.value, i.value) for i in Intent], required=False)
    exam = forms.CharField(max_length=8, required=False)
    topic = forms.SlugField(max_length=200, required=False)

    def chosen(self) -> Chosen:
        """Return the choices of a valid form."""
        values = self.cleaned_data
        intent = Intent(values["intent"]) if values["intent"] else None
        return Chosen(intent, values["exam"] or None, values["topic"] or None)


@learner_required
@require_POST
def route(request: HttpRequest) -> HttpResponse:
    """Lead to where a line wants to go, or ask back with choices."""
    form = LineForm(request.POST)
    if not form.is_valid():
        words = Words(line=request.POST.get("line", "")[:MAX_TEXT_LENGTH], problem=_problem(form))
        return render(request, "tutoring/route.html", {"words": words}, status=400)
    learner = request.learner  # type: ignore[attr-defined]
    session = latest_open_session(learner.pk)
    found = _routed(request, form, session, known_exam=session.exam_type if session else None)
    if not found.is_sure:
        return render(request, "tutoring/route.html", {"words": _words(form, found)})
    if found.intent == Intent.PLAN:
        return _filled(request, form, found)
    return lead(request, session, found)


@learner_required
@require_POST
def onboarding_words(request: HttpRequest) -> HttpResponse:
    """Fill the form of a new plan from a line; the learner still sends it."""
    form = LineForm(request.POST)
    if not form.is_valid():
        return _filled(request, form, None)
    chosen = Chosen(Intent.PLAN, form.chosen().exam)
    session = latest_open_session(request.learner.pk)  # type: ignore[attr-defined]
    return _filled(request, form, _routed(request, form, session, chosen=chosen))


@learner_required
@require_POST
def goal_words(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Fill the form of a session's goal from a line; its exam is chosen already."""
    session = session_or_404(request, session_id, Act.WRITE)
    if not is_place(session, "goal"):
        return to_place(request, session)
    form = LineForm(request.POST)
    if not form.is_valid():
        context = {"form": WishForm(), "words": _refused(form)}
        return _with_status(show(request, session, "goal.html", context), 400)
    chosen = Chosen(Intent.PLAN, session.exam_type)
    found = _routed(request, form, session, chosen=chosen)
    wish = WishForm(initial=_initial(form, found))
    return show(request, session, "goal.html", {"form": wish, "words": _words(form, found)})


def _routed(
    request: HttpRequest,
    form: LineForm,
    session: StudySession | None,
    *,
    chosen: Chosen | None = None,
    known_exam: str | None = None,
) -> Route:
    return route_line(
        learner=request.learner.user,  # type: ignore[attr-defined]
        line=form.cleaned_data["line"],
        chosen=chosen or form.chosen(),
        known_exam=known_exam,
        session=session,
        by=request.user.pk,
    )


def _filled(request: HttpRequest, form: LineForm, found: Route | None) -> HttpResponse:
    """Show the form of a new plan with what the line named."""
    learner = request.learner  # type: ignore[attr-defined]
    initial = onboarding_initial(learner) | (_initial(form, found) if found else {})
    context = {
        "form": OnboardingForm(initial=initial, exams=exams_with_syllabus()),
        "words": _words(form, found) if found else _refused(form),
    }
    return render(request, "tutoring/onboarding.html", context, status=200 if found else 400)


def _initial(form: LineForm, found: Route) -> dict[str, Any]:
    words = words_read(form.cleaned_data["line"], found)
    named = {
        "exam": found.exam,
        "days": found.days,
        "hours_per_day": None if found.hours_per_day is None else f"{found.hours_per_day:g}",
        "exam_date": found.exam_date,
        "focus": "\n".join(words.topics) or None,
        "goal": words.line,
    }
    return {name: value for name, value in named.items() if value is not None}


def _words(form: LineForm, found: Route) -> Words:
    chosen = form.chosen()
    kept = {"intent": chosen.intent, "exam": chosen.exam, "topic": chosen.topic}
    return words_read(form.cleaned_data["line"], found, kept)


def _refused(form: LineForm) -> Words:
    return Words(line=form.data.get("line", "")[:MAX_TEXT_LENGTH], problem=_problem(form))


def _problem(form: LineForm) -> str:
    return str(next(iter(form.errors.values()))[0])


def _with_status(response: HttpResponse, status: int) -> HttpResponse:
    response.status_code = status
    return response
