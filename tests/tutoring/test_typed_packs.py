"""Typed questions in the packs: checked, loaded, released only when solved twice."""

import shutil
from collections import Counter

import pytest
import yaml

from tests.tutoring.mechanics import mechanics, mechanics_root
from tests.tutoring.typed_questions import OTHER, SAMPLES, SLUG, pack_question
from tutoring.curriculum.checks import check_packs, static_questions
from tutoring.curriculum.reading import read_packs
from tutoring.curriculum.typed import key_of
from tutoring.curriculum.typed_checks import check_typed
from tutoring.grader import Verdict, grade
from tutoring.models import Question, QuestionVersion
from tutoring.services.curriculum import load_packs
from tutoring.states import QuestionStatus

LESSON = "lessons/physics/motion-in-a-straight-line.yaml"
SOLVES = "solves/physics/motion-in-a-straight-line.yaml"
STRAIGHT_LINE_PAIRS = {
    "slope-of-x": ["velocity"],
    "slope-of-v": ["acceleration"],
    "area-of-v": ["displacement"],
}
NO_DATES_IN_PHYSICS = {"date"}
TYPED = sorted(set(SAMPLES) - {"choice"})


@pytest.fixture
def root(tmp_path):
    return shutil.copytree(mechanics_root(), tmp_path / "packs")


def edit(root, name: str, change) -> None:
    path = root / name
    pack = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(pack)
    path.write_text(yaml.safe_dump(pack, sort_keys=False, allow_unicode=True), encoding="utf-8")


def question_in(pack, slug):
    return next(question for question in pack["questions"] if question["id"] == slug)


def faults_of(kind: str, **changes) -> list[str]:
    return [fault for _, fault in check_typed(pack_question(kind, **changes), {SLUG, OTHER}, set())]


@pytest.mark.parametrize("kind", TYPED)
def test_a_sound_question_of_every_kind_has_no_fault(kind):
    assert faults_of(kind) == []


@pytest.mark.parametrize(
    ("kind", "changes", "words"),
    [
        ("quantity", {"key": {"answer": "12"}}, "key.unit: Field required"),
        ("quantity", {"key": {"answer": "12", "unit": "furlong-ish"}}, "key cannot be read"),
        ("decimal", {"key": {"answer": "12", "relative": "60%"}}, "half the key or more"),
        ("decimal", {"key": {"answer": "12", "relative": "1%", "reveals": {"12.05": SLUG}}},
         "is right, not wrong"),
        ("integer", {"key": {"answer": "12", "reveals": {"13": "nowhere"}}}, "it names nowhere"),
        ("integer", {"key": {"answer": "12", "unit": "m"}}, "key.unit: Extra inputs"),
        ("true_false", {"key": {"true": True, "by_error": {"moody": SLUG}}}, "key.by_error.moody"),
        ("term", {"explanation": None}, "needs a stem and an explanation"),
        ("sequence", {"items": []}, "a sequence needs items"),
        ("sequence", {"key": {"order": ["w", "x"]}}, "must name every item once"),
        ("matching", {"key": {"pairs": {"v": "r1"}}}, "must name every item on the left"),
        ("matching", {"key": {"pairs": {"v": "r9", "a": "r2", "s": "r3"}}}, "an unknown item"),
        ("blanks", {"labels": ["only one"]}, "2 blanks and 1 labels"),
        ("choice_set", {"key": {"chosen": []}}, "key.chosen"),
        ("date", {"items": [{"id": "a", "text": "b"}]}, "a date has no items"),
    ],
)  # fmt: skip
def test_a_faulty_question_is_a_finding_that_says_what_to_do(kind, changes, words):
    assert [fault for fault in faults_of(kind, **changes) if words in fault]


def test_a_finding_names_file_and_line(root):
    text = (root / LESSON).read_text(encoding="utf-8")
    assert 'answer: "125"' in text
    (root / LESSON).write_text(text.replace('answer: "125"', 'answer: "a lot"'), encoding="utf-8")
    line = text[: text.index('answer: "125"')].count("\n") + 1

    found = [
        finding
        for finding in check_packs(read_packs(root))
        if "straight-line-t1: " in str(finding) and "t1: check: " not in str(finding)
    ]

    assert found[0].file == LESSON
    assert abs(found[0].line - line) <= 2


def test_a_solve_that_the_key_does_not_take_is_a_finding(root):
    edit(root, SOLVES, lambda solves: solves["straight-line-t1"].update(second="100 m"))

    found = [str(finding) for finding in check_packs(read_packs(root))]

    assert len(found) == 1
    assert "straight-line-t1: solved as 125 m and 100 m" in found[0]


@pytest.mark.django_db
@pytest.mark.parametrize("solves", [{}, {"straight-line-t2": {"author": STRAIGHT_LINE_PAIRS}}])
def test_a_typed_question_without_two_solves_is_a_draft(root, waiting, solves):
    edit(root, SOLVES, lambda kept: (kept.pop("straight-line-t2"), kept.update(solves)))

    load_packs(read_packs(root))

    drafts = Question.objects.filter(status=QuestionStatus.DRAFT)
    assert set(drafts.values_list("slug", flat=True)) == waiting | {"straight-line-t2"}


@pytest.mark.django_db
def test_typed_questions_load_once_and_an_edit_makes_a_version(curriculum, root):
    question = Question.objects.get(slug="straight-line-t1")
    old = question.current
    before = QuestionVersion.objects.count()
    load_packs(read_packs(root))
    assert QuestionVersion.objects.count() == before

    edit(root, LESSON, lambda pack: question_in(pack, "straight-line-t1").update(ask="in metres"))
    load_packs(read_packs(root))

    question.refresh_from_db()
    assert (question.type, question.current.number) == ("numeric", 2)
    assert question.current.key["response"] == {"kind": "quantity", "ask": "in metres"}
    assert question.current.key["graded"] == old.key["graded"]
    load_packs(mechanics())
    question.refresh_from_db()
    assert question.current == old


@pytest.mark.django_db
def test_versions_of_plain_choices_keep_their_hash(curriculum):
    version = Question.objects.get(slug="friction-01").current

    assert version.content_hash == (
        "7679deb9a479a6f025a71f4efa4a2daadd8d1a5b79b1471dcf4b9dbd1d580bbd"
    )


def test_every_lesson_asks_typed_questions_and_the_bank_has_each_kind_twice(packs):
    typed = {
        lesson.slug: [q.kind for q in lesson.questions if q.kind and not q.generator]
        for _, lesson in packs.lessons.values()
    }

    assert {slug for slug, kinds in typed.items() if len(kinds) < 3} == set()
    counts = Counter(kind for kinds in typed.values() for kind in kinds)
    assert {k for k in TYPED if counts[k] < 2} == NO_DATES_IN_PHYSICS


def test_every_revealing_answer_of_the_packs_names_its_misconception(packs):
    keys = [key_of(q) for q in static_questions(packs).values() if q.kind]
    written = [one for key in keys for one in getattr(key, "blanks", (key,))]
    betrayed = [
        (grade(key, f"{text} {getattr(key, 'unit', '')}".strip()), slug)
        for key in written
        for text, slug in getattr(key, "reveals", {}).items()
    ]

    assert len(betrayed) > 40
    assert [(g.verdict, g.misconception) for g, _ in betrayed] == [
        (Verdict.WRONG, slug) for _, slug in betrayed
    ]
