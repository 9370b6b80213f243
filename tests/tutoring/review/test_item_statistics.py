"""Item statistics: equal to an independent computation, made once however often they are made."""

import csv
import gzip
from collections import Counter
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from statistics import correlation, fmean, median

import pytest
from django.core.management import call_command

from accounts.models import User
from sessions_app.models import JobRun
from tests.factories import make_learner
from tests.tutoring.review.bank import a_lesson, answered, imported
from tutoring.item_figures import BEATEN, LOW, Figures, suspicion_of
from tutoring.models import (
    Attempt,
    ItemStatistic,
    Question,
    QuestionVersion,
    Quiz,
    QuizItem,
)
from tutoring.services.item_statistics import rebuild_item_statistics
from tutoring.services.jobs import run_item_statistics
from tutoring.services.question_edits import edit_question
from tutoring.services.review_queue import decide

pytestmark = pytest.mark.django_db
REFERENCE = Path(__file__).resolve().parents[4] / "shared" / "data" / "exam-hci"
START = datetime(2026, 1, 1, tzinfo=UTC)


def exam_of(choices, key):
    """Store an exam: each row one learner's options, in the order of the key's questions."""
    lesson = a_lesson()
    questions = Question.objects.bulk_create(
        Question(
            slug=f"exam/{number}",
            lesson=lesson,
            type="multiple_choice",
            difficulty="medium",
            concept="exam",
            status="released",
            source="An exam",
        )
        for number in range(len(key))
    )
    options = [{"id": name, "text": name, "misconception": None} for name in "abcde"]
    versions = QuestionVersion.objects.bulk_create(
        QuestionVersion(
            question=question,
            number=1,
            stem=question.slug,
            options=options,
            key={"option": right},
            content_hash=f"{number:064}",
        )
        for number, (question, right) in enumerate(zip(questions, key, strict=True))
    )
    for question, version in zip(questions, versions, strict=True):
        question.current = version
    Question.objects.bulk_update(questions, ["current"])
    learners = User.objects.bulk_create(
        User(email=f"{number}@exam.example") for number in range(len(choices))
    )
    quizzes = Quiz.objects.bulk_create(
        Quiz(learner=learner, kind="requested", topic_name="Exam") for learner in learners
    )
    given = [
        (learner, quiz, place, option)
        for learner, quiz, row in zip(learners, quizzes, choices, strict=True)
        for place, option in enumerate(row)
    ]
    items = QuizItem.objects.bulk_create(
        (
            QuizItem(
                quiz=quiz, position=place + 1, question_version=versions[place], shown={}, key={}
            )
            for _, quiz, place, _ in given
        ),
        batch_size=1_000,
    )
    Attempt.objects.bulk_create(
        (
            Attempt(
                learner=learner,
                quiz_item=item,
                question_version=versions[place],
                answer=option,
                correct=option == key[place],
                time_spent_ms=1_000 * (place + 1),
                answered_at=START + timedelta(seconds=place),
            )
            for (learner, _, place, option), item in zip(given, items, strict=True)
        ),
        batch_size=1_000,
    )
    return questions


def row_of(question, version=None):
    return ItemStatistic.objects.get(question=question, question_version=version)


# -- beside a published exam ---------------------------------------------------------------------


@pytest.mark.shared_data
def test_the_homeostasis_exam_comes_to_the_figures_of_an_independent_computation():
    if not REFERENCE.is_dir():
        pytest.skip(f"the reference exam is not at {REFERENCE}")
    with gzip.open(REFERENCE / "choices.csv.gz", "rt") as file:
        rows = list(csv.DictReader(file))
    key = [line.strip().lower() for line in (REFERENCE / "key.csv").read_text().split()[1:]]
    choices = [[row[f"Item {n}"].lower() for n in range(1, len(key) + 1)] for row in rows]
    questions = exam_of(choices, key)

    effects = rebuild_item_statistics()

    assert (len(rows), len(key), effects["questions"]) == (651, 20, 20)
    right = [[option == key[n] for n, option in enumerate(row)] for row in choices]
    # The totals that the data set publishes are ours.
    published = [int(float(row["total"])) for row in rows]
    assert [sum(row) for row in right] == published
    assert sum(row_of(question).right for question in questions) == sum(published)
    for n, question in enumerate(questions):
        found = row_of(question)
        scores = [float(row[n]) for row in right]
        rest = [sum(row) - row[n] for row in right]
        assert (found.n, found.n_ability) == (651, 651)
        assert found.difficulty == pytest.approx(fmean(scores), abs=1e-12)
        assert found.discrimination == pytest.approx(correlation(scores, rest), abs=1e-9)
        assert found.median_ms == 1_000 * (n + 1)
        picked = Counter(row[n] for row in choices)
        for pick in found.picks:
            who = [r / 19 for r, row in zip(rest, choices, strict=True) if row[n] == pick["option"]]
            assert pick["count"] == picked[pick["option"]]
            assert pick["share"] == pytest.approx(picked[pick["option"]] / 651)
            assert pick["ability"] == (pytest.approx(fmean(who)) if who else None)
            assert pick["right"] is (pick["option"] == key[n])


