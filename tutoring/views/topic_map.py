"""The topic map: what is strong, weak, stale or untested, each topic with its next act."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.decorators import learner_required
from tutoring.rules import LEVEL_RULE, STANDING_RULE
from tutoring.selectors.topic_map import TopicMap, topic_map
from tutoring.states import TopicStanding


@learner_required
@require_GET
def show_map(request: HttpRequest) -> HttpResponse:
    """Show every topic of the learner's exam, or those of one subject or standing."""
    found = topic_map(
        request.learner,  # type: ignore[attr-defined]
        subject=request.GET.get("subject", ""),
        standing=request.GET.get("standing", ""),
    )
    context = {
        "map": found,
        "subjects": _subject_links(found),
        "standings": _standing_links(found),
        "rules": f"{STANDING_RULE} {LEVEL_RULE}",
    }
    return render(request, "tutoring/topic_map.html", context)


def _subject_links(found: TopicMap) -> list[tuple[str, str, bool]]:
    links = [("All subjects", "")] + [(name, name) for name in found.names]
    return [
        (label, _url(subject=name, standing=found.standing), name == found.subject)
        for label, name in links
    ]


def _standing_links(found: TopicMap) -> list[tuple[str, str, int, str, bool]]:
    """Each standing as (name, word, how many, url, chosen); a second press takes it back."""
    links = []
    for standing in TopicStanding:
        is_chosen = found.standing == standing
        url = _url(subject=found.subject, standing="" if is_chosen else standing.value)
        links.append((standing.value, standing.label, found.counts[standing], url, is_chosen))
    return links


def _url(**filters: str) -> str:
    chosen = {name: value for name, value in filters.items() if value}
    return reverse("study:map") + (f"?{urlencode(chosen)}" if chosen else "")
