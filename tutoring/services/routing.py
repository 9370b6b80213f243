"""What a learner's line asks for: read by the router, noted in the history of an open session."""

import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.clock import database_now
from accounts.models import User
from sessions_app.models import StudySession
from sessions_app.services.write_path import Entry, append_action
from tutoring.agents import get_router
from tutoring.agents.routing import (
    MAX_TEXT_LENGTH,
    Intent,
    Route,
    RouteRequest,
    RouteTopic,
)
from tutoring.agents.turns import turns_metadata, turns_of
from tutoring.errors import LineTooLong
from tutoring.selectors.bank import exams_with_syllabus
from tutoring.selectors.vocabulary import known_topics, usual_exam

ROUTER = "router"


@dataclass(frozen=True)
class Chosen:
    """What the learner chose when asked back."""

    intent: Intent | None = None
    exam: str | None = None
    topic: str | None = None


def route_line(
    *,
    learner: User,
    line: str,
    chosen: Chosen | None = None,
    known_exam: str | None = None,
    session: StudySession | None = None,
    by: UUID | None = None,
) -> Route:
    """Return where a line leads; the router works outside any transaction.

    With ``session`` an entry of its history says how the line was understood, not what it said.
    Raises LineTooLong.
    """
    if len(line) > MAX_TEXT_LENGTH:
        raise LineTooLong(f"Say it in at most {MAX_TEXT_LENGTH} characters.")
    request = _request(learner, line, chosen or Chosen(), known_exam)
    started = time.monotonic()
    router = get_router()
    route = router.route(request)
    if session is not None:
        metadata = {
            **_metadata(route),
            **turns_metadata(turns_of(router)),
            **({"by": str(by)} if by else {}),
        }
        entry = Entry(
            agent=ROUTER,
            action="route",
            reasoning=_reasoning(route),
            metadata=metadata,
            duration_ms=round((time.monotonic() - started) * 1000),
        )
        append_action(session_id=session.pk, entry=entry, any_status=True)
    return route


def _request(learner: User, line: str, chosen: Chosen, known_exam: str | None) -> RouteRequest:
    topics = known_topics(known_exam or usual_exam(learner))
    return RouteRequest(
        text=line,
        exams=tuple(exams_with_syllabus()),
        topics=tuple(RouteTopic(t.slug, t.name, t.unit, t.subject) for t in topics),
        today=database_now().astimezone(ZoneInfo(learner.timezone)).date(),
        known_exam=known_exam,
        intent=chosen.intent,
        exam=chosen.exam,
        topic=chosen.topic,
    )


def _metadata(route: Route) -> dict[str, Any]:
    asked = route.clarifying_question
    return {
        **route.model_dump(mode="json", exclude={"clarifying_question"}),
        "asked": asked.about if asked is not None else None,
    }


def _reasoning(route: Route) -> str:
    about = f" on {', '.join(route.topics)}" if route.topics else ""
    asked = route.clarifying_question
    back = f" Asked back: {asked.question}" if asked is not None else ""
    return f"Understood as {route.intent.value}{about}, {route.confidence:.0%} sure.{back}"
