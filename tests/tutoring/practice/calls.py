"""The calls of practice, short enough to read in a test."""

from typing import Any

from tutoring.models import QuizItem


def fetch(client, learner, *, headers=None, **body: Any):
    body = {"child_id": str(learner.pk), "subject": "Physics", **body}
    return client.post("/api/questions/fetch", body, format="json", headers=headers)


def fetched(client, learner, **body: Any) -> dict[str, Any]:
    response = fetch(client, learner, **body)
    assert response.status_code == 200, response.json()
    return response.json()


def attempt(client, learner, question: dict[str, Any], *, headers=None, **body: Any):
    body = {
        "child_id": str(learner.pk),
        "question_id": question["id"],
        "selected": 0,
        "time_spent_ms": 30_000,
        **body,
    }
    return client.post("/api/attempts/", body, format="json", headers=headers)


def right_text(question: dict[str, Any]) -> str:
    """The text of the right option, from the row that no answer shows."""
    item = QuizItem.objects.get(pk=question["id"])
    return next(o["text"] for o in item.shown["options"] if o["id"] == item.key["option"])


def wrong_text(question: dict[str, Any]) -> str:
    return next(text for text in question["options"] if text != right_text(question))
