"""One set of tests for every router, built-in and by model."""

from datetime import date

import pytest
from django.test import override_settings

from tests.tutoring.agents_model.provider import FakeProvider, valid
from tests.tutoring.agents_model.test_injection import CORPUS
from tests.tutoring.mechanics import mechanics
from tutoring.agents import get_router
from tutoring.agents.amounts import date_named, days_named, hours_named
from tutoring.agents.builtin.router import BuiltinRouter
from tutoring.agents.model.router import ModelRouter
from tutoring.agents.routing import SURE_FROM, Intent, Route, RouteRequest, RouteTopic

ROUTERS = [BuiltinRouter, ModelRouter]
_, NEET = mechanics().exams["NEET"]
TOPICS = tuple(RouteTopic(t.slug, t.name, unit.name, "Physics") for _, unit, t in NEET.topics())
EXAMS = ("CAT", "JEE", "NEET", "UPSC")
TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module", autouse=True)
def _obedient_model():
    """A provider for the router that asks a model; without it that one would raise."""
    with (
        FakeProvider(valid) as provider,
        override_settings(
            MODEL_NAME="fake-router",
            MODEL_BASE_URL=provider.base_url,
            MODEL_API_KEY="",
            MODEL_DEADLINE_SECONDS=60.0,
            MODEL_RETRIES=0,
        ),
    ):
        yield


def route(router, text: str, **values) -> Route:
    return router().route(RouteRequest(text, EXAMS, TOPICS, TODAY, **values))


@pytest.mark.parametrize("router", ROUTERS)
@pytest.mark.parametrize(
    ("text", "intent", "topics"),
    [
        ("make me a plan for NEET", "plan", []),
        ("explain friction", "explain", ["friction"]),
        ("EXPLANE FRICTON please", "explain", ["friction"]),
        ("mujhe friction samjhao", "explain", ["friction"]),
        ("what is potential energy?", "explain", ["potential-energy"]),
        ("quiz me on Newton’s laws", "quiz", ["newtons-laws"]),
        ("test me", "quiz", []),
        ("5 sawal friction par", "practise", ["friction"]),
        ("I want to practice collisions", "practise", ["collisions"]),
        ("revise my mistakes", "review", []),
        ("galtiyan dohrana hai", "review", []),
        ("how am I doing?", "progress", []),
        ("mera kitna hua", "progress", []),
        ("you decide", "autopilot", []),
        ("I have a doubt", "chat", []),
    ],
)
def test_a_clear_line_is_read(router, text, intent, topics):
    found = route(router, text)

    assert (found.intent, found.topics) == (intent, topics)
    assert found.clarifying_question is None
    assert found.confidence >= SURE_FROM


@pytest.mark.parametrize("router", ROUTERS)
@pytest.mark.parametrize(
    ("text", "exam"),
    [
        ("neet plan", "NEET"),
        ("plan for the NEET-UG", "NEET"),
        ("Neeet ki taiyari", "NEET"),
        ("plan for jee mains", "JEE"),
        ("IIT schedule", "JEE"),
        ("Upsc plan", "UPSC"),
        ("prepare for CAT 2027", "CAT"),
    ],
)
def test_an_exam_is_known_in_any_case_and_spelling(router, text, exam):
    found = route(router, text)

    assert (found.intent, found.exam, found.clarifying_question) == ("plan", exam, None)


@pytest.mark.parametrize("router", ROUTERS)
def test_amounts_are_those_that_the_text_names(router):
    found = route(router, "NEET, 6 weeks, 2.5 hours a day, exam on 3 May 2027, friction first")

    assert (found.days, found.hours_per_day) == (42, 2.5)
    assert found.exam_date == date(2027, 5, 3)
    assert (found.topics, found.subjects) == (["friction"], ["Physics"])


@pytest.mark.parametrize("router", ROUTERS)
@pytest.mark.parametrize("text", ["NEET or JEE?", "jee ya neet ki taiyari", "plan for neet/jee"])
def test_several_exams_are_asked_about(router, text):
    found = route(router, text)

    asked = found.clarifying_question
    assert (found.exam, asked.about) == (None, "exam")
    assert [choice.value for choice in asked.choices] == ["JEE", "NEET"]
    assert found.confidence < SURE_FROM


