"""Questions of every kind in review: shown, solved blind, edited."""

import json

import pytest
from django.urls import reverse

from accounts.models import User
from tests.tutoring.factories import make_typed_question, sample_answer
from tests.tutoring.review.bank import reviewer
from tests.tutoring.typed_questions import SAMPLES, pack_question
from tutoring.errors import UnreadableAnswer, UnsoundQuestion
from tutoring.models import BlindSolve, Question
from tutoring.selectors.review_queue import (
    asked_item,
    fault_of_version,
    graded_json,
    question_reviewed,
    with_parts,
)
from tutoring.services.question_edits import QuestionEdit, edit_question
from tutoring.services.review_queue import look_at_key, solve_blind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("curriculum")]


def waiting(kind):
    """A question of a kind that waits for its review."""
    question = make_typed_question(pack_question(kind))
    Question.objects.filter(pk=question.pk).update(status="quarantined", source="A bank")
    return with_parts(Question.objects.filter(pk=question.pk)).get()


def edit_of(question, **changes):
    version = question.current
    values = {
        "stem": version.stem,
        "explanation": version.explanation,
        "concept": question.concept,
        "difficulty": question.difficulty,
        "lesson_id": question.lesson_id,
        "graded": graded_json(version),
    }
    return QuestionEdit(**{**values, **changes})


@pytest.mark.parametrize("kind", SAMPLES)
def test_every_kind_is_sound_shown_and_solved(client, kind):
    question = waiting(kind)
    root = User.objects.create_superuser("root@example.org", "a long password")
    client.force_login(root)
    second = reviewer()
    assert fault_of_version(question.current) == ""

    solve = client.get(reverse("admin:tutoring_question_solve", args=[question.pk]))
    right, wrong = (sample_answer(asked_item(question), which) for which in ("right", "wrong"))
    agreed = solve_blind(question_id=question.pk, answer=right, by=root.pk)
    differed = solve_blind(question_id=question.pk, answer=wrong, by=second.pk)
    page = client.get(reverse("admin:tutoring_question_change", args=[question.pk]))

    assert solve.status_code == page.status_code == 200
    assert (agreed.agrees, differed.agrees) == (True, False)
    assert "They do not all agree" in page.content.decode()
    reviewed = question_reviewed(with_parts(Question.objects.filter(pk=question.pk)).get())
    assert reviewed.right
    assert [bool(one.answer) for one in reviewed.solves] == [True, True]


def test_what_cannot_be_read_is_no_solve():
    question = waiting("integer")

    with pytest.raises(UnreadableAnswer):
        solve_blind(question_id=question.pk, answer="what?", by=reviewer().pk)

    assert not BlindSolve.objects.exists()


@pytest.mark.parametrize("kind", sorted(set(SAMPLES) - {"choice", "choice_set"}))
def test_an_untouched_edit_of_any_kind_is_no_version(client, kind):
    question = waiting(kind)
    root = User.objects.create_superuser("root@example.org", "a long password")
    client.force_login(root)
    look_at_key(question_id=question.pk, by=root.pk)
    address = reverse("admin:tutoring_question_edit", args=[question.pk])
    page = client.get(address)

    assert page.status_code == 200
    assert edit_question(question_id=question.pk, edit=edit_of(question), by=root.pk) is False
    form = {name: field.initial for name, field in page.context["form"].fields.items()}
    sent = {**form, **{k: v for k, v in page.context["form"].initial.items() if v is not None}}
    assert client.post(address, sent).status_code == 302
    assert Question.objects.get(pk=question.pk).current == question.current


def test_a_typed_key_is_edited_with_its_form():
    question = waiting("quantity")
    graded = {**graded_json(question.current), "answer": "17", "reveals": {}}

    assert edit_question(
        question_id=question.pk, edit=edit_of(question, graded=graded), by=reviewer().pk
    )

    current = Question.objects.get(pk=question.pk).current
    assert (current.number, current.key["graded"]["answer"]) == (2, "17")
    assert current.key["response"]["kind"] == "quantity"
    assert json.dumps(current.key)


@pytest.mark.parametrize(
    "graded",
    [{}, {"type": "date"}, {"type": "integer"}, {"type": "integer", "answer": "x"}],
)
def test_a_key_that_cannot_be_read_is_refused(graded):
    question = waiting("integer")

    with pytest.raises(UnsoundQuestion):
        edit_question(
            question_id=question.pk, edit=edit_of(question, graded=graded), by=reviewer().pk
        )
