"""The ledger of misconceptions: suspected, confirmed, resolved on two days, and back."""

from datetime import UTC, datetime, timedelta

import pytest

from sessions_app.services.write_path import lock_session
from tests.factories import make_learner
from tests.tutoring.factories import bank_question, quizzing_session, wrong_option
from tutoring.agents.builtin.quizmaster import BuiltinQuizmaster
from tutoring.agents.requests import QuizRequest
from tutoring.mastery.beliefs import SLIP, prior, weighed
from tutoring.models import Attempt, LearnerMisconception, QuizItem
from tutoring.selectors.misconceptions import causes_of, misconceptions_to_probe
from tutoring.services.attempts import NEEDED, NOT_ANSWERED, Recorded, record_attempt
from tutoring.states import MisconceptionState

SUSPECTED, CONFIRMED, RESOLVED = MisconceptionState.values
START = datetime(2026, 3, 2, 6, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


class Walk:
    """A learner who answers questions that all offer the same trap, at times we choose."""

    def __init__(self, zone: str = "Asia/Kolkata", questions: int = 10) -> None:
        self.session, quiz = quizzing_session(make_learner(timezone=zone))
        self.user = self.session.user
        first = quiz.items.order_by("position").first()
        self.slug = first.key["misconceptions"][wrong_option(first)]
        for item in quiz.items.all():
            item.key["misconceptions"][wrong_option(item)] = self.slug
            item.save(update_fields=["key"])
        self.waiting = list(quiz.items.order_by("position"))
        items = self.waiting[:]
        for number in range(len(items), questions):
            copy = QuizItem.objects.get(pk=items[number % len(items)].pk)
            copy.pk, copy.position = None, number + 1
            copy._state.adding = True
            copy.id = QuizItem._meta.pk.get_default()
            copy.save(force_insert=True)
            self.waiting.append(copy)

    def answer(self, *, right: bool, at: datetime, **values) -> Recorded:
        lock_session(self.session.pk)
        item = QuizItem.objects.select_related(*NEEDED).get(pk=self.waiting.pop(0).pk)
        return record_attempt(
            learner_id=self.user.pk,
            item=item,
            answer=values.pop("answer", item.key["option"] if right else wrong_option(item)),
            session=self.session,
            time_spent_ms=1000,
            at=at,
            **values,
        )

    def row(self) -> LearnerMisconception:
        rows = LearnerMisconception.objects.filter(learner=self.user)
        return rows.filter(misconception__slug=self.slug).order_by("pk").last()


@pytest.fixture
def walk(curriculum):
    return Walk()


def test_prior_shares_what_a_slip_leaves():
    causes = prior(["b", "a", "a"])

    assert causes == {SLIP: 0.3, "a": 0.35, "b": 0.35}


def test_two_agreeing_signs_leave_little_to_rivals():
    causes = prior(["own", "left", "absent"])

    once = weighed(causes, betrayed="own", offered={"own", "left"})
    twice = weighed(once, betrayed="own", offered={"own", "left"})

    assert sum(once.values()) == pytest.approx(1)
    assert once["own"] > once["absent"] > once["left"]
    assert twice["own"] > once["own"] > causes["own"]
    assert twice["own"] > 0.9


def test_right_answer_weakens_the_cause_whose_option_was_left():
    causes = {"own": 0.5, "rival": 0.3, SLIP: 0.2}

    after = weighed(causes, betrayed=None, offered={"own"})

    assert after["own"] < causes["own"]
    assert after["rival"] > causes["rival"]
    assert after[SLIP] > causes[SLIP]


def test_ledger_walk_from_suspicion_to_resolution_and_back(walk):
    walk.answer(right=False, at=START)
    assert (walk.row().state, len(walk.row().evidence)) == (SUSPECTED, 1)
    suspected = causes_of(walk.row())
    walk.answer(right=False, at=START + HOUR)
    assert (walk.row().state, len(walk.row().evidence)) == (CONFIRMED, 2)
    assert causes_of(walk.row())[walk.slug] > suspected[walk.slug]

    walk.answer(right=True, at=START + 2 * HOUR)
    walk.answer(right=True, at=START + 3 * HOUR)
    assert (walk.row().state, walk.row().clean_days) == (CONFIRMED, ["2026-03-02"])
    walk.answer(right=True, at=START + DAY)
    resolved = walk.row()
    assert (resolved.state, resolved.resolved_at) == (RESOLVED, START + DAY)
    assert resolved.clean_days == ["2026-03-02", "2026-03-03"]

    walk.answer(right=False, at=START + 2 * DAY)
    back = walk.row()
    assert (back.state, len(back.evidence), back.clean_days) == (SUSPECTED, 1, [])
    assert back.pk != resolved.pk
    resolved.refresh_from_db()
    assert resolved.state == RESOLVED


def test_relapse_between_probes_begins_the_days_anew(walk):
    walk.answer(right=False, at=START)
    walk.answer(right=True, at=START + HOUR)
    walk.answer(right=False, at=START + 2 * HOUR)

    walk.answer(right=True, at=START + DAY)
    assert (walk.row().state, walk.row().clean_days) == (CONFIRMED, ["2026-03-03"])
    walk.answer(right=True, at=START + 2 * DAY)
    assert walk.row().state == RESOLVED


@pytest.mark.parametrize(
    ("zone", "state"), [("Asia/Kolkata", RESOLVED), ("America/New_York", SUSPECTED)]
)
def test_days_are_the_learners_own(curriculum, zone, state):
    walk = Walk(zone)
    before_midnight = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)  # 23:30 in Kolkata
    walk.answer(right=False, at=before_midnight - HOUR)
    walk.answer(right=True, at=before_midnight)

    walk.answer(right=True, at=before_midnight + HOUR)

    assert walk.row().state == state


