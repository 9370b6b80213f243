"""The browsable API, its documentation and the admin, as a browser meets them."""

import json

import pytest
from playwright.sync_api import expect

from sessions_app.models import StudySession
from tests.browser.student import PASSWORD
from tests.factories import make_learner
from tests.tutoring.factories import planned_session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK = {"width": 1280, "height": 800}


def test_raw_data_form_of_the_browsable_api_makes_a_session(visitor, site):
    learner = make_learner()
    page = visitor(learner, viewport=DESK).new_page()
    page.goto("/api/sessions/")

    page.locator("textarea[name=_content]").fill(json.dumps({"exam_type": "JEE"}))
    page.get_by_role("button", name="POST").click()

    expect(page.locator(".response-info")).to_contain_text("HTTP 201 Created")
    assert StudySession.objects.get(user=learner).exam_type == "JEE"


def test_patch_by_the_form_of_the_browsable_api_renames_a_session(visitor, site):
    learner = make_learner()
    session = planned_session(learner)
    page = visitor(learner, viewport=DESK).new_page()
    page.goto(f"/api/sessions/{session.pk}/")

    page.locator("textarea[name=_content]").fill(json.dumps({"name": "Mechanics"}))
    page.get_by_role("button", name="PATCH").click()

    expect(page.locator(".response-info")).to_contain_text('"name": "Mechanics"')
    session.refresh_from_db()
    assert session.name == "Mechanics"


def test_api_documentation_is_drawn(visitor):
    page = visitor(viewport=DESK).new_page()

    page.goto("/api/docs/")

    expect(page.get_by_role("heading", name="Study Mentor API")).to_be_visible()
    expect(page.locator(".opblock").first).to_be_visible()


def test_staff_log_in_and_open_the_session_list(visitor, site):
    session = planned_session(make_learner())
    staff = make_learner(email="staff@example.org", is_staff=True, is_superuser=True)
    staff.set_password(PASSWORD)
    staff.save()
    page = visitor(viewport=DESK).new_page()

    page.goto("/admin/sessions_app/studysession/")
    page.get_by_label("E-mail").fill(staff.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()

    expect(page.get_by_role("heading", name="Study sessions")).to_be_visible()
    page.get_by_role("link", name=session.name).first.click()
    expect(page.locator("body")).to_contain_text(str(session.user.email))
