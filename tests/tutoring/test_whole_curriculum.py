"""The whole built-in curriculum: sound, solved twice, large enough, and loaded as it is written."""

import pytest
from django.core.management import call_command

from accounts.states import ExamType
from tests.tutoring.mechanics import mechanics_root
from tutoring.curriculum.checks import check_packs, is_solved_twice, static_questions
from tutoring.curriculum.reading import read_packs
from tutoring.models import CurriculumLoad, Lesson, Misconception, Question, SyllabusTopic
from tutoring.services.curriculum import load_packs
from tutoring.services.curriculum_loads import digest_of, load_curriculum
from tutoring.states import QuestionStatus


@pytest.fixture(scope="module")
def whole():
    return read_packs()


def test_the_packs_are_sound(whole):
    assert check_packs(whole) == []


def test_every_static_question_is_solved_twice(whole):
    static = static_questions(whole)

    assert [name for name, question in static.items() if not is_solved_twice(whole, question)] == []
    assert len(static) >= 1_500


def test_every_exam_is_there_with_lessons_questions_and_misconceptions(whole):
    lessons = [lesson for _, lesson in whole.lessons.values()]
    taught = {topic.lesson for _, exam in whole.exams.values() for _, _, topic in exam.topics()}

    assert set(whole.exams) == set(ExamType.values)
    assert taught == set(whole.lessons)
    assert len(taught) >= 140
    assert min(len(lesson.questions) for lesson in lessons) >= 10
    assert sum(len(lesson.misconceptions) for lesson in lessons) >= 400


@pytest.mark.django_db
def test_a_load_is_worked_through_once_for_each_state_of_the_files(whole, capsys):
    call_command("load_curriculum")

    questions = sum(len(lesson.questions) for _, lesson in whole.lessons.values())
    released = Question.objects.released().filter(source="built-in curriculum")
    topics = sum(len(exam.topics()) for _, exam in whole.exams.values())
    assert (Lesson.objects.count(), released.count()) == (len(whole.lessons), questions)
    assert SyllabusTopic.objects.filter(retired=False).count() == topics
    assert Misconception.objects.count() == sum(
        len(lesson.misconceptions) for _, lesson in whole.lessons.values()
    )
    assert load_curriculum() is None
    assert CurriculumLoad.objects.count() == 1
    again = load_packs(whole)
    assert {what for what, number in again.items() if number} == {"questions released"}
    capsys.readouterr()
    call_command("load_curriculum")
    assert capsys.readouterr().out.startswith("No file changed")


@pytest.mark.django_db
def test_force_brings_back_what_was_changed_by_hand(curriculum):

    load_curriculum(mechanics_root(), force=True)
    Question.objects.filter(slug="friction-01").update(status=QuestionStatus.DRAFT)

    assert load_curriculum(mechanics_root()) is None
    assert load_curriculum(mechanics_root(), force=True)["questions changed"] == 1
    assert Question.objects.get(slug="friction-01").status == QuestionStatus.RELEASED


def test_the_digest_is_of_names_and_contents(tmp_path):
    (tmp_path / "one.yaml").write_text("a: 1\n")
    first = digest_of(tmp_path)
    (tmp_path / "one.yaml").write_text("a: 2\n")
    second = digest_of(tmp_path)
    (tmp_path / "one.yaml").rename(tmp_path / "two.yaml")

    assert len({first, second, digest_of(tmp_path)}) == 3
