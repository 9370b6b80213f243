"""Flags: who may report what, what a repetition does, who reads it, and what becomes of it."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Guardianship
from accounts.services.erase import collect_export, erase_person
from sessions_app.services.rotation import encrypted_columns
from tests.accounts.factories import GuardianshipFactory
from tests.factories import make_child_profile, make_learner
from tests.problems import assert_problem
from tests.tutoring.agents_api.conftest import client_of
from tests.tutoring.factories import quizzing_session
from tests.tutoring.review.bank import answered, asked, imported, reviewer, solved
from tutoring.errors import NotAnsweredYet, NoteTooLong, NothingOpen, ReasonMissing, TooManyFlags
from tutoring.models import Question, QuestionFlag, QuizItem, ReviewDecision
from tutoring.selectors.flags import flagged_questions, flags_on, unseen_replies
from tutoring.services import flags as flag_services
from tutoring.services.answers import answer_item
from tutoring.services.flags import (
    answer_flags,
    mark_replies_seen,
    set_flag,
    take_back_flag,
)
from tutoring.services.privacy import export_learning

pytestmark = pytest.mark.django_db
NOTE = "Should be *two* newtons, I think."


@pytest.fixture
def question(db):
    return imported(status="released")


@pytest.fixture
def learner(db):
    return make_learner()


def flagged(question, learner=None, *, kind="key_wrong", note=NOTE):
    item = answered(question, learner).quiz_item
    return set_flag(item=item, kind=kind, note=note).flag


def url(item, page="report"):
    return f"/questions/{item.pk}/{page}/"


def api(item):
    return f"/api/questions/{item.pk}/flag/"


# -- the rule ------------------------------------------------------------------------------------


def test_only_what_was_answered_is_reported(question, learner):
    item = asked(question, learner)

    with pytest.raises(NotAnsweredYet):
        set_flag(item=item, kind="typo")

    assert not QuestionFlag.objects.exists()


def test_a_second_report_of_the_version_changes_the_first(question, learner):
    first = flagged(question, learner)
    again = answered(question, learner, seed=2).quiz_item

    changed = set_flag(item=again, kind="typo", note=" x ")

    flag = QuestionFlag.objects.get()
    assert (flag.pk, flag.kind, flag.note, flag.quiz_item_id) == (first.pk, "typo", "x", again.pk)
    assert not changed.is_new


def test_the_database_keeps_one_open_flag_of_a_learner_and_version(question, learner):
    flag = flagged(question, learner)

    with pytest.raises(IntegrityError), transaction.atomic():
        QuestionFlag.objects.create(
            learner=learner,
            question_version=flag.question_version,
            quiz_item=flag.quiz_item,
            kind="typo",
        )


def test_a_flag_is_taken_back_once_and_gone(question, learner):
    flag = flagged(question, learner)

    assert take_back_flag(item=flag.quiz_item) is True
    assert take_back_flag(item=flag.quiz_item) is False
    assert not QuestionFlag.objects.exists()


def test_notes_and_open_flags_are_bounded(question, learner, monkeypatch):
    item = answered(question, learner).quiz_item
    with pytest.raises(NoteTooLong):
        set_flag(item=item, kind="typo", note="x" * 1_001)
    set_flag(item=item, kind="typo", note="x" * 1_000)
    monkeypatch.setattr(flag_services, "MOST_OPEN", 1)
    other = answered(imported("bank/2", status="released"), learner).quiz_item

    with pytest.raises(TooManyFlags):
        set_flag(item=other, kind="typo")
    assert not set_flag(item=item, kind="unclear").is_new


def test_the_third_learner_who_blames_the_key_takes_the_question_out_of_use(question):
    solved(question)
    flagged(question)
    flagged(question, kind="unclear")
    flagged(question)
    assert Question.objects.get(pk=question.pk).status == "released"

    flagged(question)

    assert Question.objects.get(pk=question.pk).status == "quarantined"
    decision = ReviewDecision.objects.get()
    assert (decision.verb, decision.by, decision.question_version) == (
        "quarantine",
        None,
        question.current,
    )


def test_flags_never_take_a_built_in_question_out_of_use(question):
    Question.objects.update(source="built-in curriculum")

    for _ in range(4):
        flagged(question)

    assert Question.objects.get(pk=question.pk).status == "released"


# -- the reply -----------------------------------------------------------------------------------


def test_one_reply_closes_all_open_flags_and_is_read_once(question, learner):
    mine, other = flagged(question, learner), flagged(question)
    staff = reviewer()

    count = answer_flags(
        question_id=question.pk, outcome="fixed", reply=" Thank you. ", by=staff.pk
    )

    mine.refresh_from_db()
    assert (count, mine.status, mine.reply, mine.answered_by) == (2, "fixed", "Thank you.", staff)
    assert mine.answered_at is not None
    assert unseen_replies(learner.pk) == unseen_replies(other.learner_id) == 1
    assert mark_replies_seen(learner_id=learner.pk) == 1
    assert mark_replies_seen(learner_id=learner.pk) == 0
    assert unseen_replies(learner.pk) == 0
    assert take_back_flag(item=mine.quiz_item) is False


def test_a_reply_needs_words_an_outcome_and_an_open_flag(question):
    flagged(question)
    staff = reviewer()
    for outcome, reply in (("fixed", " "), ("open", "x"), ("other", "x")):
        with pytest.raises(ReasonMissing):
            answer_flags(question_id=question.pk, outcome=outcome, reply=reply, by=staff.pk)
    with pytest.raises(NoteTooLong):
        answer_flags(question_id=question.pk, outcome="fixed", reply="x" * 1_001, by=staff.pk)
    answer_flags(question_id=question.pk, outcome="no_fault", reply="It is right.", by=staff.pk)

    with pytest.raises(NothingOpen):
        answer_flags(question_id=question.pk, outcome="fixed", reply="x", by=staff.pk)


def test_after_a_reply_the_learner_may_report_again(question, learner):
    flag = flagged(question, learner)
    answer_flags(question_id=question.pk, outcome="no_fault", reply="No.", by=reviewer().pk)

    assert set_flag(item=flag.quiz_item, kind="typo").is_new
    assert QuestionFlag.objects.count() == 2


def test_flags_are_grouped_by_question_those_that_blame_the_key_counted(question):
    flagged(question)
    flagged(question, kind="typo")
    other = imported("bank/2", status="released")
    flagged(other)
    answer_flags(question_id=other.pk, outcome="fixed", reply="Yes.", by=reviewer().pk)

    rows = {row.slug: (row.flags, row.open_flags, row.key_flags) for row in flagged_questions()}

    assert rows == {"bank/1": (2, 2, 1), "bank/2": (1, 0, 0)}


@pytest.mark.parametrize("count", [1, 3])
def test_flags_on_a_question_take_two_queries(question, count, django_assert_num_queries):
    for _ in range(count):
        flagged(question)

    with django_assert_num_queries(2):
        rows = flags_on(question.pk)

    assert [row.answer for row in rows] == ["Four newtons"] * count
    assert {row.right for row in rows} == {"Four newtons"}


# -- private -------------------------------------------------------------------------------------


def test_the_note_is_ciphertext_in_the_database_and_rotates(question, learner):
    flagged(question, learner)
    with connection.cursor() as cursor:
        cursor.execute("SELECT note, reply FROM question_flags")
        note, reply = cursor.fetchone()

    assert "newtons" not in note
    assert note.startswith("t1:")
    assert reply.startswith("t1:")
    assert {"question_flags.note", "question_flags.reply"} <= {str(c) for c in encrypted_columns()}


def test_flags_are_exported_and_erased_with_their_learner(question, learner):
    flagged(question, learner)
    flagged(question)

    (exported,) = export_learning(learner.pk)["flags"]
    assert (exported["note"], exported["question_slug"]) == (NOTE, "bank/1")
    assert "flags" in collect_export(user_id=learner.pk)["tutoring"]
    erase_person(user_id=learner.pk)

    assert QuestionFlag.objects.exclude(learner=learner).count() == 1
    assert not QuestionFlag.objects.filter(learner=learner).exists()


# -- the API -------------------------------------------------------------------------------------


def test_a_flag_is_set_changed_read_and_taken_back(question, learner):
    item, client = answered(question, learner).quiz_item, client_of(learner)

    first = client.post(api(item), {"kind": "unclear", "note": NOTE}, format="json")
    again = client.post(api(item), {"kind": "key_wrong"}, format="json")
    read = client.get(api(item))
    deleted = client.delete(api(item))

    assert (first.status_code, again.status_code, deleted.status_code) == (201, 200, 204)
    assert (first.json()["note"], first.json()["status"]) == (NOTE, "open")
    assert first.json()["question_id"] == str(item.pk)
    assert (read.json()["kind"], read.json()["note"], read.json()["answered_at"]) == (
        "key_wrong",
        "",
        None,
    )
    assert_problem(client.get(api(item)), 404, "flag_not_found")
    assert client.delete(api(item)).status_code == 204


def test_a_key_replays_the_first_answer(question, learner):
    item, client = answered(question, learner).quiz_item, client_of(learner)

    def post():
        return client.post(
            api(item), {"kind": "typo"}, format="json", headers={"Idempotency-Key": "flag-1"}
        )

    assert (post().status_code, post().status_code) == (201, 201)


def test_before_the_answer_it_is_a_conflict_and_of_strangers_unknown(question, learner):
    item = asked(question, learner)

    assert_problem(
        client_of(learner).post(api(item), {"kind": "typo"}, format="json"), 409, "not_answered_yet"
    )
    done = answered(question, learner).quiz_item
    stranger = client_of(make_learner())
    for response in (
        stranger.post(api(done), {"kind": "typo"}, format="json"),
        stranger.get(api(done)),
        stranger.delete(api(done)),
        stranger.delete(api(Question(pk=question.pk))),
    ):
        assert response.status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"kind": "boring"},
        {"kind": "typo", "note": "x" * 1_001},
        {"kind": "typo", "note": 1},
        {"kind": "typo", "status": "fixed"},
        {"kind": "typo", "note": "a\0b"},
    ],
)
def test_bodies_that_say_nothing_sound_are_refused(question, learner, body):
    item = answered(question, learner).quiz_item

    assert client_of(learner).post(api(item), body, format="json").status_code == 400
    assert not QuestionFlag.objects.exists()


def test_a_guardian_reports_for_a_child_profile_only(question):
    child, teen = make_child_profile(), make_learner()
    guardian = make_learner()
    for ward in (child, teen):
        GuardianshipFactory(guardian=guardian, learner=ward.learner)
    assert Guardianship.objects.count() == 2

    of_child, of_teen = (
        client_of(guardian).post(
            api(answered(question, ward).quiz_item), {"kind": "typo"}, format="json"
        )
        for ward in (child, teen)
    )

    assert (of_child.status_code, of_teen.status_code) == (201, 403)
    assert QuestionFlag.objects.get().learner == child


def test_staff_report_nothing_for_a_learner(question, learner):
    item = answered(question, learner).quiz_item

    response = client_of(reviewer()).post(api(item), {"kind": "typo"}, format="json")

    assert response.status_code == 403


# -- the pages -----------------------------------------------------------------------------------


@pytest.fixture
def web(client, learner):
    client.force_login(learner)
    return client


def test_the_form_works_without_script_and_leads_back(web, question, learner):
    item = answered(question, learner).quiz_item
    form = {"kind": "key_wrong", "note": NOTE, "next": "/progress/"}

    sent = web.post(url(item), form)

    assert sent["Location"] == "/progress/"
    assert QuestionFlag.objects.get().note == NOTE
    assert web.post(url(item), {**form, "next": "https://evil.example/"})["Location"] == (
        "/questions/"
    )
    assert NOTE in web.get(url(item)).content.decode()
    web.post(url(item), {**form, "take_back": "yes"})
    assert not QuestionFlag.objects.exists()


def test_with_script_only_the_control_is_replaced(web, question, learner):
    item = answered(question, learner).quiz_item

    page = web.post(url(item), {"kind": "typo"}, headers={"HX-Request": "true"}).content.decode()
    refused = web.post(url(item), {"kind": "x", "note": "kept"}, headers={"HX-Request": "true"})

    assert page.lstrip().startswith("<details")
    assert "Thank you" in page
    assert ">kept</textarea>" in refused.content.decode()


def test_a_question_without_an_answer_shows_no_form_and_no_key(web, question, learner):
    item = asked(question, learner)

    assert web.get(url(item)).status_code == 404
    assert web.post(url(item), {"kind": "typo"}).status_code == 404
    assert not QuestionFlag.objects.exists()


def test_a_strangers_question_does_not_exist(web, question):
    item = answered(question).quiz_item

    assert web.get(url(item)).status_code == 404
    assert web.post(url(item), {"kind": "typo"}).status_code == 404


def test_html_in_a_note_is_text(web, question, learner):
    item = answered(question, learner).quiz_item
    web.post(url(item), {"kind": "typo", "note": "<script>alert(1)</script></textarea>"})

    for page in (url(item), "/questions/", "/reports/"):
        content = web.get(page).content.decode()
        assert "<script>alert" not in content
        assert "&lt;script&gt;alert(1)" in content


def test_my_questions_shows_all_flags_in_one_query(web, learner):
    counts = []
    for number in (2, 3, 4):
        flagged(imported(f"bank/{number}", status="released"), learner)
        with CaptureQueriesContext(connection) as captured:
            page = web.get("/questions/").content.decode()
        counts.append(len(captured))

    assert page.count("You reported a problem") == 3
    assert len(set(counts)) == 1


def test_a_reply_is_announced_read_and_marked(web, learner, question):
    flag = flagged(question, learner)
    answer_flags(question_id=question.pk, outcome="fixed", reply="We mended it.", by=reviewer().pk)

    assert "1 new reply" in web.get("/questions/").content.decode()
    reports = web.get("/reports/").content.decode()
    assert "We mended it." in reports
    assert "It was fixed" in reports
    assert "staff.example" not in reports
    web.post("/reports/")

    flag.refresh_from_db()
    assert flag.seen_at is not None
    assert "new reply" not in web.get("/questions/").content.decode()


@pytest.mark.usefixtures("curriculum")
def test_the_control_stands_beside_an_answer_and_not_before_it(web, learner):
    session, quiz = quizzing_session(learner)
    item = QuizItem.objects.get(quiz=quiz, position=1)
    before = web.get(f"/sessions/{session.pk}/quiz/").content.decode()
    answer_item(session_id=session.pk, item_id=item.pk, answer=_right(item))

    after = web.get(f"/sessions/{session.pk}/quiz/1/").content.decode()

    assert "Report a problem" not in before
    assert f'id="report-{item.pk}"' in after
    # Not within the answer's own form: forms do not nest.
    assert after.rindex("</form>", 0, after.index("Report a problem")) > after.index('name="item"')
    home = web.get("/").content.decode()
    assert "There is a reply" not in home
    set_flag(item=item, kind="typo")
    answer_flags(
        question_id=item.question_version.question_id, outcome="fixed", reply="x", by=reviewer().pk
    )
    assert "There is a reply" in web.get("/").content.decode()


def _right(item):
    from tutoring.judging import graded_key

    graded = graded_key(item)
    return graded.get("option") or graded.get("chosen") or graded.get("order")
