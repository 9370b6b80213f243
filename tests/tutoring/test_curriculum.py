"""The packs: their form, what is checked, and what loading writes."""

import shutil
from collections import Counter

import pytest
import yaml
from django.core.management import CommandError, call_command

from tests.tutoring.mechanics import mechanics_root
from tutoring.curriculum.checks import check_packs
from tutoring.curriculum.reading import read_packs
from tutoring.errors import UnsoundCurriculum
from tutoring.generators import generate, generator_names
from tutoring.grader import Verdict, faults_of_key, grade, read_key
from tutoring.models import (
    Lesson,
    Misconception,
    Question,
    QuestionVersion,
    SyllabusTopic,
)
from tutoring.services.curriculum import load_packs
from tutoring.states import QuestionStatus

LESSON = "lessons/physics/friction.yaml"


@pytest.fixture
def root(tmp_path):
    """A copy of the packs to spoil."""
    return shutil.copytree(mechanics_root(), tmp_path / "packs")


def edit(root, name: str, old: str, new: str) -> int:
    """Replace the first ``old``; return its line."""
    path = root / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def findings_of(root) -> list[str]:
    return [str(finding) for finding in check_packs(read_packs(root))]


def test_the_packs_are_sound(packs):
    assert check_packs(packs) == []


def test_every_static_question_is_solved_twice_and_every_lesson_has_enough(packs, curriculum):
    for lesson in Lesson.objects.all():
        released = lesson.questions.released()
        assert released.count() >= 8
        assert released.exclude(generator=None).count() >= 3


TYPED = [name for name in generator_names() if generate(name, 0).graded]


@pytest.mark.parametrize("name", TYPED)
def test_typed_generators_take_their_key_and_nothing_that_they_reveal_for_every_seed(name):
    stems = set()
    for seed in range(300):
        drawn = generate(name, seed)
        stems.add(drawn.stem)
        key = read_key(drawn.graded)
        assert faults_of_key(key) == []
        assert grade(key, f"{key.answer} {key.unit}").correct
        for text, slug in key.reveals.items():
            judged = grade(key, f"{text} {key.unit}")
            assert (judged.verdict, judged.misconception) == (Verdict.WRONG, slug)
        assert len(key.reveals) >= 2
    assert len(stems) >= 20
    assert len(TYPED) >= 3


@pytest.mark.parametrize("name", sorted(set(generator_names()) - set(TYPED)))
def test_generators_give_four_options_and_one_key_for_every_seed(name):
    stems = set()
    for seed in range(51):
        question = generate(name, seed)
        stems.add((question.stem, tuple(option.text for option in question.options)))
        assert Counter(option.correct for option in question.options) == {True: 1, False: 3}
        assert len({option.text for option in question.options}) == 4
    assert len(stems) >= 20


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("title: Friction on level", "titel: Friction on level", "titel: Extra inputs"),
        ("slug: friction\n", "slug: frictions\n", "rename the file"),
        ("misconception: friction-opposes-motion", "misconception: nowhere", "names nowhere"),
        (", correct: true", "", "exactly one option must say correct: true"),
        ("{id: b,", "{id: c,", "write a, b, c, d in this order"),
        ("id: friction-02", "id: friction-01", "is already in"),
        ("laws-of-motion.oblique-pull-friction", "laws.nothing", "no generator is named"),
        ("    difficulty: easy", "    difficulty: easy\n    difficulty: hard", "appears twice"),
        ("subject: Physics", "subject: [Physics", "this is not YAML"),
    ],
)
def test_check_names_file_line_and_what_to_do(root, old, new, words):
    line = edit(root, LESSON, old, new)

    found = [finding for finding in findings_of(root) if words in finding]

    assert len(found) >= 1
    file, at, _ = found[0].split(":", 2)
    assert file == LESSON
    assert abs(int(at) - line) <= 15


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("lesson: physics/friction", "lesson: physics/nothing", "there is no lesson"),
        ("prerequisites: [newtons-laws]", "prerequisites: [nothing]", "is no topic here"),
        ("prerequisites: []", "prerequisites: [newtons-laws]", "in a circle"),
        ("{slug: power,", "{slug: friction,", "its slug is used twice"),
    ],
)
def test_check_of_an_exam_names_the_fault(root, old, new, words):
    edit(root, "exams/neet.yaml", old, new)

    assert [finding for finding in findings_of(root) if words in finding]


def test_solve_that_disagrees_with_the_key_is_a_finding(root):
    path = root / "solves" / "physics" / "friction.yaml"
    solves = yaml.safe_load(path.read_text(encoding="utf-8"))
    solves["friction-01"]["second"] = "b"
    path.write_text(yaml.safe_dump(solves), encoding="utf-8")

    assert [f for f in findings_of(root) if "friction-01: solved as a and b, the key says a" in f]


def test_an_authors_solve_alone_is_no_finding_unless_it_is_wrong(root):
    path = root / "solves" / "physics" / "friction.yaml"
    solves = yaml.safe_load(path.read_text(encoding="utf-8"))
    del solves["friction-01"]["second"]
    solves["friction-02"] = {"author": "a"}
    path.write_text(yaml.safe_dump(solves), encoding="utf-8")

    found = findings_of(root)

    assert len(found) == 1
    assert "friction-02: solved as a, the key says d" in found[0]


