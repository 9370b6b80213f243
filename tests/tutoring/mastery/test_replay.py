"""The model in memory, answer by answer."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tutoring.mastery.test_elo import NOON
from tutoring.mastery.elo import updated
from tutoring.mastery.replay import Replay
from tutoring.mastery.states import Answer, ItemState, LearnerState, LearnerTopicState, TopicState

rows = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.integers(0, 4),
        st.sets(st.sampled_from("abc")),
        st.sampled_from([True, False, None]),
        st.integers(0, 300),
        st.booleans(),
    ),
    max_size=40,
)


def answers_of(drawn):
    at, answers = NOON, []
    for learner, item, topics, correct, hours, aided in drawn:
        at += timedelta(hours=hours)
        answers.append(Answer(learner, item, tuple(sorted(topics)), correct, at, aided))
    return answers


def everything(replay):
    return (
        replay.learners,
        replay.learner_topics,
        replay.learner_items,
        replay.topics,
        replay.items,
    )


@given(rows)
def test_replay_of_the_same_answers_gives_the_same_numbers(drawn):
    one, other = Replay(), Replay()
    first = [one.apply(answer) for answer in answers_of(drawn)]
    second = [
        other.apply(answer, p=outcome.p)
        for answer, outcome in zip(answers_of(drawn), first, strict=True)
    ]

    assert first == second
    assert everything(one) == everything(other)


@given(rows)
def test_replay_is_moved_by_evidence_alone(drawn):
    whole, evidence = Replay(), Replay()
    for answer in answers_of(drawn):
        whole.apply(answer)
        if answer.is_evidence:
            evidence.apply(answer)

    assert everything(whole) == everything(evidence)


@given(rows)
def test_replay_counts_agree_with_a_recount(drawn):
    replay = Replay()
    for answer in answers_of(drawn):
        replay.apply(answer)
    counted = [answer for answer in answers_of(drawn) if answer.is_evidence]

    for item, state in replay.items.items():
        assert state.n == sum(answer.item == item for answer in counted)
    for (learner, topic), state in replay.learner_topics.items():
        mine = [a for a in counted if a.learner == learner and topic in a.topics]
        assert (state.right, state.wrong) == (
            sum(a.correct for a in mine),
            sum(not a.correct for a in mine),
        )
        assert state.days == len({a.at.date() for a in mine})
        assert state.last_at == mine[-1].at


def test_replay_of_two_answers():
    replay = Replay()
    replay.apply(Answer("asha", "q1", ("friction",), True, NOON))
    outcome = replay.apply(Answer("ravi", "q1", ("friction",), False, NOON))

    # x = 0.075 + 0.35
    assert outcome.p == pytest.approx(0.604679084714525)
    assert outcome.shown == pytest.approx(outcome.p)
    assert replay.topics == {"friction": pytest.approx(TopicState(0.01306006088, 2))}
    assert replay.items == {"q1": pytest.approx(ItemState(0.02792442795, 2))}
    assert replay.learners["ravi"] == pytest.approx((-0.27210558812, 1, -0.07))


def test_replay_with_stored_p_rebuilds_a_learner_whose_answer_met_another_one():
    """Two learners read the shared rows at once; both increments are kept."""
    shared = Replay()
    asha = Answer("asha", "q1", ("friction",), True, NOON)
    ravi = Answer("ravi", "q1", ("friction",), True, NOON)
    met_by_both = updated(shared.states_of(asha), asha), updated(shared.states_of(ravi), ravi)

    rebuilt = Replay()
    for answer, update in zip((asha, ravi), met_by_both, strict=True):
        rebuilt.apply(answer, p=update.p)

    assert rebuilt.learners == {"asha": met_by_both[0].learner, "ravi": met_by_both[1].learner}
    assert rebuilt.learner_topics["ravi", "friction"] == met_by_both[1].learner_topics[0]


def test_replay_of_an_unknown_learner_and_question_meets_empty_states():
    states = Replay().states_of(Answer("asha", "q1", ("a", "b"), True, NOON))

    assert states == (
        LearnerState(),
        (LearnerTopicState(),) * 2,
        (TopicState(),) * 2,
        ItemState(),
        (0, 0),
    )
