"""What practice asks next."""

import pytest

from tests.factories import make_learner
from tests.tutoring.practice.calls import attempt, fetched
from tutoring.agents.requests import BankQuestion
from tutoring.models import Question, QuizItem, SkillState
from tutoring.selectors import sampling
from tutoring.selectors.practice import Candidate, Scope, candidates_for, met_by
from tutoring.services.practice import best_first, choose_questions, question_hash

TOPIC = "Kinematics"


def candidate(name, *, concept="a", chance=0.7, seen=0, generator=None):
    question = BankQuestion(
        version_id=name,
        type="multiple_choice",
        difficulty="easy",
        concept=concept,
        generator=generator,
        stem=name,
        options=(),
        key={},
        explanation="",
        seen_stems=("x",) * seen,
    )
    return Candidate(question, "Physics", TOPIC, "", chance)


def order(candidates, practised=None, seed=1):
    return [row.question.version_id for row in best_first(candidates, practised or {}, seed)]


def test_the_least_practised_subtopic_leads():
    candidates = [candidate("a1", concept="a"), candidate("b1", concept="b")]

    assert order(candidates, {"a": 2, "b": 1}) == ["b1", "a1"]
    assert order(candidates, {"b": 1}) == ["a1", "b1"]


def test_unseen_questions_come_first_and_a_generator_is_always_unseen():
    candidates = [
        candidate("seen twice", seen=2),
        candidate("seen once", seen=1),
        candidate("generator", seen=9, generator="g", chance=0.9),
        candidate("unseen"),
    ]

    assert order(candidates) == ["unseen", "generator", "seen once", "seen twice"]


def test_the_nearest_to_the_target_comes_first():
    candidates = [candidate(str(chance), chance=chance) for chance in (0.2, 0.65, 0.99, 0.9)]

    assert order(candidates) == ["0.65", "0.9", "0.99", "0.2"]


def test_all_of_the_leading_subtopic_come_before_the_others():
    candidates = [
        candidate("a unseen", concept="a"),
        candidate("a seen", concept="a", seen=1),
        candidate("b unseen", concept="b", chance=0.1),
    ]

    assert order(candidates) == ["a unseen", "a seen", "b unseen"]


def test_equals_come_in_the_order_of_the_seed():
    candidates = [candidate(str(number)) for number in range(9)]

    assert order(candidates, seed=1) == order(candidates, seed=1)
    assert order(candidates, seed=1) != order(candidates, seed=2)


def test_the_hash_knows_no_order_and_no_key():
    shown = {"stem": "Why?", "options": [{"id": "a", "text": "x"}, {"id": "b", "text": "y"}]}
    turned = {"stem": "Why?", "options": [{"id": "c", "text": "y"}, {"id": "d", "text": "x"}]}
    other = {"stem": "Who?", "options": shown["options"]}

    assert question_hash(shown) == question_hash(turned) != question_hash(other)


@pytest.mark.django_db
@pytest.mark.usefixtures("curriculum")
class TestFromTheBank:
    def levels_first(self, learner):
        """The level that comes first in a subtopic of all three, by the learner's mastery."""
        scope = Scope("Physics", TOPIC)
        found = candidates_for(learner.pk, scope, met_by(learner.pk, scope))
        best = min(found, key=lambda row: abs(row.chance - 0.7))
        return best.question.difficulty

    def test_harder_questions_suit_a_stronger_learner(self, learner):
        strong = make_learner()
        SkillState.objects.create(learner=strong, theta=2.0, answers=40)

        assert self.levels_first(learner) == "easy"
        assert self.levels_first(strong) == "hard"

    def test_nothing_is_asked_twice_while_something_is_unseen(self, client, learner):
        static = Question.objects.filter(lesson__unit=TOPIC, generator=None)
        bank = static.filter(current__key__graded__isnull=True).count()
        for _ in range(4):
            fetched(client, learner, topic=TOPIC, limit=20)

        statics = QuizItem.objects.filter(quiz__learner=learner, seed=None)
        asked = statics.values_list("question_version_id", flat=True)
        assert QuizItem.objects.filter(quiz__learner=learner).count() == 80
        assert len(asked) == len(set(asked)) == bank

    def test_what_was_seen_comes_back_when_nothing_else_is_left(self, client, learner):
        only_static = {"topic": TOPIC, "subtopic": "velocity-time graph"}

        first, again = (fetched(client, learner, **only_static) for _ in range(2))

        assert len(first["questions"]) == len(again["questions"]) == 1
        assert first["questions"][0]["hash"] == again["questions"][0]["hash"]
        assert first["questions"][0]["id"] != again["questions"][0]["id"]

    def test_a_named_subtopic_is_the_only_one(self, client, learner):
        batch = fetched(client, learner, subtopic="equations of motion")

        assert batch["selected_subtopic"] == "equations of motion"
        assert {q["sub_topic"] for q in batch["questions"]} == {"equations of motion"}
        assert len({q["stem"] for q in batch["questions"]}) == 5

    def test_an_answered_subtopic_no_longer_leads(self, client, learner):
        first = fetched(client, learner, topic=TOPIC)
        for question in first["questions"]:
            attempt(client, learner, question)
        practised = {question["sub_topic"] for question in first["questions"]}

        assert fetched(client, learner, topic=TOPIC)["selected_subtopic"] not in practised

    def test_candidates_hold_the_least_practised_of_a_large_bank(self, learner, monkeypatch):
        monkeypatch.setattr(sampling, "PER_LEVEL", 1)
        scope = Scope("Physics", TOPIC)
        met = met_by(learner.pk, scope)
        concepts = set(
            Question.objects.released().filter(**scope.filters()).values_list("concept", flat=True)
        )
        least = sorted(concepts)[0]
        met.practised.update(dict.fromkeys(concepts, 2))
        met.practised[least] = 1

        found = candidates_for(learner.pk, scope, met)

        assert least in {row.question.concept for row in found}
        assert choose_questions(learner_id=learner.pk, scope=scope, count=1).chosen

    def test_topics_are_those_of_an_exam(self, client):
        both = client.get("/api/questions/topics", {"subject": "Physics", "exam_type": "jee"})
        none = client.get("/api/questions/topics", {"subject": "Physics", "exam_type": "CAT"})

        assert TOPIC in [row["topic"] for row in both.json()["topics"]]
        assert none.json() == {"topics": []}

    def test_subtopics_of_a_topic_are_fewer_than_of_its_subject(self, client):
        every = client.get("/api/questions/subtopics", {"subject": "Physics", "grade": 11}).json()
        query = {"subject": "Physics", "topic": TOPIC}
        some = client.get("/api/questions/subtopics", query).json()["subtopics"]

        assert some == sorted(set(some))
        assert set(some) < set(every["subtopics"])