@pytest.mark.django_db
def test_question_without_two_solves_is_never_released(root, waiting):
    path = root / "solves" / "physics" / "friction.yaml"
    solves = yaml.safe_load(path.read_text(encoding="utf-8"))
    del solves["friction-01"]
    path.write_text(yaml.safe_dump(solves), encoding="utf-8")

    load_packs(read_packs(root))

    drafts = Question.objects.filter(status=QuestionStatus.DRAFT)
    assert set(drafts.values_list("slug", flat=True)) == waiting | {"friction-01"}
    assert not Question.objects.released().filter(slug="friction-01").exists()


@pytest.mark.django_db
def test_load_again_writes_nothing_in_few_queries(packs, curriculum, django_assert_max_num_queries):
    before = QuestionVersion.objects.count()

    with django_assert_max_num_queries(12):
        counts = load_packs(packs)

    written = {what for what, number in counts.items() if number}
    assert written - {"questions draft"} == {"questions released"}
    assert QuestionVersion.objects.count() == before


@pytest.mark.django_db
def test_edit_makes_a_new_version_and_taking_it_back_the_old_one(packs, curriculum, root):
    old = Question.objects.get(slug="friction-01").current
    edit(root, LESSON, "A crate of mass 10 kg rests", "A heavy crate of mass 10 kg rests")

    counts = load_packs(read_packs(root))

    question = Question.objects.get(slug="friction-01")
    assert counts["versions added"] == 1
    assert (question.current.number, question.current.stem[:13]) == (2, "A heavy crate")
    assert QuestionVersion.objects.get(pk=old.pk).stem == old.stem
    load_packs(packs)
    assert Question.objects.get(slug="friction-01").current == old


@pytest.mark.django_db
def test_edit_of_a_lesson_raises_its_version(curriculum, root):
    edit(root, LESSON, "It opposes slipping between", "It resists slipping between")

    counts = load_packs(read_packs(root))

    assert counts["lessons changed"] == 1
    assert Lesson.objects.get(slug="physics/friction").version == 2


@pytest.mark.django_db
def test_what_left_the_packs_is_retired_not_deleted(curriculum, root):
    path = root / LESSON
    pack = yaml.safe_load(path.read_text(encoding="utf-8"))
    gone = next(q for q in pack["questions"] if q["id"] == "friction-02")
    still = {o.get("misconception") for q in pack["questions"] if q is not gone
             for o in q.get("options", [])}  # fmt: skip
    assert {o.get("misconception") for o in gone["options"]} - still <= {"friction-depends-on-area"}
    pack["questions"].remove(gone)
    pack["misconceptions"] = [
        entry for entry in pack["misconceptions"] if entry["id"] != "friction-depends-on-area"
    ]
    path.write_text(yaml.safe_dump(pack, sort_keys=False), encoding="utf-8")
    solves = root / "solves" / "physics" / "friction.yaml"
    kept = yaml.safe_load(solves.read_text(encoding="utf-8"))
    del kept["friction-02"]
    solves.write_text(yaml.safe_dump(kept), encoding="utf-8")

    counts = load_packs(read_packs(root))

    assert counts["questions retired"] == 1
    assert Question.objects.get(slug="friction-02").status == QuestionStatus.RETIRED
    assert Misconception.objects.filter(slug="friction-depends-on-area").exists()
    assert load_packs(read_packs(root))["questions retired"] == 0


@pytest.mark.django_db
def test_unsound_packs_change_nothing(root):
    before = Lesson.objects.count(), SyllabusTopic.objects.count()
    edit(root, LESSON, ", correct: true", "")

    with pytest.raises(UnsoundCurriculum) as refused:
        load_packs(read_packs(root))

    assert refused.value.extra["findings"][0].startswith(LESSON)
    assert (Lesson.objects.count(), SyllabusTopic.objects.count()) == before


@pytest.mark.django_db
def test_commands_say_what_they_did(packs, curriculum, waiting, capsys):
    lessons, exams = len(packs.lessons), len(packs.exams)
    questions = sum(len(lesson.questions) for _, lesson in packs.lessons.values())

    call_command("check_curriculum", packs=mechanics_root())
    call_command("expire_plans")
    call_command("expire_plans")

    said = capsys.readouterr().out.splitlines()
    assert said == [
        f"Sound: {lessons} lessons, {questions} questions, {exams} exams. "
        f"{len(waiting)} questions wait for two agreeing solves.",
        "0 plans deleted.",
        "Done before in this window; nothing to do.",
    ]


def test_check_command_fails_with_the_findings(root):
    edit(root, LESSON, ", correct: true", "")

    with pytest.raises(CommandError) as refused:
        call_command("check_curriculum", packs=root)

    assert "exactly one option must say correct: true" in str(refused.value)
    assert str(refused.value).endswith(
        "4 to mend."
    )  # the wrong option and the solve follow from it