# -- the sums ------------------------------------------------------------------------------------


def test_figures_are_those_of_the_definition():
    answers = [(n % 3 > 0, (n * 7 % 11) / 10, "a" if n % 3 else "b", n * 10) for n in range(40)]
    figures = Figures()
    for is_right, ability, pick, time_ms in answers:
        figures.add(is_right=is_right, ability=ability, pick=pick, time_ms=time_ms)

    scores = [float(row[0]) for row in answers]
    assert figures.difficulty == fmean(scores)
    assert figures.discrimination == pytest.approx(correlation(scores, [r[1] for r in answers]))
    assert figures.median_ms == round(median(row[3] for row in answers))


@pytest.mark.parametrize(
    "answers",
    [
        [(True, 0.5)] * 9 + [(False, 0.1)],  # enough, and it is a number
        [(True, 0.5)] * 40,  # all right
        [(n % 2 == 0, 0.5) for n in range(40)],  # nobody differs elsewhere
        [(n % 2 == 0, None) for n in range(40)],  # nothing else is known
        [(n % 2 == 0, n / 10) for n in range(9)],  # too few
    ],
)
def test_without_spread_there_is_no_discrimination(answers):
    figures = Figures()
    for is_right, ability in answers:
        figures.add(is_right=is_right, ability=ability, pick="a", time_ms=None)

    has_one = figures.discrimination is not None

    assert has_one is (answers[0] == (True, 0.5) and len(answers) == 10)
    assert figures.median_ms is None


@pytest.mark.parametrize(
    ("n", "discrimination", "counts", "words"),
    [
        (30, 0.09, (20, 10), LOW),
        (30, 0.1, (20, 10), ""),
        (29, -0.5, (1, 28), ""),
        (30, None, (10, 20), BEATEN),
        (30, 0.0, (10, 20), f"{LOW}; {BEATEN}"),
        (30, 0.5, (15, 15), ""),
    ],
)
def test_what_is_suspicious_is_the_published_rule(n, discrimination, counts, words):
    picks = [{"right": place == 0, "count": count} for place, count in enumerate(counts)]

    assert suspicion_of(n=n, discrimination=discrimination, picks=picks) == words


# -- which answers count -------------------------------------------------------------------------


def test_only_a_learners_first_answer_without_help_counts():
    question = imported(status="released")
    first, aided, skipped = make_learner(), make_learner(), make_learner()
    answered(question, first, option="b")
    answered(question, first, option="a", seed=2)
    answered(question, aided, option="b", aided=True)
    answered(question, aided, option="a", seed=2)
    answered(question, skipped, option="")

    rebuild_item_statistics()

    found = row_of(question)
    assert (found.n, found.right, found.n_ability) == (1, 0, 0)


def test_versions_stand_apart_and_together(django_user_model):
    question = imported(status="released")
    answered(question, option="a")
    old = question.current
    staff = django_user_model.objects.create_user("s@staff.example", "a long password")
    decide(question_id=question.pk, verb="quarantine", by=staff.pk, reason="A typo.")
    from tests.tutoring.review.test_queue import edit_of

    edit_question(question_id=question.pk, edit=edit_of(question, stem="Now?"), by=staff.pk)
    Question.objects.update(status="released")
    question.refresh_from_db()
    answered(question, option="b")

    rebuild_item_statistics()

    assert [row_of(question, version).right for version in (old, question.current, None)] == [
        1,
        0,
        1,
    ]
    assert row_of(question).n == 2
    assert row_of(question).picks == []
    assert {pick["option"]: pick["count"] for pick in row_of(question, old).picks}["a"] == 1


def test_a_repetition_replaces_and_what_was_erased_goes():
    question = imported(status="released")
    learner = answered(question).learner
    rebuild_item_statistics()
    rebuild_item_statistics()
    assert ItemStatistic.objects.filter(question=question).count() == 2

    Attempt.objects.filter(learner=learner).delete()
    rebuild_item_statistics()

    assert not ItemStatistic.objects.filter(question=question).exists()


def test_two_beats_of_a_day_are_one_effect():
    answered(imported(status="released"))

    assert run_item_statistics() == {"questions": 1, "suspicious": 0}
    assert run_item_statistics() is None
    assert JobRun.objects.get(job="item-statistics").effects["questions"] == 1


def test_the_command_says_what_it_made():
    answered(imported(status="released"))
    out = StringIO()

    call_command("rebuild_item_statistics", stdout=out)

    assert out.getvalue() == "1 questions have answers; 0 are suspicious.\n"


def test_a_wrong_key_is_found_suspicious():
    """Everybody who is right elsewhere picks another option than the key of the first question."""
    choices = [
        ["b" if n % 4 else "a", *("a" if n % 4 else "b" for _ in range(4))] for n in range(40)
    ]
    questions = exam_of(choices, list("aaaaa"))

    assert rebuild_item_statistics()["suspicious"] == 1

    assert row_of(questions[0]).suspicion == f"{LOW}; {BEATEN}"
    assert row_of(questions[1]).suspicion == ""
