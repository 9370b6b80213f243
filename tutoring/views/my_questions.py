"""My questions: what the learner answered, the mistakes among it, and what became of them."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core import signing
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.decorators import learner_required
from tutoring.selectors.flags import unseen_replies
from tutoring.selectors.my_questions import (
    Choice,
    Mark,
    Which,
    misconceptions_met,
    my_questions,
    topics_answered,
)

SALT = "study.my-questions"
LONGEST_WORDS = 200
SHOWN = {
    "all": "All",
    "mistakes": "Mistakes",
    "open": "Misconceptions still open",
    "mastered": "Mastered again",
}


class QuestionFilterForm(forms.Form):
    """Which questions; what is left empty leaves everything."""

    words = forms.CharField(
        label="Words of the question",
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    topic = forms.ChoiceField(label="Topic", required=False)
    misconception = forms.ChoiceField(label="Misconception", required=False)

    def __init__(
        self, *args: Any, topics: list[Choice], misconceptions: list[Choice], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices, everything in (
            ("topic", topics, "Every topic"),
            ("misconception", misconceptions, "Every answer"),
        ):
            self.fields[name].choices = [("", everything), *choices]  # type: ignore[attr-defined]


@learner_required
@require_GET
def questions(request: HttpRequest) -> HttpResponse:
    """List the answered questions of a filter, the newest first, a page at a time."""
    learner_id = request.learner.pk  # type: ignore[attr-defined]
    form = QuestionFilterForm(
        request.GET,
        topics=topics_answered(learner_id),
        misconceptions=misconceptions_met(learner_id),
    )
    form.full_clean()
    chosen = {name: value for name, value in form.cleaned_data.items() if value}
    show = request.GET.get("show", "all")
    show = show if show in SHOWN else "all"
    page = my_questions(learner_id, Which(show=show, **chosen), _mark(request))
    context = {
        "form": form,
        "page": page,
        "replies": unseen_replies(learner_id),
        "show": show,
        "tabs": [(name, words, _url(chosen, show=name)) for name, words in SHOWN.items()],
        "newer": page.newer and _url(chosen, show=show, at=_signed(page.newer)),
        "older": page.older and _url(chosen, show=show, at=_signed(page.older)),
        "is_filtered": bool(chosen) or show != "all" or not form.is_valid(),
    }
    return render(request, "tutoring/my_questions.html", context)


def _url(chosen: dict[str, str], **more: str) -> str:
    return f"{reverse('study:my-questions')}?{urlencode({**chosen, **more})}"


def _signed(mark: Mark) -> str:
    return signing.dumps(mark.stored(), salt=SALT)


def _mark(request: HttpRequest) -> Mark | None:
    """Read where the page begins. Raises BadRequest for a mark that is not one of ours."""
    signed = request.GET.get("at")
    if not signed:
        return None
    try:
        return Mark.read(signing.loads(signed, salt=SALT))
    except (signing.BadSignature, ValueError):
        raise BadRequest("This page of the list is not one of ours.") from None
