"""Every plan keeps the named checks, judged a second time without the verifier's code."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tutoring.factories import plan_request, scope_topic
from tutoring.agents.builtin.planner import BuiltinPlanner
from tutoring.agents.builtin.verifier import BuiltinPlanVerifier
from tutoring.agents.plan_checks import CHECKS, checks_in
from tutoring.agents.planning import make_verified_plan
from tutoring.agents.requests import KnownTopic, PlanRequest, ScopeTopic
from tutoring.agents.shapes import REVIEW_ENTRY, StudyPlan
from tutoring.errors import UnsoundScope
from tutoring.plan_scope import MAX_TOPICS, sound_scope

known_topics = st.builds(
    KnownTopic, st.sampled_from(range(0, 101, 5)), st.booleans(), st.booleans()
)


@st.composite
def requests(draw) -> PlanRequest:
    """Any syllabus without cycles, own topics, days, hours, exam day, history and reviews."""
    scope: list[ScopeTopic] = []
    for number in range(draw(st.integers(1, 25))):
        before = draw(st.lists(st.sampled_from(scope), max_size=3)) if scope else []
        topic = scope_topic(
            f"topic-{number}",
            weight=draw(st.integers(1, 5)),
            hours=draw(st.sampled_from([0.5, 1, 3, 6.5, 40])),
            after=tuple({other.slug for other in before}),
        )
        scope.append(replace(topic, is_own=draw(st.booleans())))
    slugs = st.sampled_from([topic.slug for topic in scope])
    return plan_request(
        tuple(draw(st.permutations(scope))),
        days=draw(st.integers(1, 365)),
        hours_per_day=draw(st.floats(0.5, 8, allow_nan=False)),
        exam_date=draw(st.none() | st.dates(date(2030, 1, 1), date(2040, 1, 1))),
        known=draw(st.dictionaries(slugs, known_topics)),
        review_minutes_per_day=draw(st.sampled_from([0, 5, 20, 600])),
    )


def faults_of(request: PlanRequest, plan: StudyPlan) -> list[str]:
    faults = []
    order = [name for name in _all_names(plan) if name != REVIEW_ENTRY]
    names = {topic.slug: topic.name for topic in request.scope}
    for topic in request.scope:
        needed = [names[slug] for slug in topic.prerequisites]
        if topic.name in order:
            before = order[: order.index(topic.name)]
            faults += [f"{topic.name} before {name}" for name in needed if name not in before]
    for day in plan.schedule:
        if day.estimated_hours > min(8, request.hours_per_day) + 0.01:
            faults.append(f"day {day.day} is too long")
        if request.review_minutes_per_day and REVIEW_ENTRY not in {t.name for t in day.topics}:
            faults.append(f"day {day.day} has no reviews")
    if [day.day for day in plan.schedule] != list(range(1, request.days + 1)):
        faults.append("not every day, or a day after the last")
    weeks = request.days // 7
    if sum(day.theme == "Revision" for day in plan.schedule) < weeks:
        faults.append("too little revision")
    if weeks and plan.schedule[-1].theme != "Revision":
        faults.append("no revision at the end")
    if not order or set(order) - set(names.values()):
        faults.append("nothing is planned, or something nobody asked for")
    return faults


def _all_names(plan: StudyPlan) -> list[str]:
    return list(dict.fromkeys(topic.name for day in plan.schedule for topic in day.topics))


def made(request: PlanRequest):
    return make_verified_plan(request, planner=BuiltinPlanner(), verifier=BuiltinPlanVerifier())


@settings(max_examples=150, deadline=None)
@given(requests())
def test_every_plan_keeps_every_check(request):
    history = made(request)

    assert history.verification_summary.is_valid
    assert faults_of(request, history.final_plan) == []
    checks = list(checks_in(history.versions[-1].verification.critique))
    assert [check.name for check in checks] == list(CHECKS)
    assert all(check.passed for check in checks)


@settings(max_examples=60, deadline=None)
@given(requests())
def test_the_verifier_finds_what_a_second_judge_finds(request):
    """A draft without faults is accepted; one with faults names a check for them."""
    draft = BuiltinPlanner().draft(request)
    verification = BuiltinPlanVerifier().verify(request, draft)
    failed = [check.name for check in checks_in(verification.critique) if not check.passed]

    assert verification.is_valid is (failed == [])
    if faults_of(request, draft):
        assert failed


TOPIC = (scope_topic("a", hours=4),)


@pytest.mark.parametrize(
    ("spoil", "name"),
    [
        (lambda plan: plan.schedule[1].topics.clear(), "review_load"),
        (lambda plan: setattr(plan, "total_days", 9), "exam_date"),
        (lambda plan: setattr(plan.schedule[-1], "theme", "Unit"), "revision_days"),
        (lambda plan: setattr(plan.schedule[0], "estimated_hours", 2.5), "hours_a_day"),
        (
            lambda plan: [
                setattr(day, "topics", [t for t in day.topics if t.name == REVIEW_ENTRY])
                for day in plan.schedule
            ],
            "coverage",
        ),
    ],
)
def test_each_check_fails_by_its_name(spoil, name):
    request = plan_request(TOPIC, days=7, review_minutes_per_day=10)
    plan = made(request).final_plan
    spoil(plan)

    critique = BuiltinPlanVerifier().verify(request, plan).critique

    assert name in {check.name for check in checks_in(critique) if not check.passed}


def test_a_critique_of_an_older_plan_tells_its_checks_without_a_mark():
    (check,) = checks_in("Coverage: every topic of the syllabus.\nAnything else")

    assert (check.name, check.passed, check.message) == (
        "coverage",
        None,
        "every topic of the syllabus.",
    )


# -- what is known --------------------------------------------------------------------------------

PAIR = (scope_topic("known", hours=4), scope_topic("new", hours=4))


def hours_of(plan: StudyPlan, name: str) -> float:
    """The hours of the days on which a topic is studied alone or shares them with reviews."""
    return sum(
        day.estimated_hours
        for day in plan.schedule
        if {topic.name for topic in day.topics} - {REVIEW_ENTRY} == {name}
        and day.theme != "Revision"
    )


@pytest.mark.parametrize(
    ("known", "share", "words"),
    [
        (KnownTopic(90, is_mastered=True), 0.25, "about 90 of 100: a short refresh"),
        (KnownTopic(90, is_mastered=True, is_stale=True), 0.5, "not practised lately: a review"),
        (KnownTopic(70), 0.75, "about 70 of 100: three quarters"),
        (KnownTopic(30), 1.25, "about 30 of 100: a quarter more"),
        (None, 1.0, "Weight 3 of 5 in NEET; needs nothing else."),
    ],
)
def test_what_is_known_decides_the_time_and_the_reason_says_so(known, share, words):
    request = plan_request(PAIR, days=6, hours_per_day=8.0, known={"known": known} if known else {})

    draft = BuiltinPlanner().draft(request)
    plan = made(request).final_plan

    assert draft.schedule
    assert sum(day.estimated_hours for day in draft.schedule) == pytest.approx(
        4 * share + 4, abs=0.1
    )
    reasons = {t.name: t.rationale for day in reversed(plan.schedule) for t in day.topics}
    first = next(t for day in plan.schedule for t in day.topics if t.name == "Known")
    assert words in first.rationale
    assert set(reasons) == {"Known", "New"}


def test_reviews_begin_each_day_and_take_their_minutes():
    without = made(plan_request(PAIR, days=8)).final_plan
    plan = made(plan_request(PAIR, days=8, review_minutes_per_day=30)).final_plan

    assert {day.topics[0].name for day in plan.schedule} == {REVIEW_ENTRY}
    assert "30 min a day" in plan.schedule[0].topics[0].rationale
    assert plan.names_in_order() == without.names_in_order()
    assert max(day.estimated_hours for day in plan.schedule) <= 2.01


def test_reviews_never_take_more_than_half_of_a_day():
    plan = made(plan_request(PAIR, days=8, review_minutes_per_day=600)).final_plan

    assert "60 min a day" in plan.schedule[0].topics[0].rationale


# -- what cannot be planned -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "scope",
    [
        (scope_topic("a", after=("a",)),),
        (scope_topic("a", after=("b",)), scope_topic("b", after=("a",))),
        (
            scope_topic("a", after=("c",)),
            scope_topic("b", after=("a",)),
            scope_topic("c", after=("b",)),
        ),
        (scope_topic("a"), replace(scope_topic("b"), name="A")),
        tuple(scope_topic(f"t{number}") for number in range(MAX_TOPICS + 1)),
        tuple(scope_topic(f"t{number}") for number in range(10_000)),
    ],
    ids=["itself", "two", "three", "one name", "one too many", "ten thousand"],
)
def test_an_unsound_scope_is_refused(scope):
    with pytest.raises(UnsoundScope):
        sound_scope(scope)


def test_a_scope_loses_what_leads_nowhere():
    scope = sound_scope(
        (scope_topic("a", after=("retired",)), replace(scope_topic("r"), name=REVIEW_ENTRY.upper()))
    )

    assert scope == (scope_topic("a"),)
