"""A study session taught by a model: the history says so, and no key leaves."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tutoring.agents_model import provider as fake
from tests.tutoring.factories import (
    analyzing_session,
    learning_session,
    planned_session,
    quizzing_session,
)
from tutoring.models import PlanCache, QuizItem
from tutoring.selectors.pages import analysis_view
from tutoring.selectors.questions_shown import question_view

ROOT = Path(__file__).parents[3]


def turns(session, action: str) -> list[dict]:
    return session.agent_history.get(action=action).metadata["turns"]


@pytest.mark.django_db
def test_history_tells_who_planned_and_explained(curriculum, provider):
    session = learning_session()

    (planned,), (explained,) = turns(session, "generate_plan"), turns(session, "start_topic")
    assert (planned["role"], planned["agent"], planned["requests"]) == ("planner", "model", 1)
    assert (explained["role"], explained["agent"]) == ("tutor", "model")
    assert explained["input_tokens"] == 100


@pytest.mark.django_db
def test_history_tells_that_the_builtin_stood_in(curriculum, provider):
    provider.reply = fake.failing(401)

    session = learning_session()

    (explained,) = turns(session, "start_topic")
    assert explained["agent"] == "builtin"
    assert "refused" in explained["self_correction"]
    assert {turn["agent"] for turn in turns(session, "generate_plan")} == {"builtin"}


@pytest.mark.django_db
def test_history_of_builtin_agents_has_no_turns(curriculum):
    session = learning_session()

    for action in ("generate_plan", "start_topic"):
        assert "turns" not in session.agent_history.get(action=action).metadata


@pytest.mark.django_db
def test_only_a_plan_of_the_model_is_kept(curriculum, provider):
    provider.script = [fake.failing(401)]
    planned_session()
    assert list(PlanCache.objects.values_list("plan", flat=True)) == [None]

    PlanCache.objects.all().delete()
    planned_session()

    assert PlanCache.objects.get().plan is not None


@pytest.mark.django_db
def test_no_request_holds_a_question_or_a_key(curriculum, provider):
    session, _ = quizzing_session()
    question_view(session)
    analysis_view(analyzing_session(wrong=5))

    sent = "".join(text_of(raw) for raw in provider.log)
    assert {"tutor", "planner"} <= {role_of(raw) for raw in provider.log}
    for item in QuizItem.objects.all():
        assert item.shown["stem"] not in sent
        assert item.key["explanation"] not in sent


def text_of(raw: bytes) -> str:
    """Everything sent, as a reader of it would see it."""
    message = json.loads(raw)["messages"][-1]["content"]
    data = json.loads(message.removeprefix("<data>").removesuffix("</data>"))
    return raw.decode() + json.dumps(data, ensure_ascii=False)


def role_of(raw: bytes) -> str:
    first = json.loads(raw)["messages"][0]["content"]
    return next(
        role
        for role in ("tutor", "planner", "evaluator", "misconception agent")
        if f"You are the {role}" in first
    )


def test_the_product_starts_without_the_extra():
    code = (
        "import os, sys, django\n"
        "os.environ['DJANGO_SETTINGS_MODULE'] = 'tests.settings'\n"
        "os.environ.update(AGENT_TUTOR='model', AGENT_PLANNER='model',"
        " AGENT_EVALUATOR='model', AGENT_MISCONCEPTION='model')\n"
        "django.setup()\n"
        "from django.urls import get_resolver\n"
        "get_resolver().url_patterns\n"
        "from tutoring import agents as a\n"
        "agents = a.get_evaluator(), a.get_misconception_agent(), a.get_planner(), a.get_tutor()\n"
        "assert all('model.fallback' in type(agent).__module__ for agent in agents)\n"
        "print(sorted({'pydantic_ai', 'openai', 'httpx2', 'tiktoken'} & set(sys.modules)))\n"
    )

    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert run.stdout.strip() == "[]", run.stderr


def test_without_the_extra_the_builtin_answers(provider, monkeypatch):
    from tests.tutoring.agents_model.requests import ROLES
    from tutoring.agents.model import caller

    monkeypatch.setattr(caller, "find_spec", lambda name: None)

    for role in ROLES:
        agent, _ = ROLES[role]()
        assert agent.turns[0].failure == "not_installed"
    assert provider.log == []
