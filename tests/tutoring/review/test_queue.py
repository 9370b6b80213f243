"""The review's rules: what a release needs, who may solve, what an edit keeps, what is recorded."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from tests.tutoring.mechanics import mechanics
from tests.tutoring.review.bank import OPTIONS, a_lesson, answered, imported, reviewer, solved
from tutoring.errors import (
    InvalidReview,
    KeptInPacks,
    MayNotSolve,
    NotReadyForRelease,
    ReasonMissing,
    UnknownOption,
    UnsoundQuestion,
)
from tutoring.models import (
    BlindSolve,
    Misconception,
    Question,
    QuestionVersion,
    ReviewDecision,
)
from tutoring.selectors.review_queue import (
    BUILT_IN,
    lacks_of,
    next_in_queue,
    question_reviewed,
    queue,
    with_parts,
    withdrawn_hashes,
)
from tutoring.services.curriculum import SOURCE, load_packs
from tutoring.services.flags import answer_flags, set_flag
from tutoring.services.question_edits import OptionEdit, QuestionEdit, edit_question
from tutoring.services.review_queue import decide, look_at_key, release_all, solve_blind
from tutoring.soundness import fault_of
from tutoring.states import REVIEW_MOVES, QuestionStatus

pytestmark = pytest.mark.django_db
STATUSES = {"draft", "quarantined", "released", "retired", "rejected"}
TABLE = {
    "release": ({"quarantined"}, "released"),
    "reject": ({"quarantined"}, "rejected"),
    "requeue": ({"rejected", "retired"}, "quarantined"),
    "quarantine": ({"released"}, "quarantined"),
    "retire": ({"released"}, "retired"),
    "restore": ({"retired"}, "released"),
}


@pytest.fixture
def staff(db):
    return reviewer()


@pytest.fixture
def second(db):
    return reviewer("second")


def fresh(question):
    return with_parts(Question.objects.filter(pk=question.pk)).get()


def lacks(question):
    return lacks_of(fresh(question))


def edit_of(question, **changes):
    version = question.current
    values = {
        "stem": version.stem,
        "explanation": version.explanation,
        "concept": question.concept,
        "difficulty": question.difficulty,
        "lesson_id": question.lesson_id,
        "options": tuple(
            OptionEdit(o["id"], o["text"], o["id"] == version.key["option"], o["misconception"])
            for o in version.options
        ),
    }
    return QuestionEdit(**{**values, **changes})


# -- the table -----------------------------------------------------------------------------------


def test_the_table_is_what_is_written_here():
    assert {verb: (set(m.sources), m.target) for verb, m in REVIEW_MOVES.items()} == TABLE
    assert set(QuestionStatus.values) == STATUSES
    assert SOURCE == BUILT_IN


@pytest.mark.parametrize("verb", TABLE)
@pytest.mark.parametrize("status", sorted(STATUSES))
def test_decide_follows_the_table(staff, verb, status):
    question = solved(imported(status=status))
    sources, target = TABLE[verb]
    call = lambda: decide(  # noqa: E731
        question_id=question.pk, verb=verb, by=staff.pk, reason="Because."
    )

    if verb == "restore" and status != target:
        with pytest.raises(InvalidReview):  # only what the packs hold is simply asked again
            call()
    elif status == target:
        assert call() is False
        assert not ReviewDecision.objects.exists()
    elif status in sources:
        assert call() is True
        assert Question.objects.get(pk=question.pk).status == target
        decision = ReviewDecision.objects.get()
        assert (decision.verb, decision.by, decision.reason) == (verb, staff, "Because.")
        assert decision.question_version == question.current
    else:
        with pytest.raises(InvalidReview):
            call()
        assert Question.objects.get(pk=question.pk).status == status


def test_a_decision_is_never_changed(staff):
    question = solved(imported())
    decide(question_id=question.pk, verb="release", by=staff.pk)

    with pytest.raises(DatabaseError), transaction.atomic():
        ReviewDecision.objects.update(reason="Another.")


def test_a_rejection_says_why_in_the_database_too(staff):
    question = imported()

    with pytest.raises(ReasonMissing):
        decide(question_id=question.pk, verb="reject", by=staff.pk, reason=" ")
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewDecision.objects.create(question=question, verb="reject", reason="")


def test_who_decided_may_leave_and_the_decision_stays(staff):
    question = solved(imported())
    decide(question_id=question.pk, verb="release", by=staff.pk)
    name = staff.pk

    staff.delete()

    decision = ReviewDecision.objects.get()
    assert decision.by_id == name


# -- what a release needs ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "solvers", "is_ready"),
    [
        ("", "", False),
        ("a", "x", False),
        ("ab", "xy", False),
        ("aa", "xx", False),
        ("aa", "xy", True),
        ("aba", "xyz", True),
        ("bb", "xy", False),
        ("aaa", "xxy", True),
    ],
)
def test_two_different_solvers_have_to_come_to_the_key(staff, answers, solvers, is_ready):
    question = solved(imported(), answers=answers, solvers=solvers)

    if is_ready:
        assert decide(question_id=question.pk, verb="release", by=staff.pk)
        return
    with pytest.raises(NotReadyForRelease) as refused:
        decide(question_id=question.pk, verb="release", by=staff.pk)
    assert len(refused.value.extra["lacks"]) == 1


def test_a_release_needs_a_lesson_in_the_database_too(staff):
    question = solved(imported(lesson=None))

    with pytest.raises(NotReadyForRelease, match="a lesson"):
        decide(question_id=question.pk, verb="release", by=staff.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.filter(pk=question.pk).update(status="released")


def test_a_blamed_key_needs_an_answer_first(staff):
    question = solved(imported(status="released"))
    flag = set_flag(item=answered(question).quiz_item, kind="key_wrong").flag
    decide(question_id=question.pk, verb="quarantine", by=staff.pk, reason="A look.")

    assert lacks(question) == ["an answer to the flags that blame its key"]
    answer_flags(question_id=question.pk, outcome="no_fault", reply="It is right.", by=staff.pk)
    assert lacks(question) == []
    assert flag.question_version == question.current


@pytest.mark.parametrize(
    ("options", "key", "fault"),
    [
        (["x"], {"option": "a"}, "there are 1 options"),
        (["x", "x"], {"option": "a"}, "the same text"),
        (["x", " "], {"option": "a"}, "is empty"),
        (["x", "y"], {"option": "c"}, "no option is marked"),
        (["x", "y"], {}, "no option is marked"),
        (["x", "y"], {"option": "a"}, ""),
        ([], {"graded": {"type": "integer"}, "response": {"kind": "integer"}}, "cannot be read"),
        (
            [],
            {"graded": {"type": "integer", "answer": "4"}, "response": {"kind": "date"}},
            "disagree",
        ),
        ([], {"graded": {"type": "integer", "answer": "4"}, "response": {"kind": "integer"}}, ""),
    ],
)
def test_an_unsound_key_says_why(options, key, fault):
    named = [
        {"id": name, "text": text, "misconception": None}
        for name, text in zip("abc", options, strict=False)
    ]

    found = fault_of(stem="What?", options=named, key=key)

    assert (fault in found) if fault else found == ""


def test_all_that_are_ready_are_released_and_the_rest_named(staff):
    ready = [solved(imported(f"bank/{n}")) for n in range(2)]
    bare = imported("bank/bare", lesson=None)

    released, refused = release_all(
        question_ids=[*(question.pk for question in ready), bare.pk], by=staff.pk
    )

    assert released == 2
    assert [slug for slug, _ in refused] == ["bank/bare"]
    assert "a lesson" in refused[0][1]
    assert Question.objects.get(pk=bare.pk).status == "quarantined"


# -- blind solves --------------------------------------------------------------------------------


def test_two_people_solve_and_the_question_is_ready(staff, second):
    question = imported()

    first = solve_blind(question_id=question.pk, answer="a", by=staff.pk)
    other = solve_blind(question_id=question.pk, answer="a", by=second.pk)

    assert [(s.number, s.by, s.answer, s.agrees) for s in (first, other)] == [
        (1, staff, {"option": "a"}, True),
        (2, second, {"option": "a"}, True),
    ]
    assert lacks(question) == []


def test_nobody_is_both_solvers(staff):
    question = imported()
    solve_blind(question_id=question.pk, answer="a", by=staff.pk)

    with pytest.raises(MayNotSolve, match="You have solved"):
        solve_blind(question_id=question.pk, answer="a", by=staff.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        BlindSolve.objects.create(
            question_version=question.current,
            number=2,
            solver="other",
            by=staff,
            answer={},
            agrees=True,
        )


def test_who_imported_who_edited_and_who_looked_cannot_solve(staff, second):
    third = reviewer("third")
    question = imported(by=staff)
    edit_question(question_id=question.pk, edit=edit_of(question, stem="What now?"), by=second.pk)
    assert look_at_key(question_id=question.pk, by=third.pk) is True
    assert look_at_key(question_id=question.pk, by=third.pk) is False

    for person, why in ((staff, "brought"), (second, "wrote"), (third, "looked")):
        with pytest.raises(MayNotSolve, match=why):
            solve_blind(question_id=question.pk, answer="a", by=person.pk)


def test_a_third_solve_settles_and_a_fourth_is_refused(staff, second):
    question = solved(imported(), answers="ab", solvers="xy")

    assert solve_blind(question_id=question.pk, answer="c", by=staff.pk).number == 3
    with pytest.raises(MayNotSolve, match="Edit it or reject it"):
        solve_blind(question_id=question.pk, answer="a", by=second.pk)


def test_no_more_solves_than_needed_and_only_answers_that_were_offered(staff):
    with pytest.raises(MayNotSolve, match="agree"):
        solve_blind(question_id=solved(imported()).pk, answer="a", by=staff.pk)
    with pytest.raises(UnknownOption):
        solve_blind(question_id=imported("bank/2").pk, answer="z", by=staff.pk)
    assert BlindSolve.objects.count() == 2


# -- edits ---------------------------------------------------------------------------------------


def test_an_edit_makes_a_version_and_attempts_stay_pinned(staff):
    question = solved(imported(status="released"))
    attempt = answered(question)
    decide(question_id=question.pk, verb="quarantine", by=staff.pk, reason="A typo.")
    edit = edit_of(question, stem="What is the force now?")

    assert edit_question(question_id=question.pk, edit=edit, by=staff.pk) is True
    assert edit_question(question_id=question.pk, edit=edit, by=staff.pk) is False

    now = fresh(question)
    assert (now.current.number, now.current.stem) == (2, "What is the force now?")
    assert now.versions.count() == 2
    attempt.refresh_from_db()
    assert attempt.question_version == question.current
    assert "two agreeing blind solves" in lacks(question)[0]


def test_an_edit_taken_back_points_to_the_older_version(staff):
    question = solved(imported())
    edit_question(question_id=question.pk, edit=edit_of(question, stem="Other?"), by=staff.pk)
    edit_question(question_id=question.pk, edit=edit_of(question), by=staff.pk)

    assert fresh(question).current.number == 1
    assert lacks(question) == []


def test_naming_what_options_reveal_keeps_the_solves(staff):
    question = solved(imported())
    belief = Misconception.objects.create(
        slug="friction-x",
        lesson=a_lesson(),
        name="Friction grows",
        confusion="c",
        counter_example="e",
        correction="r",
    )
    options = tuple(
        OptionEdit(name, text, name == "a", belief.slug if name == "b" else None, name == "c")
        for name, text in OPTIONS.items()
    )

    edit_question(question_id=question.pk, edit=edit_of(question, options=options), by=staff.pk)

    now = fresh(question)
    stored = {option["id"]: option for option in now.current.options}
    assert now.current.number == 2
    assert stored["b"]["misconception"] == "friction-x"
    assert (stored["c"]["slip"], "slip" in stored["a"], "slip" in stored["b"]) == (
        True,
        False,
        False,
    )
    assert lacks(question) == []


def test_a_lesson_alone_is_no_version(staff):
    question = solved(imported(lesson=None))
    edit = edit_of(question, lesson_id=a_lesson().pk)
    version = {**vars(question.current)}

    edit_question(question_id=question.pk, edit=edit, by=staff.pk)

    now = fresh(question)
    assert now.lesson == a_lesson()
    assert ReviewDecision.objects.get().verb == "edit"
    assert version["stem"] == now.current.stem
    assert lacks(question) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"stem": "  "},
        {"options": ()},
        {"options": (OptionEdit("a", "x", True), OptionEdit("b", "y", True))},
        {"options": (OptionEdit("a", "x", True), OptionEdit("b", "y", False, "no-such"))},
        {"lesson_id": "01a1ff02-6d0b-7a14-8f2f-0d5f2e4b7c91"},
    ],
)
def test_an_unsound_edit_is_refused_whole(staff, changes):
    question = imported()

    with pytest.raises(UnsoundQuestion):
        edit_question(question_id=question.pk, edit=edit_of(question, **changes), by=staff.pk)

    assert fresh(question).current == question.current
    assert not ReviewDecision.objects.exists()


def test_only_quarantined_questions_that_are_not_built_in_are_edited(staff):
    released = solved(imported(status="released"))
    built_in = imported("bank/2", source=BUILT_IN)

    with pytest.raises(InvalidReview):
        edit_question(question_id=released.pk, edit=edit_of(released), by=staff.pk)
    with pytest.raises(KeptInPacks):
        edit_question(question_id=built_in.pk, edit=edit_of(built_in), by=staff.pk)


# -- the built-in curriculum ---------------------------------------------------------------------


@pytest.mark.usefixtures("curriculum")
def test_a_retired_built_in_question_is_not_released_by_loading_again(staff):
    question = Question.objects.filter(
        source=BUILT_IN, status="released", generator__isnull=True
    ).first()
    with pytest.raises(KeptInPacks):
        decide(question_id=question.pk, verb="quarantine", by=staff.pk, reason="x")
    decide(question_id=question.pk, verb="retire", by=staff.pk, reason="The key is wrong.")
    packs = mechanics()

    load_packs(packs)
    again = load_packs(packs)

    assert Question.objects.get(pk=question.pk).status == "retired"
    assert withdrawn_hashes() == {question.current.content_hash}
    assert again["questions changed"] == 0
    decide(question_id=question.pk, verb="restore", by=staff.pk)
    load_packs(packs)
    assert Question.objects.get(pk=question.pk).status == "released"
    assert withdrawn_hashes() == set()


@pytest.mark.usefixtures("curriculum")
def test_new_content_of_a_retired_built_in_question_is_released(staff):
    question = Question.objects.filter(
        source=BUILT_IN, status="released", generator__isnull=True
    ).first()
    decide(question_id=question.pk, verb="retire", by=staff.pk, reason="The key is wrong.")
    # As if the retired text were an older one than the packs': its hash is another.
    Question.objects.filter(pk=question.pk).update(current=None)
    QuestionVersion.objects.filter(pk=question.current_id).update(content_hash="0" * 64)

    load_packs(mechanics())

    assert Question.objects.get(pk=question.pk).status == "released"


# -- reading -------------------------------------------------------------------------------------


def test_the_next_one_follows_and_the_last_leads_to_the_first(staff):
    first, second_one = imported("bank/1"), imported("bank/2")

    assert next_in_queue() == first.pk
    assert next_in_queue(first.pk) == second_one.pk
    assert next_in_queue(second_one.pk) == first.pk
    decide(question_id=first.pk, verb="reject", by=staff.pk, reason="x")
    assert next_in_queue(second_one.pk) is None
    assert next_in_queue() == second_one.pk


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_takes_two_queries(count, django_assert_num_queries):
    for number in range(count):
        solved(imported(f"bank/{number}"))

    with django_assert_num_queries(2):
        rows = [(row.slug, lacks_of(row)) for row in queue()]

    assert len(rows) == count


@pytest.mark.parametrize("count", [1, 3])
def test_a_reviewed_question_takes_a_fixed_number_of_queries(
    staff, count, django_assert_num_queries
):
    question = solved(imported())
    for number in range(count):
        set_flag(item=answered(question).quiz_item, kind="typo", note=str(number))
        edit_question(
            question_id=question.pk, edit=edit_of(question, concept=f"c{number}"), by=staff.pk
        )
    row = fresh(question)

    with django_assert_num_queries(4):
        reviewed = question_reviewed(row)

    assert (len(reviewed.flags), len(reviewed.decisions)) == (count, count)
    assert {option.id: option.is_right for option in reviewed.options} == {
        name: name == "a" for name in OPTIONS
    }
