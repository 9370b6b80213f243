"""Sessions side by side: what each summary says, in the order asked for, in few queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sessions_app.models import StudySession
from sessions_app.services.lifecycle import move_session
from tests.factories import make_learner
from tests.problems import assert_problem
from tests.tutoring.practice.calls import attempt, fetched, right_text
from tests.tutoring.practice.test_examples import shape
from tutoring.api.practice import examples
from tutoring.selectors.comparison import compared, newest_points

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("choices_only")]
# The caller, a guardian's look-up is not needed; sessions, totals, sums before.
QUERIES = 4


@pytest.fixture
def practised(client, learner):
    """Return a maker of ended practice sessions with so many right of so many answers."""

    def make(right: int, total: int, topic: str = "Kinematics", **ages) -> str:
        batch = fetched(client, learner, topic=topic, limit=total)
        for number, question in enumerate(batch["questions"]):
            chosen = right_text(question)
            if number >= right:
                chosen = next(text for text in question["options"] if text != chosen)
            assert attempt(client, learner, question, selected=chosen).status_code == 201
        move_session(session_id=batch["session_id"], verb="complete")
        if ages:
            rows = StudySession.objects.filter(pk=batch["session_id"])
            rows.update(started_at=rows.get().started_at - timedelta(**ages))
        return batch["session_id"]

    return make


def compare(client, learner, *ids):
    return client.get(f"/api/progress/{learner.pk}/compare", {"sessions": ",".join(ids)})


def summary(client, session_id):
    return client.get(f"/api/sessions/{session_id}/summary").json()


def test_each_is_the_sessions_own_summary_in_the_order_asked_for(client, learner, practised):
    ids = [
        practised(1, 4, days=45),
        practised(3, 4, days=20),
        practised(2, 3, "Laws of motion", hours=5),
        practised(4, 4),
    ]
    asked = [ids[2], ids[0], ids[3], ids[1]]

    answer = compare(client, learner, *asked)

    assert answer.status_code == 200
    assert answer.json()["child_id"] == str(learner.pk)
    assert answer.json()["summaries"] == [summary(client, pk) for pk in asked]


@pytest.mark.parametrize("count", [2, 6])
def test_it_costs_the_same_for_two_and_for_more(client, learner, practised, count):
    ids = [practised(1, 2) for _ in range(count)]

    with CaptureQueriesContext(connection) as captured:
        assert compare(client, learner, *ids).status_code == 200

    assert len(captured) == QUERIES
    assert not [query for query in captured if '"attempts"' in query["sql"]]


def test_a_foreign_or_unknown_session_is_not_found(client, client_of, learner, practised):
    mine, other = practised(1, 1), make_learner()
    theirs = fetched(client_of(other), other)["session_id"]

    for stranger in (theirs, str(other.pk)):
        assert_problem(compare(client, learner, mine, stranger), 404, "not_found")
    assert_problem(compare(client_of(other), learner, mine, theirs), 404, "not_found")


@pytest.mark.parametrize("words", ["one", "twice", "eleven", "not ids", "none", "unknown"])
def test_what_cannot_be_compared_is_refused(client, learner, practised, words):
    mine, other = practised(1, 1), "01a1fde6-186b-7576-8503-4a69f8a2617f"
    sessions = {
        "one": mine,
        "twice": f"{mine},{mine}",
        "eleven": ",".join([mine] + [other[:-2] + f"{n:02}" for n in range(10)]),
        "not ids": f"{mine},{other.upper()}",
        "none": "",
        "unknown": f"{mine},{other}",
    }[words]
    path = f"/api/progress/{learner.pk}/compare"
    query = {"sessions": sessions} | ({"window": "7d"} if words == "unknown" else {})

    response = client.get(path, query)

    assert_problem(response, 400, response.json()["code"])
    assert "sessions" in response.json()["errors"] or words == "unknown"


def test_the_example_is_a_real_answer(client, learner, practised):
    batch = fetched(
        client,
        learner,
        topic="Kinematics",
        subtopic="free fall with an initial velocity",
        limit=1,
    )
    attempt(
        client,
        learner,
        batch["questions"][0],
        selected=examples.QUESTION["options"][0],
        time_spent_ms=41_000,
    )
    move_session(session_id=batch["session_id"], verb="complete")
    scope = {"topic": "Laws of motion", "subtopic": "centripetal force"}
    second = fetched(client, learner, **scope, limit=1)
    question = second["questions"][0]
    attempt(client, learner, question, selected=right_text(question))

    answer = compare(client, learner, batch["session_id"], second["session_id"]).json()

    expected = examples.COMPARISON[0].value
    assert shape(answer) == shape(expected)
    for given, shown in zip(answer["summaries"], expected["summaries"], strict=True):
        own, example = given.pop("session"), dict(shown)["session"]
        assert given == {name: value for name, value in shown.items() if name != "session"}
        for name in ("name", "status", "version", "topic", "subtopic", "valid_verbs"):
            assert own[name] == example[name], name


def test_a_practice_stands_beside_the_one_before_it_and_the_week(practised, learner):
    practised(1, 4, days=9)
    before = practised(3, 4, days=2)
    last = practised(2, 3)

    found = compared(StudySession.objects.get(pk=last))

    assert (found.own.tally.correct, found.own.tally.attempted) == (2, 3)
    assert str(found.previous.session_id) == before
    assert (found.week.correct, found.week.attempted) == (3, 4)
    assert [point.tally.accuracy for point in found.line] == [25, 75, 67]
    assert found.trend is None
    assert len(newest_points(learner.pk, kind="practice")) == 3


def test_a_practice_without_answers_is_compared_with_nothing(client, learner):
    session = StudySession.objects.get(pk=fetched(client, learner)["session_id"])

    assert compared(session) is None
