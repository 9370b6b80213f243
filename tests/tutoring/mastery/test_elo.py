"""The states' chance and how one answer moves them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutoring.mastery.elo import chance, clipped, updated
from tutoring.mastery.states import (
    Answer,
    ItemDelta,
    ItemState,
    LearnerItemState,
    LearnerState,
    LearnerTopicState,
    States,
    TopicDelta,
    TopicState,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
INDIA = timezone(timedelta(hours=5, minutes=30))
FRESH = States(topics=(TopicState(),), learner_topics=(LearnerTopicState(),))
SEASONED = States(
    learner=LearnerState(theta=0.6, n=50, recent=0.5),
    learner_topics=(
        LearnerTopicState(0.4, right=3, wrong=1, recent=0.25, last_at=NOON, days=2),
        LearnerTopicState(-0.2),
    ),
    topics=(TopicState(0.3, n=10), TopicState(0.5, n=0)),
    item=ItemState(0.2, n=5),
    learner_item=LearnerItemState(right=1, wrong=2),
)


def answer(*, correct: bool | None = True, at: datetime = NOON, **changes) -> Answer:
    return Answer("asha", "q1", ("friction",), correct, at, **changes)


thetas = st.floats(-6, 6)
counts = st.integers(0, 10_000)
recents = st.floats(-1, 1)
topic_pairs = st.lists(
    st.tuples(
        st.builds(LearnerTopicState, thetas, counts, counts, recents, st.just(None), counts),
        st.builds(TopicState, thetas, counts),
    ),
    max_size=4,
)


@st.composite
def any_states(draw):
    pairs = draw(topic_pairs)
    return States(
        draw(st.builds(LearnerState, thetas, counts, recents)),
        tuple(mine for mine, _ in pairs),
        tuple(shared for _, shared in pairs),
        draw(st.builds(ItemState, thetas, counts)),
        draw(st.builds(LearnerItemState, counts, counts)),
    )


def test_updated_of_a_first_right_answer():
    update = updated(FRESH, answer(correct=True))

    assert update.p == 0.5
    assert update.learner == pytest.approx((0.225, 1, 0.07))
    assert update.learner_topics[0][:4] == pytest.approx((0.15, 1, 0, 0.2))
    assert update.learner_topics[0][4:] == (NOON, 1)
    assert update.learner_item == (1, 0)
    assert update.topics == (TopicDelta(-0.075, 1),)
    assert update.item == ItemDelta(-0.35, 1)


def test_updated_of_a_wrong_answer_with_two_topics_and_history():
    update = updated(SEASONED, answer(correct=False, at=NOON + timedelta(days=1)))

    # x = 0.6 + (0.4 - 0.2) / 2 - (0.3 + 0.5) / 2 - 0.2 = 0.1
    assert update.p == pytest.approx(0.52497918747894)
    assert update.learner == pytest.approx((0.442506243756318, 51, 0.395))
    assert update.learner_topics[0][:4] == pytest.approx((0.242506243756318, 3, 2, 0.0))
    assert update.learner_topics[1][:4] == pytest.approx((-0.357493756243682, 0, 1, -0.2))
    assert [state.days for state in update.learner_topics] == [3, 1]
    assert update.learner_item == (1, 3)
    assert [delta.difficulty for delta in update.topics] == pytest.approx(
        [0.0302872608160927, 0.0393734390609205]
    )
    assert update.item.deviation == pytest.approx(0.229678394522036)


def test_updated_of_a_question_without_a_topic_moves_learner_and_question():
    update = updated(States(), answer())

    assert (update.learner.theta, update.item.deviation) == (0.225, -0.35)
    assert (update.learner_topics, update.topics) == ((), ())


def test_updated_takes_the_stored_p():
    update = updated(FRESH, answer(correct=True), p=0.9)

    assert update.p == 0.9
    assert update.learner.theta == pytest.approx(0.045)


@pytest.mark.parametrize(
    ("number", "held"), [(1.5, 1.0), (-1.5, -1.0), (0.3, 0.3), (1.0, 1.0), (-1.0, -1.0)]
)
def test_clipped_holds_within_its_limit(number, held):
    assert clipped(number, 1.0) == held


@pytest.mark.parametrize(("correct", "sign"), [(True, 1), (False, -1)])
def test_updated_holds_thetas_within_six(correct, sign):
    at_the_limit = SEASONED._replace(
        learner=LearnerState(sign * 5.99),
        learner_topics=(LearnerTopicState(sign * 5.99),) * 2,
        item=ItemState(sign * 12.0),
    )

    update = updated(at_the_limit, answer(correct=correct))

    assert update.learner.theta == sign * 6.0
    assert [state.theta for state in update.learner_topics] == [sign * 6.0] * 2


@pytest.mark.parametrize(
    "changes",
    [{"correct": None}, {"aided": True}, {"released": False}],
    ids=["skipped", "after a hint", "not released"],
)
def test_updated_moves_nothing_without_evidence(changes):
    assert updated(SEASONED, answer(**changes)) is None


@pytest.mark.parametrize(
    ("last_at", "at", "days"),
    [
        (None, NOON, 1),
        (NOON, NOON + timedelta(hours=11), 1),
        (NOON, NOON + timedelta(hours=12), 2),
        # 18:30 UTC is midnight in India
        (NOON, datetime(2026, 3, 2, 23, 59, tzinfo=INDIA), 1),
        (NOON, datetime(2026, 3, 3, 0, 1, tzinfo=INDIA), 2),
        (NOON, NOON - timedelta(days=3), 1),
    ],
)
def test_updated_counts_the_days_of_the_learner(last_at, at, days):
    before = LearnerTopicState(last_at=last_at, days=0 if last_at is None else 1)
    states = States(learner_topics=(before,), topics=(TopicState(),))

    moved = updated(states, answer(at=at)).learner_topics[0]

    assert moved.days == days
    assert moved.last_at == max(at, last_at or at)


@given(any_states(), st.booleans())
def test_updated_goes_the_way_of_the_answer(states, correct):
    update = updated(states, answer(correct=correct))
    sign = 1 if correct else -1

    assert sign * (update.learner.theta - states.learner.theta) >= 0
    assert sign * (update.learner.recent - states.learner.recent) >= -1e-12
    for before, after in zip(states.learner_topics, update.learner_topics, strict=True):
        assert sign * (after.theta - before.theta) >= 0
        assert after.answers == before.answers + 1
    assert all(sign * delta.difficulty <= 0 for delta in update.topics)
    assert sign * update.item.deviation <= 0
    assert 0 < update.p < 1


@given(any_states(), st.booleans())
def test_updated_makes_the_same_answer_more_expected(states, correct):
    update = updated(states, answer(correct=correct))
    after = States(
        update.learner,
        update.learner_topics,
        tuple(d.added_to(s) for d, s in zip(update.topics, states.topics, strict=True)),
        update.item.added_to(states.item),
    )

    assert (chance(after) >= chance(states)) if correct else (chance(after) <= chance(states))


@given(any_states(), st.floats(0, 3))
def test_chance_rises_with_ability_and_falls_with_difficulty(states, more):
    p = chance(states)
    abler = states._replace(learner=states.learner._replace(theta=states.learner.theta + more))
    harder = states._replace(item=ItemState(states.item.deviation + more))
    harder_topics = states._replace(
        topics=tuple(TopicState(topic.difficulty + more) for topic in states.topics)
    )

    assert chance(harder) <= p <= chance(abler)
    assert chance(harder_topics) <= p


@given(any_states(), any_states(), st.booleans(), st.booleans())
def test_deltas_of_two_learners_commute(one, other, one_right, other_right):
    shared = TopicState(0.4, 7), ItemState(-0.3, 2)
    one = one._replace(learner_topics=(LearnerTopicState(),), topics=shared[:1], item=shared[1])
    other = other._replace(learner_topics=(LearnerTopicState(),), topics=shared[:1], item=shared[1])
    first = updated(one, answer(correct=one_right))
    second = updated(other, answer(correct=other_right))

    there = second.topics[0].added_to(first.topics[0].added_to(shared[0]))
    back = first.topics[0].added_to(second.topics[0].added_to(shared[0]))
    item_there = second.item.added_to(first.item.added_to(shared[1]))
    item_back = first.item.added_to(second.item.added_to(shared[1]))

    assert there == pytest.approx(back, abs=1e-12)
    assert item_there == pytest.approx(item_back, abs=1e-12)
    assert (there.n, item_there.n) == (9, 4)
