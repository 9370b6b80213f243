"""Questions of every kind on the quiz and the practice page, as they are without script."""

import re

import pytest
from django.urls import reverse
from django.utils.html import escape

from sessions_app.models import StudySession
from tests.factories import make_learner
from tests.tutoring.factories import quizzing_session
from tests.tutoring.typed_items import EXPLANATION, KINDS, SLUG, first_item
from tutoring import judging
from tutoring.models import Attempt

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("curriculum")]
HTMX = {"HX-Request": "true"}
TAGS = re.compile(r"<[^>]+>")
BY_PLACE = {"choice", "choice_set", "assertion_reason", "true_false"}


@pytest.fixture
def learner():
    return make_learner()


@pytest.fixture
def web(client, learner):
    client.force_login(learner)
    return client


class QuizPage:
    """The quiz page of a session whose first question is of a kind."""

    def __init__(self, web, learner, kind):
        self.web, self.kind = web, kind
        self.session, _ = quizzing_session(learner)
        self.item = first_item(self.session, kind)
        self.page = reverse("study:quiz", args=[self.session.pk])
        self.form = reverse("study:answer", args=[self.session.pk])
        self.answered = reverse("study:question", args=[self.session.pk, self.item.position])

    def shows(self, **extra) -> str:
        return self.web.get(self.page, **extra).content.decode()

    def fields(self, answer) -> dict:
        return {"item": self.item.pk, "kind": self.item.shown["response"]["kind"], **answer}

    def answers(self, answer, **extra):
        return self.web.post(self.form, self.fields(answer), follow=True, **extra)


class PracticePage(QuizPage):
    """The same on the practice page, where options are named by their places."""

    def __init__(self, web, learner, kind):
        self.web, self.kind = web, kind
        web.post("/practice/start/", {"subject": "Physics"})
        self.session = StudySession.objects.get(kind="practice")
        self.item = first_item(self.session, kind)
        self.page = reverse("study:practice", args=[self.session.pk])
        self.form = reverse("study:practice-answer", args=[self.session.pk])
        self.answered = reverse("study:practice-question", args=[self.session.pk, self.item.pk])

    def fields(self, answer) -> dict:
        fields = super().fields(answer)
        if "option" in fields:
            ids = [option["id"] for option in self.item.shown["options"]]
            chosen = fields["option"]
            chosen = [chosen] if isinstance(chosen, str) else chosen
            fields["option"] = [ids.index(option) for option in chosen]
        return fields


PAGES = {"quiz": QuizPage, "practice": PracticePage}
every_page = pytest.mark.parametrize("place", PAGES)
every_kind = pytest.mark.parametrize("kind", KINDS)
# The practice page shares all but its form with the quiz page.
SHAPES = ("choice", "choice_set", "quantity", "sequence", "matching", "blanks")
every_shape = pytest.mark.parametrize(
    ("place", "kind"),
    [*(("quiz", kind) for kind in KINDS), *(("practice", kind) for kind in SHAPES)],
)


def words_of(response) -> str:
    return " ".join(TAGS.sub(" ", response.content.decode()).split())


@every_page
@every_kind
def test_a_right_answer_is_right(web, learner, place, kind):
    at = PAGES[place](web, learner, kind)

    response = at.answers(KINDS[kind].right)

    assert response.redirect_chain[-1][0] == at.answered
    attempt = Attempt.objects.get(quiz_item=at.item)
    assert attempt.correct
    assert "Not quite" not in words_of(response)
    assert "Your answer" in words_of(response) or kind in BY_PLACE


@every_shape
def test_a_wrong_answer_is_told_with_the_right_one(web, learner, place, kind):
    at = PAGES[place](web, learner, kind)

    said = words_of(at.answers(KINDS[kind].wrong))

    assert not Attempt.objects.get(quiz_item=at.item).correct
    assert "Not quite." in said
    assert KINDS[kind].right_said in said
    assert EXPLANATION in said


@every_shape
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "part"])
def test_what_cannot_be_read_is_asked_again_and_not_recorded(web, learner, place, kind, headers):
    at = PAGES[place](web, learner, kind)

    response = at.answers(KINDS[kind].unreadable, headers=headers)

    assert response.status_code == 200
    assert not Attempt.objects.exists()
    content = response.content.decode()
    if kind in BY_PLACE:
        assert "Choose an answer first." in content
        return
    described = re.search(r'aria-describedby="([^"]*problem[^"]*)"', content)
    assert described
    note = described[1].split()[-1]
    assert f'id="{note}"' in content
    given = KINDS[kind].unreadable.get("answer", ())
    for text in [given] if isinstance(given, str) else given:
        assert f'value="{escape(text)}"' in content
    assert at.answers(KINDS[kind].right).status_code == 200
    assert Attempt.objects.get(quiz_item=at.item).correct


