"""What the teaching hands over and what it erases."""

import json

import pytest

from accounts.services.erase import collect_export, erase_person
from tests.factories import make_learner
from tests.tutoring.factories import analyzing_session, quizzing_session
from tutoring.models import (
    Attempt,
    LearnerItem,
    LearnerMisconception,
    Quiz,
    ReviewCard,
    SkillState,
    StudyPlan,
    Topic,
    TopicState,
)
from tutoring.services.privacy import export_learning

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("curriculum")]


def test_export_holds_every_answer_and_no_key():
    learner = make_learner()
    analyzing_session(learner, wrong=1)
    _, open_quiz = quizzing_session(learner)

    exported = export_learning(learner.pk)

    assert [answer["correct"] for answer in exported["answers"]] == [False] + [True] * 4 + [
        None
    ] * 5
    assert len(exported["misconceptions"]) == 1
    assert (len(exported["quizzes"]), len(exported["plans"])) == (2, 4)
    assert [(row["right"], row["wrong"]) for row in exported["levels"]] == [(4, 1)]
    assert len(exported["reviews"]) == 1
    text = json.dumps(exported, default=str)
    for item in open_quiz.items.all():
        assert json.dumps(item.key["explanation"])[1:-1] not in text


def test_export_of_a_person_includes_the_teaching():
    assert "tutoring" in collect_export(user_id=make_learner().pk)


def test_erase_leaves_nothing_of_this_learner_and_all_of_others():
    learner, other = make_learner(), make_learner()
    analyzing_session(learner, wrong=2)
    analyzing_session(other, wrong=2)

    erase_person(user_id=learner.pk)

    for model, path in (
        (Attempt, "learner"),
        (Quiz, "learner"),
        (LearnerMisconception, "learner"),
        (SkillState, "learner"),
        (TopicState, "learner"),
        (LearnerItem, "learner"),
        (ReviewCard, "learner"),
        (Topic, "session__user"),
        (StudyPlan, "session__user"),
    ):
        assert not model.objects.filter(**{path: learner.pk}).exists()
        assert model.objects.filter(**{path: other}).exists()
