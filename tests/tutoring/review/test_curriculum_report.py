"""The curriculum report: equal to a count of the packs, the same in command and admin."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.models import User
from tests.tutoring.review.bank import imported, reviewer, solved
from tutoring.models import Lesson, Question, SyllabusTopic
from tutoring.selectors.curriculum_report import HEADS, curriculum_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(curriculum):
    """The curriculum as it is."""


def row_of(exam, subject):
    return next(row for row in curriculum_report() if (row.exam, row.subject) == (exam, subject))


@pytest.mark.usefixtures("loaded")
def test_the_report_counts_what_the_packs_hold(packs):
    for exam, (_, pack) in packs.exams.items():
        topics = list(pack.topics())
        for subject in {part.name for part, _, _ in topics}:
            own = [topic for part, _, topic in topics if part.name == subject]
            lessons = [packs.lessons[slug][1] for slug in {topic.lesson for topic in own}]
            questions = [question for lesson in lessons for question in lesson.questions]
            drawn = [question.generator for question in questions if question.generator]
            row = row_of(exam, subject)
            assert (row.topics, row.lessons) == (len(own), len(lessons))
            assert (row.generated, row.generators) == (len(drawn), len(set(drawn)))
            assert row.written == row.agreeing <= row.solved == len(questions) - len(drawn)
            assert row.misconceptions == sum(len(lesson.misconceptions) for lesson in lessons)


@pytest.mark.usefixtures("loaded")
def test_a_lesson_that_exams_share_counts_once_in_the_whole():
    whole = row_of("all", "all")

    assert whole.lessons == Lesson.objects.filter(syllabus_topics__retired=False).distinct().count()
    assert whole.topics == SyllabusTopic.objects.filter(retired=False).count()
    released = Question.objects.released().filter(lesson__syllabus_topics__isnull=False).distinct()
    assert whole.written + whole.generated == released.count()


@pytest.fixture
def small(db):
    """One topic with imported questions alone, whatever else is loaded."""
    SyllabusTopic.objects.update(retired=True)
    first = solved(imported("bank/agree", status="released"))
    solved(imported("bank/differ"), answers="ab")
    solved(imported("bank/half"), answers="a", solvers="x")
    imported("bank/open")
    SyllabusTopic.objects.create(
        exam="CAT",
        year=2026,
        subject="Quant",
        unit="u",
        name="t",
        slug="t",
        position=1,
        weight=1,
        hours=1,
        lesson=first.lesson,
    )


@pytest.mark.usefixtures("small")
def test_other_questions_count_by_their_rows():
    rows = curriculum_report()

    assert [(row.exam, row.subject) for row in rows] == [
        ("CAT", "Quant"),
        ("CAT", "all"),
        ("all", "all"),
    ]
    assert {(row.written, row.generated, row.solved, row.agreeing) for row in rows} == {
        (1, 0, 2, 1)
    }
    assert rows[0].agreement == "50 % of 2"


@pytest.mark.usefixtures("small")
def test_the_report_takes_four_queries(django_assert_num_queries):
    with django_assert_num_queries(4):
        curriculum_report()


@pytest.mark.usefixtures("small")
def test_command_and_admin_say_the_same(client):
    out = StringIO()
    call_command("curriculum_report", stdout=out)
    lines = out.getvalue().splitlines()
    client.force_login(User.objects.create_superuser("root@example.org", "a long password"))
    index = client.get(reverse("admin:index")).content.decode()
    page = client.get(reverse("admin:tutoring_question_report")).content.decode()

    assert len(lines) == 4
    for row in curriculum_report():
        assert any(all(cell in line for cell in row.cells) for line in lines)
        for cell in row.cells:
            assert f">{cell}</" in page
    assert all(head in lines[0] and head in page for head in HEADS)
    assert reverse("admin:tutoring_question_report") in index


def test_without_a_curriculum_it_says_what_to_do():
    SyllabusTopic.objects.update(retired=True)
    out = StringIO()

    call_command("curriculum_report", stdout=out)

    assert "load_curriculum" in out.getvalue()


def test_the_report_is_not_for_everybody(client):
    client.force_login(reviewer())

    assert client.get(reverse("admin:tutoring_question_report")).status_code == 403
    assert "Curriculum report" not in client.get(reverse("admin:index")).content.decode()
