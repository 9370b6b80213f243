"""One set of tests for each role: every implementation passes it."""

from collections import Counter
from itertools import pairwise

import pytest
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tutoring.agents_model.provider import FakeProvider, valid
from tests.tutoring.factories import bank_question, plan_request, scope_topic
from tests.tutoring.mechanics import mechanics
from tutoring.agents import (
    get_evaluator,
    get_misconception_agent,
    get_plan_verifier,
    get_planner,
    get_quizmaster,
    get_tutor,
)
from tutoring.agents.builtin.evaluator import BuiltinEvaluator
from tutoring.agents.builtin.misconception import BuiltinMisconceptionAgent
from tutoring.agents.builtin.planner import BuiltinPlanner
from tutoring.agents.builtin.quizmaster import BuiltinQuizmaster
from tutoring.agents.builtin.tutor import BuiltinTutor
from tutoring.agents.builtin.verifier import BuiltinPlanVerifier
from tutoring.agents.model.evaluator import ModelEvaluator
from tutoring.agents.model.misconception import ModelMisconceptionAgent
from tutoring.agents.model.planner import ModelPlanner
from tutoring.agents.model.tutor import ModelTutor
from tutoring.agents.planning import MAX_ITERATIONS, make_verified_plan
from tutoring.agents.requests import (
    AnswerResult,
    CatalogueEntry,
    EvaluationRequest,
    LessonRequest,
    QuizRequest,
    ScopeTopic,
    TopicResult,
    WrongAnswer,
)
from tutoring.agents.shapes import PlanVersion, PlanWithHistory, StudyPlan
from tutoring.generators import generate

PLANNERS = [BuiltinPlanner, ModelPlanner]
VERIFIERS = [BuiltinPlanVerifier]
TUTORS = [BuiltinTutor, ModelTutor]
QUIZMASTERS = [BuiltinQuizmaster]
MISCONCEPTION_AGENTS = [BuiltinMisconceptionAgent, ModelMisconceptionAgent]
EVALUATORS = [BuiltinEvaluator, ModelEvaluator]
PACKS = mechanics()
MADE_UP = (
    scope_topic("a", weight=1, hours=4),
    scope_topic("b", weight=5, hours=2, after=("a",)),
    scope_topic("c", weight=3, hours=3),
    scope_topic("d", weight=2, hours=3, after=("b", "c")),
)


@pytest.fixture(scope="module", autouse=True)
def _obedient_model():
    """A provider for the agents that ask a model; without it they would raise."""
    with (
        FakeProvider(valid) as provider,
        override_settings(
            MODEL_NAME="fake",
            MODEL_BASE_URL=provider.base_url,
            MODEL_API_KEY="",
            MODEL_DEADLINE_SECONDS=60.0,
            MODEL_RETRIES=0,
        ),
    ):
        yield


def exam_scope(exam: str) -> tuple[ScopeTopic, ...]:
    _, pack = PACKS.exams[exam]
    return tuple(
        ScopeTopic(t.slug, t.name, unit.name, t.weight, t.hours, t.prerequisites)
        for _, unit, t in pack.topics()
    )


def made_plan(planner, request) -> PlanWithHistory:
    return make_verified_plan(request, planner=planner(), verifier=BuiltinPlanVerifier())


def faults_of(request, plan: StudyPlan) -> list[str]:
    """The constraints judged a second time, without the verifier's code."""
    names = plan.names_in_order()
    by_slug = {topic.slug: topic for topic in request.scope}
    faults = []
    for topic in request.scope:
        if topic.name in names:
            before = names[: names.index(topic.name)]
            needed = [by_slug[slug].name for slug in topic.prerequisites]
            faults += [f"{topic.name} before {name}" for name in needed if name not in before]
    limit = min(8, request.hours_per_day)
    faults += [f"day {d.day}" for d in plan.schedule if d.estimated_hours > limit + 0.01]
    if [day.day for day in plan.schedule] != list(range(1, request.days + 1)):
        faults.append("days are not counted from 1 to the last")
    revision = [day for day in plan.schedule if day.theme == "Revision"]
    if len(revision) < request.days // 7:
        faults.append("revision")
    if not names:
        faults.append("nothing is planned")
    return faults