@every_page
@every_kind
def test_the_key_of_an_open_question_stands_in_no_byte(web, learner, place, kind):
    at = PAGES[place](web, learner, kind)
    secrets = [SLUG, EXPLANATION, "graded", "by_error", *KINDS[kind].secrets]

    pages = [at.shows(), at.shows(headers=HTMX)]
    pages += [at.answers(KINDS[kind].unreadable).content.decode()]
    pages += [at.answers({}, headers=HTMX).content.decode()]

    assert not Attempt.objects.exists()
    for content in pages:
        assert [secret for secret in secrets if escape(secret) in content] == []
        assert "option-right" not in content


@every_shape
def test_two_clicks_record_one_answer(web, learner, place, kind):
    at = PAGES[place](web, learner, kind)

    first, again = at.answers(KINDS[kind].right), at.answers(KINDS[kind].wrong)

    assert Attempt.objects.get(quiz_item=at.item).correct
    assert first.redirect_chain == again.redirect_chain


@pytest.mark.parametrize(
    ("kind", "answer", "said"),
    [
        ("integer", "-5713", "All is right but a sign."),
        ("scientific", "1.602e-18", "the power of ten is not"),
        ("quantity", "57.13", "its unit is missing"),
        ("significant", "9.807", "another number of figures"),
        ("fraction", "13/57", "upside down"),
    ],
)
def test_a_known_error_is_said_in_words(web, learner, kind, answer, said):
    at = QuizPage(web, learner, kind)

    assert said in words_of(at.answers({"answer": answer}))


def test_an_order_nobody_touched_is_asked_for_once_more(web, learner):
    at = QuizPage(web, learner, "sequence")
    untouched = {f"place-{name}": "" for name in "ABC"}

    content = at.answers(untouched).content.decode()

    assert "If the order is right as it stands, check again." in content
    assert re.findall(r"<option selected>(\d)</option>", content) == ["1", "2", "3"]
    assert not Attempt.objects.exists()


def test_of_several_blanks_the_unreadable_one_is_named(web, learner):
    at = QuizPage(web, learner, "blanks")

    content = at.answers({"answer": ["5713", " "]}).content.decode()

    assert 'id="answer-2-problem"' in content
    assert 'id="answer-1-problem"' not in content


def test_mistakes_of_every_kind_are_reviewed_in_words(web, learner):
    session, _ = quizzing_session(learner)
    for kind in ("quantity", "sequence", "matching", "choice_set", "blanks"):
        item = first_item(session, kind)
        fields = {"item": item.pk, "kind": item.shown["response"]["kind"], **KINDS[kind].wrong}
        web.post(reverse("study:answer", args=[session.pk]), fields)

    said = words_of(web.get(reverse("study:analysis", args=[session.pk])))

    for words in ("57.13 s", "57.13 m/s", "The order is right, but", "Energy: joule; watt",
                  "Energy: joule", "Rain Snow", "Snow Hail", "5713; catalyst"):  # fmt: skip
        assert words in said


@pytest.mark.parametrize("kind", ["forged", "sequence", "matching", "blanks", "choice_set"])
def test_a_forged_kind_records_nothing_wrong(web, learner, kind):
    at = QuizPage(web, learner, "integer")

    response = web.post(at.form, {"item": at.item.pk, "kind": kind, "place-x": "1", "match-y": "2"})

    assert response.status_code in {200, 302}
    assert not Attempt.objects.exists()


def test_the_list_of_keys_fits_the_kind(web, learner):
    assert "<kbd>T</kbd>" in QuizPage(web, learner, "true_false").shows()
    other = make_learner()
    web.force_login(other)
    assert "starts to write the answer" in QuizPage(web, other, "integer").shows()


def test_a_proof_is_made_ahead_whatever_kind_the_form_says(web, learner):
    at = QuizPage(web, learner, "expression")
    judging._judged.cache_clear()

    at.answers({**KINDS["expression"].right, "kind": "term"})

    judged = judging._judged.cache_info()
    assert Attempt.objects.get(quiz_item=at.item).correct
    assert (judged.misses, judged.hits) == (1, 1)  # made once; under the lock it is at hand
