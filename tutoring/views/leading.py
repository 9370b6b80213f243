"""Where each intent leads: to a page of the open session, or to practice, reviews and home."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.errors import DomainError
from sessions_app.models import StudySession
from sessions_app.states import SessionStatus, StudyPhase
from tutoring.agents.routing import Intent, Route
from tutoring.models import SyllabusTopic, Topic
from tutoring.selectors.places import place_of
from tutoring.selectors.practice import Scope, active_practice
from tutoring.selectors.progress import current_topic_name, topics_of
from tutoring.services.practice import choose_questions, serve_questions
from tutoring.services.topics import start_topic
from tutoring.views.access import refusal
from tutoring.views.practice import SET_LENGTH

WITH_LESSON = frozenset({StudyPhase.LEARNING, StudyPhase.QUIZZING, StudyPhase.ANALYZING})


def lead(request: HttpRequest, session: StudySession | None, route: Route) -> HttpResponse:
    """Lead to what a sure route asks for; where that cannot be, say why and lead near it."""
    if route.intent == Intent.REVIEW:
        return redirect("study:review")
    if route.intent == Intent.PRACTISE:
        return _practise(request, route)
    if session is None:
        messages.info(request, "Make a plan first; lessons and quizzes belong to it.")
        return redirect("study:onboarding")
    within = {
        Intent.EXPLAIN: _explain,
        Intent.QUIZ: _quiz,
        Intent.PROGRESS: _progress,
        Intent.CHAT: _chat,
    }
    return within.get(route.intent, _go_on)(request, session, route)


def _go_on(request: HttpRequest, session: StudySession, route: Route) -> HttpResponse:
    return redirect(place_of(session).url)


def _progress(request: HttpRequest, session: StudySession, route: Route) -> HttpResponse:
    """Lead to the levels of the plan's topics; before there is a plan, to the session's place."""
    has_plan = session.phase != StudyPhase.INTAKE
    return redirect("study:plan", session.pk) if has_plan else _go_on(request, session, route)


def _chat(request: HttpRequest, session: StudySession, route: Route) -> HttpResponse:
    if session.phase not in WITH_LESSON:
        messages.info(request, "Open a lesson first; questions about it are asked beside it.")
        return _go_on(request, session, route)
    return redirect(reverse("study:lesson", args=[session.pk]) + "#ask")


def _explain(request: HttpRequest, session: StudySession, route: Route) -> HttpResponse:
    """Lead to the lesson of a topic of the plan; the next one is opened on the way."""
    topic = _of_plan(session, route)
    if topic is None:
        messages.info(request, "That topic is not in this plan. Here is where you are.")
        return redirect(place_of(session).url)
    if session.phase in WITH_LESSON and current_topic_name(session) == topic.name:
        return redirect("study:lesson", session.pk)
    if session.phase != StudyPhase.PLANNING or session.status != SessionStatus.ACTIVE:
        messages.info(request, f"{topic.name} is in your plan; first finish what is open.")
        return redirect(place_of(session).url)
    try:
        start_topic(session_id=session.pk, topic_id=topic.pk, by=request.user.pk)
    except DomainError as error:
        messages.warning(request, refusal(error))
    return redirect("study:session", session.pk)


def _of_plan(session: StudySession, route: Route) -> Topic | None:
    named = [
        t
        for t in topics_of(session)
        if t.syllabus_topic and t.syllabus_topic.slug in set(route.topics)
    ]
    current = current_topic_name(session)
    return next((topic for topic in named if topic.name == current), next(iter(named), None))


def _quiz(request: HttpRequest, session: StudySession, route: Route) -> HttpResponse:
    """Lead to the open quiz, or to the lesson that ends in one; another topic is practised."""
    topic = _of_plan(session, route)
    is_open = not route.topics or (topic and topic.name == current_topic_name(session))
    if is_open and session.phase == StudyPhase.QUIZZING:
        return redirect("study:quiz", session.pk)
    if is_open and session.phase == StudyPhase.LEARNING:
        messages.info(request, "Take the quiz beside the lesson when you are ready.")
        return redirect("study:lesson", session.pk)
    return _practise(request, route)


def _practise(request: HttpRequest, route: Route) -> HttpResponse:
    """Lead to a set of questions on what was named, or to the choice."""
    scope = _scope(route)
    learner_id = request.learner.pk  # type: ignore[attr-defined]
    if scope is None:
        return redirect("study:practise")
    try:
        batch = choose_questions(learner_id=learner_id, scope=scope, count=SET_LENGTH, typed=True)
        serve_questions(batch=batch, by=request.user.pk)
    except DomainError as error:
        messages.warning(request, refusal(error))
        return redirect("study:practise")
    active = active_practice(learner_id)
    if not batch.chosen or active is None:
        messages.info(request, "There are no questions on that yet.")
        return redirect("study:practise")
    return redirect("study:practice", active.pk)


def _scope(route: Route) -> Scope | None:
    """Return what practice calls it: the topic's lesson lies in a unit of a subject."""
    if route.topics:
        rows = SyllabusTopic.objects.filter(slug=route.topics[0], retired=False)
        topic = rows.select_related("lesson").first()
        return Scope(topic.lesson.subject, topic.lesson.unit) if topic is not None else None
    return Scope(route.subjects[0]) if route.subjects else None