@pytest.mark.parametrize("planner", PLANNERS)
@settings(max_examples=60, deadline=None)
@given(
    days=st.integers(1, 365),
    hours=st.floats(0.5, 8, allow_nan=False),
    exam=st.sampled_from(sorted(PACKS.exams)),
)
def test_planner_keeps_every_constraint(planner, days, hours, exam):
    request = plan_request(exam_scope(exam), days=days, hours_per_day=hours, exam_type=exam)

    made = made_plan(planner, request)

    assert made.verification_summary.is_valid
    assert faults_of(request, made.final_plan) == []
    assert made.versions[-1].was_accepted
    assert [version.was_accepted for version in made.versions].count(True) == 1
    assert made.final_plan == made.versions[-1].plan
    assert made.total_iterations == len(made.versions) <= MAX_ITERATIONS


@st.composite
def scopes(draw):
    """Any syllabus without a circle: a topic needs only earlier ones."""
    topics = []
    for index in range(draw(st.integers(1, 9))):
        before = st.lists(st.sampled_from(topics), unique=True, max_size=3)
        needed = tuple(topic.slug for topic in draw(before)) if topics else ()
        topics.append(
            scope_topic(
                f"t{index}",
                weight=draw(st.integers(1, 5)),
                hours=draw(st.floats(0.5, 12)),
                after=needed,
            )
        )
    return tuple(draw(st.permutations(topics)))


@pytest.mark.parametrize("planner", PLANNERS)
@settings(max_examples=150, deadline=None)
@given(scope=scopes(), days=st.integers(1, 40), hours=st.floats(0.5, 8))
def test_planner_keeps_every_constraint_for_any_syllabus(planner, scope, days, hours):
    request = plan_request(scope, days=days, hours_per_day=hours)

    made = made_plan(planner, request)

    assert made.verification_summary.is_valid
    assert faults_of(request, made.final_plan) == []


@pytest.mark.parametrize("planner", PLANNERS)
def test_planner_is_deterministic(planner):
    request = plan_request(exam_scope("NEET"), days=20)

    assert made_plan(planner, request) == made_plan(planner, request)


def test_builtin_planner_corrects_its_naive_draft_and_says_what_was_wrong():
    request = plan_request(exam_scope("NEET"), days=10)

    made = made_plan(BuiltinPlanner, request)

    first, second = made.versions
    assert first.verification.is_valid is False
    assert first.verification.prerequisite_issues == [
        "Newton's laws of motion comes before Motion in a straight line"
    ]
    assert "0 revision days of 1." in first.verification.critique
    assert second.verification.is_valid is True
    assert made.self_correction_applied is True
    assert made.verification_summary.iterations_used == 2


def test_builtin_planner_accepts_a_draft_without_faults():
    topics = (scope_topic("a", weight=5, hours=2), scope_topic("b", weight=1, hours=2))

    made = made_plan(BuiltinPlanner, plan_request(topics, days=2))

    assert made.self_correction_applied is False
    assert made.total_iterations == 1


def test_builtin_planner_drops_the_lightest_and_says_so():
    request = plan_request(MADE_UP, days=1, hours_per_day=3.0)

    made = made_plan(BuiltinPlanner, request)

    assert made.final_plan.names_in_order() == ["A", "B"]
    assert made.versions[-1].verification.missing_topics == ["C", "D"]
    assert "no room for C and D" in made.final_plan.overview
    assert made.verification_summary.coverage_percent == 54  # weights 6 of 11


@pytest.mark.parametrize("verifier", VERIFIERS)
@pytest.mark.parametrize(
    ("names", "hours", "fault"),
    [
        (["A", "B", "C", "D"], 2.0, None),
        (["B", "A", "C", "D"], 2.0, "prerequisite_issues"),
        (["A", "B", "C", "D"], 2.5, "overloaded_days"),
        (["A", "B", "C"], 2.0, "missing_topics"),
    ],
)
def test_verifier_names_the_fault(verifier, names, hours, fault):
    request = plan_request(MADE_UP, days=4)

    found = verifier().verify(request, plan_of(names, hours))

    lists = ("missing_topics", "overloaded_days", "prerequisite_issues")
    assert [name for name in lists if getattr(found, name)] == ([fault] if fault else [])
    assert found.is_valid is (fault is None)


@pytest.mark.parametrize("verifier", VERIFIERS)
@pytest.mark.parametrize(("last_theme", "is_valid"), [("Revision", True), ("Unit", False)])
def test_verifier_wants_revision_at_the_end_of_a_week(verifier, last_theme, is_valid):
    request = plan_request(MADE_UP, days=7)
    plan = plan_of(["A", "A", "B", "C", "C", "D", "A"], 2.0)
    plan.schedule[-1].theme = last_theme

    assert verifier().verify(request, plan).is_valid is is_valid


