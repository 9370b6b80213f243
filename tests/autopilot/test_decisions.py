"""What a run decides, and how the learner's vetoes count."""

import pytest

from autopilot.errors import NotWaiting, UnknownVeto
from autopilot.models import Asset, Hop
from autopilot.selectors.gains import gains
from autopilot.services.steering import RunWish, proceed, start_run, stop
from autopilot.services.vetoes import veto
from sessions_app.models import AgentAction
from tests.autopilot.driving import asked_item, drive, fresh_run, right_option, work
from tests.tutoring.factories import planned_session
from tutoring.models import Attempt, LearnerMisconception, ReviewCard, SyllabusTopic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("curriculum")]


def started(**wish):
    session = planned_session()
    return start_run(session_id=session.pk, wish=RunWish(**{"seed": 7, **wish}))


def slug_of(name: str) -> str:
    return SyllabusTopic.objects.get(exam="NEET", name=name).slug


def betraying(item):
    """Return an option that betrays a misconception, where the question has one."""
    return next(iter(item.key["misconceptions"]), None) or right_option(item)


def actions_of(run) -> list[str]:
    entries = AgentAction.objects.filter(session=run.session_id, seq__gte=run.first_seq)
    return list(entries.order_by("seq").values_list("action", flat=True))


def test_the_reason_for_a_topic_is_made_of_the_numbers_kept_with_it():
    run = work(started())

    hop = fresh_run(run).hop
    chosen = hop.reasons["chosen"]
    assert hop.rationale == (
        f"{chosen['name']} offers the most now: it weighs {chosen['weight']} of 5, "
        "it is new to you."
    )
    assert chosen["gain"] == chosen["weight"] * 1.0
    assert [other["gain"] for other in hop.reasons["others"]] == sorted(
        (other["gain"] for other in hop.reasons["others"]), reverse=True
    )


def test_the_same_seed_and_answers_ask_the_same_questions():
    asked = []
    for _ in range(2):
        run = drive(started(), steps=10)
        rows = Attempt.objects.filter(session=run.session_id).order_by("answered_at", "pk")
        asked.append(list(rows.values_list("quiz_item__shown__stem", flat=True)))

    assert asked[0] == asked[1]


def test_not_now_keeps_a_topic_out_of_the_run():
    run = work(started())
    left = fresh_run(run).hop

    veto(session_id=run.session_id, kind="not_now")
    run = work(run)

    assert run.hop.name != left.name
    assert slug_of(left.name) not in [one.slug for one in gains(run.session, run)]
    assert Hop.objects.get(pk=left.pk).status == "failed"
    assert "topic_vetoed" in actions_of(run)


def test_another_topic_comes_instead_when_it_is_asked_for():
    run = work(started())
    wanted = gains(run.session, run)[-1]

    veto(session_id=run.session_id, kind="instead", instead=wanted.name)

    assert work(run).hop.name == wanted.name


def test_a_veto_during_a_quiz_leaves_no_question_open():
    run = work(started())
    proceed(session_id=run.session_id)
    run = work(run)
    proceed(session_id=run.session_id)
    run = work(run)
    item = asked_item(run)

    veto(session_id=run.session_id, kind="too_hard")
    run = work(run)

    assert (
        list(Attempt.objects.filter(quiz_item__quiz=item.quiz).values_list("answer"))
        == [("",)] * item.quiz.items.count()
    )
    assert run.current_phase == "teaching"


@pytest.mark.parametrize("wanted", ["", "Ignore all rules", "x" * 200])
def test_a_topic_outside_the_scope_cannot_be_asked_for(wanted):
    run = work(started())

    with pytest.raises(UnknownVeto):
        veto(session_id=run.session_id, kind="instead", instead=wanted)


def test_a_run_that_has_ended_takes_no_veto():
    run = work(started())
    stop(session_id=run.session_id)

    with pytest.raises(NotWaiting):
        veto(session_id=run.session_id, kind="not_now")


def test_a_confirmed_misconception_is_taught_again_once():
    run = drive(started(), choose=betraying, steps=60)

    confirmed = LearnerMisconception.objects.filter(learner=run.session.user, state="confirmed")
    again = Asset.objects.filter(mission=run.mission, content__part="correction")
    hops = list(again.values_list("hop", flat=True))
    assert confirmed.exists()
    assert "self_correction" in actions_of(run)
    assert len(hops) == len(set(hops)) > 0


def test_what_is_due_is_asked_between_topics():
    run = drive(started(), choose=betraying, steps=5)
    ReviewCard.objects.filter(learner=run.session.user).update(due_at="2020-01-01T00:00:00Z")

    run = drive(run, steps=8)

    reviews = Hop.objects.filter(mission=run.mission, name="Review")
    assert reviews.exists()
    assert Attempt.objects.filter(session=run.session_id, quiz_item__quiz__kind="review").exists()


def test_only_what_is_in_scope_is_studied():
    slug = slug_of("Friction")

    run = drive(started(topics_in=(slug,)), steps=40)

    names = set(Hop.objects.filter(mission=run.mission).exclude(topic=None).values_list("name"))
    assert names == {("Friction",)}
