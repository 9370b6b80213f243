"""Every page: no barrier that axe finds, no sideways scrolling, no complaint of the browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client

from autopilot.services.missions import propose_mission
from sessions_app.services.lifecycle import start_session
from tests.factories import make_learner
from tests.tutoring.factories import (
    analyzing_session,
    learning_session,
    planned_session,
    quizzing_session,
    wrong_option,
)
from tutoring.services.answers import answer_item
from tutoring.services.topics import complete_study

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NARROWEST, PHONE, WIDE = 320, 390, 1280
HEIGHT = 844
RULES_OF_SCHEME = {"light": None, "dark": ["color-contrast"]}  # only colours change with it
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# What reaches beyond the screen, to know where to mend.
WIDEST = """() => [...document.querySelectorAll("main *, header *, aside *")]
  .filter(part => part.getBoundingClientRect().right > innerWidth + 0.5)
  .slice(-1).map(part => part.outerHTML.slice(0, 200))"""
AXE_RUN = """async rules => {
  const only = rules ? {runOnly: {type: "rule", values: rules}} : {};
  const found = await axe.run({resultTypes: ["violations"], ...only});
  return found.violations;
}"""
IS_TYPESET = "!document.querySelector('main').innerText.includes('$')"
OPEN_ALL = "document.querySelectorAll('main details').forEach(part => { part.open = true; })"
PUBLIC = {
    "landing": "/",
    "sign-up": "/account/signup/",
    "log-in": "/account/login/",
    "forgotten password": "/account/password/forgotten/",
    "404": "/nowhere/",
}


def pages_of(learner) -> dict[str, str]:
    """Bring sessions to every place and return the address of each page."""
    intake = start_session(user_id=learner.pk, exam_type="NEET")
    planned = planned_session(learner)
    propose_mission(session_id=planned.pk)
    learning = learning_session(learner)
    quizzing, _ = quizzing_session(learner)
    answered, quiz = quizzing_session(learner)
    first = quiz.items.get(position=1)
    answer_item(session_id=answered.pk, item_id=first.pk, answer=wrong_option(first))
    analyzing = analyzing_session(learner, wrong=2)
    finished = analyzing_session(learner, wrong=1)
    complete_study(session_id=finished.pk)
    client = Client()
    client.force_login(learner)
    practice = client.post("/practice/start/", {"subject": "Physics"})["Location"]
    return {
        "home": "/",
        "onboarding": "/onboarding/",
        "goal": f"/sessions/{intake.pk}/goal/",
        "plan": f"/sessions/{planned.pk}/plan/",
        "mission": f"/sessions/{planned.pk}/mission/",
        "lesson": f"/sessions/{learning.pk}/lesson/",
        "quiz": f"/sessions/{quizzing.pk}/quiz/",
        "feedback": f"/sessions/{answered.pk}/quiz/1/",
        "analysis": f"/sessions/{analyzing.pk}/analysis/",
        "summary": f"/sessions/{finished.pk}/summary/",
        "practice": "/practice/",
        "practice question": practice,
        "topic map": "/map/",
        "my questions": "/questions/",
        "progress": "/progress/?window=7d",
        "review": "/review/",
        "sessions": "/sessions/",
        "history": f"/sessions/{finished.pk}/history/",
        "account": "/account/",
        "password": "/account/password/",
        "family": "/account/family/",
        "new child": "/account/family/children/new/",
    }


def faults_of(page) -> list[str]:
    """Return what is wrong with the page that is open, at each width and in each scheme."""
    faults = []
    for width in (NARROWEST, PHONE, WIDE):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        if over := page.evaluate(OVERFLOW):
            faults.append(f"{width}: {over} px too wide, {page.evaluate(WIDEST)}")
    page.evaluate(OPEN_ALL)
    page.evaluate(Axe().axe_script)
    for width in (PHONE, WIDE):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        for scheme, rules in RULES_OF_SCHEME.items():
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            for violation in page.evaluate(AXE_RUN, rules):
                where = [node["html"][:120] for node in violation["nodes"][:2]]
                faults.append(f"{width} {scheme}: {violation['id']} {where}")
    return faults


def look_at(page, addresses: dict[str, str]) -> dict[str, list[str]]:
    """Return the faults of each page that has some."""
    found = {}
    for name, address in addresses.items():
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        page.goto(address)
        page.wait_for_function(IS_TYPESET)
        page.evaluate("document.fonts.ready")
        if faults := faults_of(page):
            found[name] = faults
    return found


def test_public_pages_are_accessible_and_fit(visitor):
    assert look_at(visitor().new_page(), PUBLIC) == {}


def test_pages_of_a_learner_are_accessible_and_fit(visitor, site):
    learner = make_learner(name="Asha")

    assert look_at(visitor(learner).new_page(), pages_of(learner)) == {}
