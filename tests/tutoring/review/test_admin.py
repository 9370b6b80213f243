"""The admin's pages of questions: who gets in, what is hidden, what the buttons do, the queries."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.urls import reverse

from accounts.models import User
from tests.tutoring.review.bank import a_lesson, answered, imported, reviewer, solved
from tutoring.models import (
    BlindSolve,
    ItemStatistic,
    Misconception,
    Question,
    QuestionFlag,
    ReviewDecision,
    SyllabusTopic,
)
from tutoring.selectors.review_queue import BUILT_IN
from tutoring.services.flags import set_flag
from tutoring.services.item_statistics import rebuild_item_statistics
from tutoring.services.review_queue import look_at_key

pytestmark = pytest.mark.django_db
STEM = "What is the force of $F = ma$?"
# The log-in and its user, the count, the keys of the page, its rows; the filters' names.
QUERIES_OF_BANK = 5 + 2
QUERIES_OF_QUEUE = 5 + 1
QUERIES_OF_FLAGS = 4


def url(page, *args, model="question"):
    return reverse(f"admin:tutoring_{model}_{page}", args=args)


@pytest.fixture
def root(client):
    user = User.objects.create_superuser("root@example.org", "a long password")
    client.force_login(user)
    client.user = user
    return client


@pytest.fixture
def question(db):
    return imported(stem=STEM)


def web_of(client, user):
    client.force_login(user)
    return client


def with_right(user, name="review_question"):
    user.user_permissions.add(Permission.objects.get(codename=name))
    return user


# -- who gets in ---------------------------------------------------------------------------------


def test_staff_without_the_right_find_nothing_and_with_it_all(client, question):
    web_of(client, reviewer())
    pages = [
        url("changelist"),
        url("changelist", model="queuedquestion"),
        url("changelist", model="flaggedquestion"),
        url("change", question.pk),
        url("solve", question.pk),
        url("edit", question.pk),
        url("next"),
    ]
    assert [client.get(page).status_code for page in pages] == [403] * len(pages)
    for page in ("look", "decide", "solve", "edit"):
        assert client.post(url(page, question.pk)).status_code == 403
    assert client.post(url("reply", question.pk, model="flaggedquestion")).status_code == 403

    web_of(client, with_right(reviewer("other")))
    assert [client.get(page).status_code for page in pages] == [200, 200, 200, 200, 200, 302, 302]
    index = client.get(reverse("admin:index")).content.decode()
    assert "Review queue" in index
    assert "Flags from learners" in index


def test_learners_and_strangers_are_kept_out(client, question):
    for page in (url("changelist"), url("change", question.pk), url("solve", question.pk)):
        assert client.get(page).status_code == 302


# -- blind ---------------------------------------------------------------------------------------


def test_the_key_is_hidden_until_it_is_solved_or_asked_for(root, question):
    page = root.get(url("change", question.pk)).content.decode()
    assert "Solve it before you see the key" in page
    assert "The key" not in page.replace("see the key", "")
    assert "Four newtons" not in page
    assert "Because" not in page
    assert 'value="release"' not in page

    root.post(url("look", question.pk))

    page = root.get(url("change", question.pk)).content.decode()
    assert "Four newtons" in page
    assert "<strong>The key</strong>" in page
    assert ReviewDecision.objects.get().verb == "look"


def test_solving_in_the_learners_look_is_recorded(root, question):
    page = root.get(url("solve", question.pk)).content.decode()
    assert "Four newtons" in page
    assert "Because" not in page
    empty = root.post(url("solve", question.pk), {"item": str(question.pk), "kind": "choice"})
    assert "Choose an answer first" in empty.content.decode()

    form = {"item": str(question.pk), "kind": "choice", "option": "a"}
    sent = root.post(url("solve", question.pk), form)

    assert sent["Location"].startswith(url("change", question.pk))
    solve = BlindSolve.objects.get()
    assert (solve.by, solve.answer, solve.agrees) == (root.user, {"option": "a"}, True)
    again = root.post(url("solve", question.pk), form).content.decode()
    assert "You have solved this version" in again
    assert BlindSolve.objects.count() == 1


def test_editing_shows_the_key_so_it_waits_for_the_solve(root, question):
    assert root.get(url("edit", question.pk)).status_code == 302
    set_flag(item=answered(question).quiz_item, kind="typo")
    flags = root.get(url("change", question.pk, model="flaggedquestion"))
    assert flags["Location"] == url("change", question.pk)


# -- deciding ------------------------------------------------------------------------------------


def decide(client, question, verb, **more):
    return client.post(url("decide", question.pk), {"verb": verb, **more}, follow=True)


def test_release_from_the_queue_leads_to_the_next_one(root, question):
    solved(question)
    following = imported("bank/2")

    page = decide(root, question, "release", from_queue="yes")

    assert Question.objects.get(pk=question.pk).status == "released"
    assert page.redirect_chain[-1][0] == url("change", following.pk) + "?queue=1"
    assert "Done: bank/1 is released." in page.content.decode()
    assert LogEntry.objects.get().change_message == "released"


def test_a_refusal_says_what_is_lacking_and_changes_nothing(root, question):
    look_at_key(question_id=question.pk, by=root.user.pk)

    page = decide(root, question, "release")
    silent = decide(root, question, "reject")
    unknown = decide(root, question, "edit")

    assert "It lacks two agreeing blind solves by different solvers" in page.content.decode()
    assert "Say why" in silent.content.decode()
    assert "Choose what to do" in unknown.content.decode()
    assert Question.objects.get(pk=question.pk).status == "quarantined"
    decide(root, question, "reject", reason="Not of our syllabus.")
    decide(root, question, "requeue")
    assert Question.objects.get(pk=question.pk).status == "quarantined"


def test_the_bulk_action_releases_what_is_ready_and_names_the_rest(root, question):
    solved(question)
    other = imported("bank/2")

    page = root.post(
        url("changelist", model="queuedquestion"),
        {"action": "release_selected", "_selected_action": [str(question.pk), str(other.pk)]},
        follow=True,
    ).content.decode()

    assert "Released: 1." in page
    assert "Not released, bank/2: It lacks" in page


def test_a_built_in_question_is_only_retired_and_restored(root, question):
    Question.objects.update(source=BUILT_IN, status="released")
    page = root.get(url("change", question.pk)).content.decode()
    assert 'value="retire"' in page
    assert 'value="quarantine"' not in page
    assert url("edit", question.pk) not in page
    assert root.get(url("edit", question.pk)).status_code == 302

    decide(root, question, "retire", reason="Wrong key.")

    assert 'value="restore"' in root.get(url("change", question.pk)).content.decode()


def test_hostile_ids_and_seeds_are_harmless(root, question):
    for address in (
        url("changelist") + "?batch=x&lesson=%00&o=9&p=x",
        url("changelist", model="queuedquestion") + "?solves=x&batch=x",
        url("solve", question.pk) + "?seed=-1",
        url("change", question.pk) + "?seed=99999999",
        url("changelist") + "?q=%25%27_%5C",
    ):
        assert root.get(address, follow=True).status_code == 200
    assert root.get(url("next") + "?after=x").status_code == 404
    assert root.get("/admin/tutoring/question/x/change/", follow=True).status_code == 200


# -- editing -------------------------------------------------------------------------------------


def form_of(question, **changes):
    version = question.current
    rows = {f"text-{o['id']}": o["text"] for o in version.options}
    return {
        "lesson": str(question.lesson_id or ""),
        "concept": question.concept,
        "difficulty": question.difficulty,
        "stem": version.stem,
        "explanation": version.explanation,
        "row": [o["id"] for o in version.options],
        "right": version.key["option"],
        **rows,
        **changes,
    }


def test_an_edit_in_the_admin_makes_a_version(root, question):
    look_at_key(question_id=question.pk, by=root.user.pk)
    belief = Misconception.objects.create(
        slug="friction-x",
        lesson=a_lesson(),
        name="Friction grows",
        confusion="c",
        counter_example="e",
        correction="r",
    )
    assert "Friction grows" in root.get(url("edit", question.pk)).content.decode()

    changes = {"text-b": "Three newtons", "reveals-b": belief.slug, "reveals-c": "-slip"}
    root.post(url("edit", question.pk), form_of(question, **changes))

    current = Question.objects.get(pk=question.pk).current
    stored = {option["id"]: option for option in current.options}
    assert (current.number, stored["b"]["text"]) == (2, "Three newtons")
    assert (stored["b"]["misconception"], stored["c"]["slip"]) == ("friction-x", True)
    page = root.get(url("change", question.pk)).content.decode()
    assert "Friction grows" in page
    assert "a slip" in page


def test_an_unsound_edit_keeps_what_was_written(root, question):
    look_at_key(question_id=question.pk, by=root.user.pk)

    page = root.post(
        url("edit", question.pk), form_of(question, **{"text-b": "Four newtons", "stem": "New?"})
    ).content.decode()

    assert "two have the same text" in page
    assert "New?" in page
    assert Question.objects.get(pk=question.pk).current.number == 1


def test_html_of_an_import_is_text_in_the_admin(root):
    evil = "<script>alert(1)</script> $x$"
    question = imported("bank/evil", stem=evil, concept="<b>", status="released")
    set_flag(item=answered(question).quiz_item, kind="typo", note=evil)
    for page in (
        url("changelist"),
        url("change", question.pk),
        url("solve", question.pk),
        url("change", question.pk, model="flaggedquestion"),
        url("changelist", model="flaggedquestion") + "?flags=all",
    ):
        assert "<script>alert" not in root.get(page).content.decode()


# -- flags ---------------------------------------------------------------------------------------


def test_staff_see_what_the_learner_saw_and_answer_all_at_once(root):
    question = solved(imported(status="released", stem=STEM))
    flags = [
        set_flag(item=answered(question, option="b").quiz_item, kind="key_wrong", note=note).flag
        for note in ("first note", "second note")
    ]
    rows = root.get(url("changelist", model="flaggedquestion")).content.decode()
    page = root.get(url("change", question.pk, model="flaggedquestion")).content.decode()

    assert '<td class="field-key_count">2</td>' in rows
    for words in ("first note", "second note", "Two newtons", "Four newtons", "What is the force"):
        assert words in page
    assert all(flag.learner.email not in page + rows for flag in flags)

    root.post(
        url("reply", question.pk, model="flaggedquestion"),
        {"outcome": "withdrawn", "reply": "You are right.", "retire": "yes"},
    )

    assert set(QuestionFlag.objects.values_list("status", flat=True)) == {"withdrawn"}
    assert Question.objects.get(pk=question.pk).status == "retired"
    rows = root.get(url("changelist", model="flaggedquestion")).content.decode()
    assert "field-stem" not in rows


def test_a_reply_that_says_nothing_is_refused_whole(root):
    question = solved(imported(status="released"))
    set_flag(item=answered(question).quiz_item, kind="typo")

    root.post(
        url("reply", question.pk, model="flaggedquestion"),
        {"outcome": "fixed", "reply": " ", "retire": "yes"},
    )

    assert QuestionFlag.objects.get().status == "open"
    assert Question.objects.get(pk=question.pk).status == "released"


# -- the lists -----------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_take_a_fixed_number_of_queries(root, count, django_assert_num_queries):
    for number in range(count):
        row = solved(imported(f"bank/{number}"))
        set_flag(item=answered(row).quiz_item, kind="typo")

    for model, queries in (
        ("question", QUERIES_OF_BANK),
        ("queuedquestion", QUERIES_OF_QUEUE),
        ("flaggedquestion", QUERIES_OF_FLAGS),
    ):
        with django_assert_num_queries(queries):
            page = root.get(url("changelist", model=model))
        assert page.status_code == 200


def listed(client, **query):
    response = client.get(url("changelist"), query)
    assert response.status_code == 200
    return [row.slug for row in response.context["cl"].result_list]


@pytest.fixture
def empty_bank(db):
    """Without the curriculum that other tests of this process may have loaded."""
    Question.objects.update(current=None)
    Question.objects.all().delete()


@pytest.mark.usefixtures("empty_bank")
def test_the_bank_is_filtered_and_searched(root):
    lesson = a_lesson()
    SyllabusTopic.objects.create(
        exam="NEET",
        year=2026,
        subject="Physics",
        unit="u",
        name="Friction",
        slug="reviewed",
        position=1,
        weight=1,
        hours=1,
        lesson=lesson,
    )
    solved(imported("bank/a", status="released", difficulty="hard", stem="Blocks on a slope"))
    imported("bank/b", lesson=None, stem="Blocks on ice")
    imported("bank/c", source=BUILT_IN, type="numeric")
    imported("bank/d", source="model", generator="x.y")
    batch = Question.objects.get(slug="bank/b").batch

    for expected, query in (
        ("dcba", {}),
        ("a", {"status__exact": "released"}),
        ("dca", {"exam": "NEET"}),
        ("", {"exam": "CAT"}),
        ("dca", {"subject": "Physics"}),
        ("dca", {"subject": "Physics", "lesson": "physics/reviewed"}),
        ("b", {"lesson": "none"}),
        ("c", {"from": "packs"}),
        ("d", {"from": "model"}),
        ("ba", {"from": "import"}),
        ("a", {"difficulty__exact": "hard"}),
        ("c", {"type": "numeric"}),
        ("d", {"type": "generated"}),
        ("b", {"batch": str(batch.pk)}),
        ("ba", {"q": "blocks"}),
        ("a", {"q": "SLOPE blocks"}),
        ("c", {"q": "bank/c"}),
        ("", {"q": "blocks nowhere"}),
    ):
        assert listed(root, **query) == [f"bank/{name}" for name in expected], query


@pytest.mark.usefixtures("empty_bank")
def test_the_bank_is_sorted_by_its_statistics_and_shows_what_is_suspicious(root):
    for number in range(3):
        question = imported(f"bank/{number}", status="released")
        for right in range(4):
            answered(question, option="a" if right < number else "b")
    rebuild_item_statistics()
    ItemStatistic.objects.filter(question__slug="bank/1").update(suspicion="low discrimination")
    imported("bank/new")

    place = root.get(url("changelist")).context["cl"].list_display.index("right")
    figures = ["bank/0", "bank/1", "bank/2"]
    assert [slug for slug in listed(root, o=f"{place}") if slug != "bank/new"] == figures
    assert [slug for slug in listed(root, o=f"-{place}") if slug != "bank/new"] == figures[::-1]
    assert listed(root, suspicious="yes") == ["bank/1"]
    page = root.get(url("change", Question.objects.get(slug="bank/2").pk)).content.decode()
    assert "First answers without help" in page
    assert "50 %" in page
