"""The examples of the API's document have the shape of what the API answers."""

import pytest

from tests.tutoring.practice.calls import attempt
from tutoring.api.practice import examples

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("curriculum")]


def shape(value):
    """The members of an answer, all the way down, whatever their values."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return type(value).__name__


def test_every_example_is_what_the_api_answers(client, learner):
    request, answer = (example.value for example in examples.FETCH)
    given = {**request, "child_id": str(learner.pk)}
    batch = client.post("/api/questions/fetch", given, format="json").json()
    assert shape(batch) == shape(answer)
    assert [q["stem"] for q in batch["questions"]] == [q["stem"] for q in answer["questions"]]
    assert batch["questions"][0]["hash"] == answer["questions"][0]["hash"]

    request, answer = (example.value for example in examples.ATTEMPT)
    chosen = examples.QUESTION["options"][request["selected"]]
    attempted = attempt(client, learner, batch["questions"][0], selected=chosen).json()
    assert shape(attempted) == shape(answer)
    for name in ("correct", "expected", "explanation", "misconception"):
        assert attempted[name] == answer[name]

    summary = client.get(f"/api/sessions/{batch['session_id']}/summary").json()
    progress = client.get(f"/api/progress/{learner.pk}", {"window": "7d"}).json()
    topics = client.get("/api/questions/topics", {"subject": "Physics"}).json()
    query = {"subject": "Physics", "topic": "Kinematics"}
    subtopics = client.get("/api/questions/subtopics", query).json()
    assert shape(summary) == shape(examples.SUMMARY[0].value)
    assert progress == examples.PROGRESS[0].value
    assert topics == examples.TOPICS[0].value
    assert subtopics == examples.SUBTOPICS[0].value