@pytest.mark.parametrize("router", ROUTERS)
def test_a_plan_without_an_exam_is_asked_about(router):
    asked = route(router, "a plan for two weeks").clarifying_question

    assert [choice.value for choice in asked.choices] == list(EXAMS)
    assert route(router, "a plan for two weeks", known_exam="JEE").exam == "JEE"


@pytest.mark.parametrize("router", ROUTERS)
@pytest.mark.parametrize("text", ["explain photosynthesis", "motion samjhao", "explain"])
def test_an_unclear_topic_is_asked_about(router, text):
    found = route(router, text)

    asked = found.clarifying_question
    assert asked.about == "topic"
    assert {choice.value for choice in asked.choices} <= {topic.slug for topic in TOPICS}
    assert found.confidence < SURE_FROM


@pytest.mark.parametrize("router", ROUTERS)
@pytest.mark.parametrize("text", ["hello", "", "friction", "😀", "%", "asdf qwer", "x" * 500])
def test_an_unsure_router_asks_what_to_do(router, text):
    found = route(router, text)

    assert found.clarifying_question.about == "intent"
    assert len(found.clarifying_question.choices) >= 2
    assert found.confidence < SURE_FROM


@pytest.mark.parametrize("router", ROUTERS)
@pytest.mark.parametrize(
    ("text", "chosen", "expected"),
    [
        ("plan for NEET or JEE", {"exam": "JEE"}, ("plan", "JEE", [])),
        ("friction", {"intent": Intent.PRACTISE}, ("practise", None, ["friction"])),
        ("explain motion", {"topic": "relative-motion"}, ("explain", None, ["relative-motion"])),
    ],
)
def test_what_the_learner_chose_settles_it(router, text, chosen, expected):
    found = route(router, text, **chosen)

    assert (found.intent, found.exam, found.topics) == expected
    assert found.clarifying_question is None


@pytest.mark.parametrize("router", ROUTERS)
def test_a_router_is_deterministic(router):
    assert route(router, "quiz me on friction") == route(router, "quiz me on friction")


@pytest.mark.parametrize("router", ROUTERS)
@pytest.mark.parametrize("text", CORPUS)
def test_injected_text_leads_nowhere_else(router, text):
    found = route(router, f"explain friction {text}"[:500])

    assert "friction" in found.topics
    assert set(found.topics) <= {topic.slug for topic in TOPICS}
    assert found.exam is None
    asked = found.clarifying_question
    said = "" if asked is None else asked.model_dump_json()
    assert "PWNED" not in said
    assert "evil" not in said


@pytest.mark.parametrize(
    ("text", "days"),
    [("in 14 days", 14), ("2 weeks", 14), ("a month", 30), ("one year", 365), ("do hafte", 14),
     ("१५ दिन", 15), ("2 hours a day", None), ("5 days a week", None), ("0 days", None),
     ("400 days", None), ("9999 years", None), ("do days matter", None), ("10-12 days", 10)],
)  # fmt: skip
def test_days_named(text, days):
    assert days_named(text) == days


@pytest.mark.parametrize(
    ("text", "hours"),
    [("2 hours", 2), ("1.5h a day", 1.5), ("half an hour", 0.5), ("90 minutes", 1.5),
     ("one and a half hours", 1.5), ("dedh ghanta", 1.5), ("do ghante roz", 2), ("२ घंटे", 2),
     ("2-3 hours", 2), ("an hour", 1), ("24 hours", None), ("5 minutes", None), ("hours", None)],
)  # fmt: skip
def test_hours_named(text, hours):
    assert hours_named(text) == hours


@pytest.mark.parametrize(
    ("text", "named"),
    [("2027-05-03", (2027, 5, 3)), ("3/5/2027", (2027, 5, 3)), ("3rd of May", (2027, 5, 3)),
     ("May 3, 2027", (2027, 5, 3)), ("25 Dec", (2026, 12, 25)), ("31/2/2027", None),
     ("3 May 2020", None), ("i may 3 hours", None), ("may", None), ("2099-01-01", None)],
)  # fmt: skip
def test_date_named(text, named):
    assert date_named(text, TODAY) == (date(*named) if named else None)


def test_settings_choose_the_router(settings):
    assert type(get_router()) is BuiltinRouter

    settings.AGENTS = {"router": "tests.tutoring.test_router_agents.OtherRouter"}

    assert type(get_router()) is OtherRouter


class OtherRouter(BuiltinRouter):
    """Stands for an implementation from elsewhere."""