def plan_of(names: list[str], hours: float) -> StudyPlan:
    return StudyPlan.model_validate(
        {
            "exam_name": "NEET",
            "total_days": len(names),
            "overview": "",
            "critical_topics": [],
            "schedule": [
                {
                    "day": day,
                    "theme": "Unit",
                    "estimated_hours": hours,
                    "topics": [{"name": name, "difficulty": "easy", "rationale": ""}],
                }
                for day, name in enumerate(names, start=1)
            ],
        }
    )


def test_planning_gives_up_after_the_last_iteration():
    class Stubborn(BuiltinPlanner):
        def correct(self, request, versions: list[PlanVersion]) -> StudyPlan:
            return self.draft(request)

    made = made_plan(Stubborn, plan_request(exam_scope("JEE")))

    assert made.total_iterations == MAX_ITERATIONS
    assert made.verification_summary.is_valid is False
    assert made.versions[-1].was_accepted


@pytest.mark.parametrize("tutor", TUTORS)
@pytest.mark.parametrize("slug", sorted(PACKS.lessons))
def test_tutor_explains_a_topic_in_all_parts(tutor, slug):
    _, pack = PACKS.lessons[slug]

    explanation = tutor().explain(LessonRequest(topic=pack.title, lesson=pack.explanation()))

    assert explanation.topic == pack.title
    assert [step.step_number for step in explanation.steps] == list(
        range(1, len(explanation.steps) + 1)
    )
    assert all((explanation.intuition, explanation.real_world_example, explanation.common_pitfall))


def quiz_request(bank, **values) -> QuizRequest:
    return QuizRequest(**{"topic": "T", "count": 5, "seed": 7, **values}, bank=tuple(bank))


def mixed_bank(**values):
    levels = ["easy", "easy", "medium", "medium", "hard", "hard"]
    return [bank_question(f"q{n}", difficulty=level, **values) for n, level in enumerate(levels)]


def generated_question(**values):
    name = "laws-of-motion.static-friction-value"
    return bank_question(
        "g1", generator=name, stem="", options=(), key={}, explanation="", **values
    )


@pytest.mark.parametrize("quizmaster", QUIZMASTERS)
def test_quizmaster_asks_distinct_questions_of_mixed_difficulty(quizmaster):
    items = quizmaster().compose(quiz_request(mixed_bank()))

    assert len({item.shown["stem"] for item in items}) == 5
    assert Counter(item.shown["difficulty"] for item in items) == {
        "easy": 2,
        "medium": 2,
        "hard": 1,
    }


@pytest.mark.parametrize("quizmaster", QUIZMASTERS)
def test_quizmaster_repeats_itself_for_a_seed_only(quizmaster):
    bank = [*mixed_bank(), generated_question()]

    first = quizmaster().compose(quiz_request(bank))

    assert quizmaster().compose(quiz_request(bank)) == first
    others = [quizmaster().compose(quiz_request(bank, seed=seed)) for seed in range(5)]
    assert any(other != first for other in others)


@pytest.mark.parametrize("quizmaster", QUIZMASTERS)
def test_quizmaster_prefers_the_unseen(quizmaster):
    seen = [bank_question(f"s{n}", seen_stems=(f"What about s{n}?",)) for n in range(5)]
    unseen = [bank_question(f"u{n}") for n in range(3)]

    items = quizmaster().compose(quiz_request(seen + unseen))

    assert {item.version_id for item in items} >= {"u0", "u1", "u2"}


@pytest.mark.parametrize("quizmaster", QUIZMASTERS)
@pytest.mark.parametrize("seed", range(5))
def test_quizmaster_aims_at_what_is_misunderstood(quizmaster, seed):
    bank = [bank_question(f"q{n}") for n in range(8)]
    request = quiz_request(bank, count=2, seed=seed, misconceptions=frozenset({"q3-b", "q6-d"}))

    items = quizmaster().compose(request)

    assert {item.version_id for item in items} == {"q3", "q6"}


@pytest.mark.parametrize("quizmaster", QUIZMASTERS)
def test_quizmaster_fills_up_with_fresh_draws_of_a_generator(quizmaster):
    items = quizmaster().compose(quiz_request([generated_question()]))

    assert len({item.shown["stem"] for item in items}) == 5
    for item in items:
        drawn = generate("laws-of-motion.static-friction-value", item.seed)
        assert item.shown["stem"] == drawn.stem
        assert item.key["option"] == drawn.correct_option_id


