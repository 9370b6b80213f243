"""Who may practise for whom, and who may look."""

import pytest

from accounts.models import Guardianship
from tests.factories import make_child_profile, make_learner
from tests.problems import assert_problem
from tests.tutoring.practice.calls import attempt, fetch, fetched
from tutoring.models import Attempt, Quiz

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("curriculum")]


@pytest.fixture
def practice(client, learner):
    """The learner's own practice: a batch with one answer."""
    batch = fetched(client, learner)
    assert attempt(client, learner, batch["questions"][0]).status_code == 201
    return batch


def reads(client, learner, practice):
    paths = (f"/api/sessions/{practice['session_id']}/summary", f"/api/progress/{learner.pk}")
    return [client.get(path) for path in paths]


def writes(client, learner, practice):
    end = client.post(f"/api/sessions/{practice['session_id']}/end")
    return [fetch(client, learner), attempt(client, learner, practice["questions"][1]), end]


def guardian_of(learner):
    guardian = make_learner()
    Guardianship.objects.create(guardian=guardian, learner=learner.learner)
    return guardian


def test_a_stranger_finds_nothing(client_of, learner, practice):
    stranger = client_of(make_learner())

    for response in reads(stranger, learner, practice) + writes(stranger, learner, practice):
        assert_problem(response, 404, response.json()["code"])
    assert (Attempt.objects.count(), Quiz.objects.count()) == (1, 1)


def test_a_guardian_of_a_learner_with_a_log_in_reads_and_writes_nothing(
    client_of, learner, practice
):
    guardian = client_of(guardian_of(learner))

    assert [r.status_code for r in reads(guardian, learner, practice)] == [200, 200]
    for response in writes(guardian, learner, practice):
        assert_problem(response, 403, "forbidden")
    assert (Attempt.objects.count(), Quiz.objects.count()) == (1, 1)


def test_a_guardian_of_a_child_profile_practises_for_it(client_of):
    child = make_child_profile()
    guardian = client_of(guardian_of(child))
    batch = fetched(guardian, child)

    assert attempt(guardian, child, batch["questions"][0]).status_code == 201
    assert [r.status_code for r in reads(guardian, child, batch)] == [200, 200]
    assert guardian.post(f"/api/sessions/{batch['session_id']}/end").status_code == 200
    assert Attempt.objects.get().learner_id == child.pk


def test_a_revoked_guardian_finds_nothing(client_of, learner, practice):
    guardian = guardian_of(learner)
    Guardianship.objects.filter(guardian=guardian).delete()

    for response in reads(client_of(guardian), learner, practice):
        assert_problem(response, 404, "not_found")


def test_staff_read_and_answer_for_nobody(client_of, learner, practice):
    staff = client_of(make_learner(is_staff=True))

    assert [r.status_code for r in reads(staff, learner, practice)] == [200, 200]
    responses = writes(staff, learner, practice)
    for response in responses[:2]:
        assert_problem(response, 403, "forbidden")
    assert responses[2].status_code == 200  # ending is theirs to do
    assert (Attempt.objects.count(), Quiz.objects.count()) == (1, 1)


def test_a_question_of_the_child_is_not_the_guardians(client_of):
    child = make_child_profile()
    guardian = guardian_of(child)
    question = fetched(client_of(guardian), child)["questions"][0]

    assert_problem(attempt(client_of(guardian), guardian, question), 404, "quiz_item_not_found")
