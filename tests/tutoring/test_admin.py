"""What staff see of the teaching: all of it read, nothing changed, in few queries."""

from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.tutoring.factories import analyzing_session, planned_session
from tutoring.mastery.prediction import START_WEIGHTS
from tutoring.models import (
    Attempt,
    LearnerMisconception,
    ModelWeights,
    PlanCache,
    Quiz,
    ReviewCard,
)
from tutoring.reliability import reliability_plot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("curriculum")]
MODELS = [Attempt, Quiz, PlanCache, LearnerMisconception, ReviewCard, ModelWeights]
BINS = [[0.2, 0.25, 10], [0.8, 0.75, 30]]
# The log-in and its user, the bounded count, the rows.
QUERIES_OF_LIST = 4


@pytest.fixture
def root() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("root@example.org", "a long password"))
    return client


def address(model, page: str, *args) -> str:
    return reverse(f"admin:tutoring_{model._meta.model_name}_{page}", args=args)


def rows(count: int) -> None:
    for _ in range(count):
        analyzing_session(wrong=2)
        ModelWeights.objects.create(
            weights=START_WEIGHTS,
            answers=600,
            auc=0.8123,
            log_loss=0.5,
            calibration_error=0.02,
            report={"reliability": BINS, "refused_log_loss": 0.51, "adopted": False},
        )


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("model", MODELS)
def test_list_takes_a_fixed_number_of_queries(root, model, count, django_assert_num_queries):
    rows(count)

    with django_assert_num_queries(QUERIES_OF_LIST):
        page = root.get(address(model, "changelist"))

    assert page.status_code == 200


@pytest.mark.parametrize("model", MODELS)
def test_row_is_shown_and_cannot_be_changed(root, model):
    rows(1)
    row = model.objects.first()

    assert root.get(address(model, "change", row.pk)).status_code == 200
    assert root.post(address(model, "change", row.pk), {}).status_code == 403
    assert root.get(address(model, "delete", row.pk)).status_code == 403
    assert root.get(address(model, "add")).status_code == 403


def test_hits_of_a_cached_plan_are_visible(root):
    for _ in range(3):
        planned_session()

    content = root.get(address(PlanCache, "changelist")).content.decode()

    assert '<td class="field-hits">2</td>' in content


def test_quiz_page_shows_no_key(root):
    rows(1)
    quiz = Quiz.objects.get()

    content = root.get(address(Quiz, "change", quiz.pk)).content.decode()

    assert "field-stem" in content
    for item in quiz.items.all():
        assert item.key["explanation"] not in content


def test_calibration_page_draws_the_reliability(root):
    rows(1)

    content = root.get(
        address(ModelWeights, "change", ModelWeights.objects.get().pk)
    ).content.decode()

    assert reliability_plot(BINS) in content
    assert "0.812" in content


def test_reliability_plot_puts_each_bin_in_its_place():
    drawn = ElementTree.fromstring(reliability_plot(BINS))  # noqa: S314 -- our own drawing

    circles = [(c.get("cx"), c.get("cy"), c.get("r")) for c in drawn.iter("circle")]
    assert circles == [("70.0", "180.0", "4.7"), ("190.0", "80.0", "8.0")]
    assert reliability_plot([]) == "No answers to plot."