@pytest.mark.parametrize("quizmaster", QUIZMASTERS)
def test_quizmaster_shows_no_key(quizmaster):
    for item in quizmaster().compose(quiz_request([*mixed_bank(), generated_question()])):
        assert set(item.shown) == {"stem", "type", "difficulty", "concept", "options"}
        assert all(set(option) == {"id", "text"} for option in item.shown["options"])
        assert sorted(option["id"] for option in item.shown["options"]) == list("abcd")
        assert set(item.key["misconceptions"]) == set("abcd") - {item.key["option"]}


@pytest.mark.parametrize("quizmaster", QUIZMASTERS)
def test_quizmaster_gives_less_when_the_bank_has_no_more(quizmaster):
    assert quizmaster().compose(quiz_request([])) == []
    assert len(quizmaster().compose(quiz_request([bank_question("only")]))) == 1


ENTRY = CatalogueEntry("q1-b", "Name", "Confusion.", "Counter-example.", "Correction.")


def wrong_answer(**values) -> WrongAnswer:
    defaults = {
        "item_id": "1",
        "option_text": "3",
        "explanation": "Worked.",
        "misconception": ENTRY,
        "asked_version_id": "asked",
    }
    return WrongAnswer(**{**defaults, **values})


@pytest.mark.parametrize("agent", MISCONCEPTION_AGENTS)
def test_misconception_agent_tells_what_the_option_reveals(agent):
    found = agent().analyse(wrong_answer())

    assert found.wrong_option_chosen == "3"
    assert found.inferred_confusion == "Confusion."
    assert found.counter_example == "Counter-example."
    assert found.redemption_question is None


@pytest.mark.parametrize("agent", MISCONCEPTION_AGENTS)
def test_misconception_agent_offers_another_question_on_the_same_belief(agent):
    options = bank_question("q1").options
    bank = (bank_question("asked", options=options), bank_question("q2"), bank_question("q1"))

    found = agent().analyse(wrong_answer(bank=bank))

    assert found.redemption_question.id == "q1"
    assert found.redemption_question.correct_option_index is None
    assert found.redemption_question.explanation is None


@pytest.mark.parametrize("agent", MISCONCEPTION_AGENTS)
def test_misconception_agent_does_not_invent_a_belief(agent):
    found = agent().analyse(wrong_answer(misconception=None))

    assert found.explanation == "Worked."
    assert found.redemption_question is None


@pytest.mark.parametrize("evaluator", EVALUATORS)
def test_evaluator_describes_the_numbers_it_is_given(evaluator):
    answers = [AnswerResult("Friction", f"c{n}", "easy", correct=n < 2) for n in range(3)]
    request = EvaluationRequest(
        topics=(TopicResult("Friction", 67, "learning", 3),),
        answers=tuple(answers),
        misconceptions=(ENTRY,),
        next_topic="Power",
    )

    found = evaluator().evaluate(request)

    assert found.overall_score == 67
    assert found.summary.startswith("2 of 3 right.")
    assert found.topic_mastery[0].model_dump() == {
        "topic": "Friction",
        "score": 67,
        "status": "learning",
        "strength": "C0, c1",
        "weakness": "C2",
    }
    assert [note.concept for note in found.misconceptions] == ["Name"]
    priorities = [advice.priority for advice in found.recommendations]
    assert all(earlier < later for earlier, later in pairwise(priorities))
    assert [advice.topic for advice in found.recommendations] == ["Friction", "Power"]


@pytest.mark.parametrize("evaluator", EVALUATORS)
def test_evaluator_says_when_there_is_nothing_to_judge(evaluator):
    found = evaluator().evaluate(EvaluationRequest(topics=(), answers=()))

    assert found.overall_score == 0
    assert "no answers" in found.summary


def test_settings_choose_the_implementation(settings):
    getters = {
        get_planner: BuiltinPlanner,
        get_plan_verifier: BuiltinPlanVerifier,
        get_tutor: BuiltinTutor,
        get_quizmaster: BuiltinQuizmaster,
        get_misconception_agent: BuiltinMisconceptionAgent,
        get_evaluator: BuiltinEvaluator,
    }
    assert all(type(getter()) is kind for getter, kind in getters.items())

    settings.AGENTS = {"tutor": "tests.tutoring.test_agents.OtherTutor"}

    assert type(get_tutor()) is OtherTutor
    assert type(get_planner()) is BuiltinPlanner


class OtherTutor(BuiltinTutor):
    """Stands for an implementation from elsewhere."""