@pytest.mark.parametrize(
    "values", [{"aided": True}, {"answer": NOT_ANSWERED}], ids=["aided", "skipped"]
)
def test_aided_and_skipped_answers_say_nothing(walk, values):
    attempt, is_new, _ = walk.answer(right=False, at=START, **values)

    assert (is_new, attempt.correct, attempt.p) == (True, False, None)
    assert attempt.p_shown == pytest.approx(0.5)
    assert walk.row() is None
    walk.answer(right=False, at=START + HOUR)
    walk.answer(right=True, at=START + 2 * HOUR, aided=True)
    assert (walk.row().state, walk.row().clean_days) == (SUSPECTED, [])
    assert Attempt.objects.filter(learner=walk.user).count() == 3


def test_suspicion_names_rivals_whose_option_was_not_taken(walk):
    walk.answer(right=False, at=START)

    row = walk.row()
    causes = causes_of(row)
    assert walk.slug not in row.rivals
    assert sum(causes.values()) == pytest.approx(1)
    assert max(causes, key=causes.get) == walk.slug
    strongest = next(slug for slug in row.rivals if slug != SLIP)
    assert misconceptions_to_probe(walk.user.pk) == (walk.slug, strongest)


def test_quiz_prefers_the_question_that_separates_the_rivals():
    both = bank_question("both", options=_options("own", "rival", "else"), key={"option": "a"})
    alone = bank_question("alone", options=_options("own", "other", "else"), key={"option": "a"})
    none = bank_question("none", options=_options("x", "y", "z"), key={"option": "a"})
    for seed in range(10):
        request = QuizRequest("Topic", (none, alone, both), 1, seed, ("own", "rival"))
        (item,) = BuiltinQuizmaster().compose(request)
        assert item.version_id == "both"


def _options(*betrayed: str) -> tuple[dict, ...]:
    slugs = (None, *betrayed)
    return tuple(
        {"id": letter, "text": f"{letter} {slug}", "misconception": slug}
        for letter, slug in zip("abcd", slugs, strict=True)
    )
