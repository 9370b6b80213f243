"""Where the learner goes on, known to every page, paid for by those that show it."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from tests.factories import make_learner
from tests.tutoring.factories import learning_session, quizzing_session
from tutoring.context_processors import continue_place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("curriculum")]


def request_of(user):
    request = RequestFactory().get("/")
    request.user = user
    request.learner = getattr(user, "learner", None)
    return request


def test_continue_place_costs_nothing_until_it_is_shown(django_assert_num_queries):
    learner = make_learner()
    quizzing_session(learner)
    request = request_of(learner)

    with django_assert_num_queries(0):
        place = continue_place(request)["continue_place"]
    with django_assert_num_queries(2):
        assert place.label == "Question 1 of 5, Motion in a straight line"
    with django_assert_num_queries(0):
        assert continue_place(request)["continue_place"].label == place.label


def test_continue_place_is_nothing_for_the_anonymous(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert not continue_place(request_of(AnonymousUser()))["continue_place"]


def test_continue_place_names_the_newest_session():
    learner = make_learner()
    quizzing_session(learner)
    newest = learning_session(learner)

    place = continue_place(request_of(learner))["continue_place"]

    assert place.label == "Lesson, Motion in a straight line"
    assert str(newest.pk) in place.url
