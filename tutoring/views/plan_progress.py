"""The page that is sent while a model makes a plan: each step as it comes, without script."""

from collections.abc import Callable, Iterator
from uuid import UUID

from django.http import HttpRequest, StreamingHttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html

from accounts.errors import DomainError
from tutoring.agents import get_planner
from tutoring.agents.requests import PlanRequest
from tutoring.agents.shapes import PlanVersion
from tutoring.services.plan_requests import followed_plan
from tutoring.services.plans import MadePlan, store_plan
from tutoring.views.access import refusal

MARK = "<!-- steps -->"
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}  # no proxy gathers the parts
Finish = Callable[[MadePlan], UUID]


def takes_time() -> bool:
    """Whether making a plan may take so long that its steps are worth showing."""
    return hasattr(get_planner(), "turns")


def stored(request: HttpRequest, session_id: UUID, made: MadePlan) -> UUID:
    """Store a plan with a session that is there; a way to finish."""
    return store_plan(session_id, made, request.user.pk).session_id


def plan_progress(
    request: HttpRequest, asked: PlanRequest, finish: Finish
) -> StreamingHttpResponse:
    """Send the page step by step; ``finish`` stores the made plan and returns its session."""
    page = render_to_string("tutoring/plan_progress.html", {"asked": asked}, request)
    head, _, tail = page.partition(MARK)
    return StreamingHttpResponse(_parts(head, asked, finish, tail), headers=HEADERS)


def _parts(head: str, asked: PlanRequest, finish: Finish, tail: str) -> Iterator[str]:
    yield head + _line("Drafting the plan.")
    made = None
    for step in followed_plan(asked):
        if isinstance(step, MadePlan):
            made = step
        else:
            yield _line(_words(step))
    if made is not None:
        yield _ended(finish, made)
    yield tail


def _words(step: PlanVersion) -> str:
    if step.verification is None:
        return f"Version {step.version} is drafted; checking it."
    if step.verification.is_valid:
        return f"Version {step.version} keeps every check."
    return f"Version {step.version} does not keep every check; correcting it."


def _ended(finish: Finish, made: MadePlan) -> str:
    try:
        url = reverse("study:plan", args=[finish(made)])
    except DomainError as error:
        return _line(refusal(error))
    return format_html(
        '<li><a href="{0}">Your plan is ready: look at it</a>'
        '<meta http-equiv="refresh" content="0; url={0}"></li>',
        url,
    )


def _line(words: str) -> str:
    return format_html("<li>{}</li>\n", words)
