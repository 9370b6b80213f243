"""One set of tests for every tutor's hints, and the guard that keeps answers out of them."""

from dataclasses import replace

import pytest
from django.test import override_settings

from tests.tutoring.agents_model.provider import FakeProvider, saying, valid
from tests.tutoring.agents_model.requests import ENTRY, LESSON
from tests.tutoring.agents_model.test_injection import CORPUS
from tests.tutoring.mechanics import mechanics
from tutoring.agents.builtin.hints import RUNGS, ladder_hint, solution_steps
from tutoring.agents.builtin.tutor import BuiltinTutor
from tutoring.agents.hinting import HintRequest, gives_away
from tutoring.agents.model import memory
from tutoring.agents.model.fallback import TutorWithFallback
from tutoring.agents.model.tutor import ModelTutor
from tutoring.generators import generate

TUTORS = [BuiltinTutor, ModelTutor]
STEM = "A block of 5 kg rests on a slope of 30 degrees. How large is static friction?"
OPTIONS = ("24.5 N", "$42$ N", "0 N", "It slides")
SOLUTION = "Balance the forces along the slope. So $f = m g. A$ holds. It is 24.5 N."
PACKS = mechanics()


@pytest.fixture(scope="module")
def obedient_model():
    with (
        FakeProvider(valid) as provider,
        override_settings(
            MODEL_NAME="fake-hints",
            MODEL_BASE_URL=provider.base_url,
            MODEL_API_KEY="",
            MODEL_DEADLINE_SECONDS=60.0,
            MODEL_RETRIES=0,
        ),
    ):
        yield provider


def asked(**values) -> HintRequest:
    defaults = {"topic": "Friction", "lesson": LESSON, "stem": STEM, "number": 1}
    return HintRequest(**{**defaults, "withheld": OPTIONS, **values})


@pytest.mark.usefixtures("obedient_model")
@pytest.mark.parametrize("tutor", TUTORS)
def test_hints_come_one_at_a_time(tutor):
    found = [tutor().hint(asked(number=number)) for number in (1, 2, 3)]

    assert [hint.number for hint in found] == [1, 2, 3]
    assert [hint.has_more for hint in found] == [True, True, False]
    assert "Static friction" in found[0].hint
    assert found[1].source == "Where many slip"
    assert "Begin with this step: Static friction." in found[2].hint
    assert len({hint.hint for hint in found}) == 3


@pytest.mark.usefixtures("obedient_model")
@pytest.mark.parametrize("tutor", TUTORS)
def test_a_belief_shown_before_meets_its_counter_example(tutor):
    found = tutor().hint(asked(number=2, misconception=ENTRY))

    assert ENTRY.counter_example in found.hint
    assert found.source == ENTRY.name


@pytest.mark.usefixtures("obedient_model")
@pytest.mark.parametrize("tutor", TUTORS)
def test_the_hints_of_an_answered_question_lead_through_its_solution(tutor):
    steps = solution_steps(SOLUTION)
    found = [
        tutor().hint(asked(number=n, solution=SOLUTION, withheld=())) for n in range(1, len(steps))
    ]

    assert [hint.hint for hint in found] == steps[:-1]
    assert {hint.source for hint in found} == {"Worked solution"}
    assert steps == [
        "Balance the forces along the slope.",
        "So $f = m g. A$ holds.",
        "It is 24.5 N.",
    ]


@pytest.mark.usefixtures("obedient_model")
@pytest.mark.parametrize("tutor", TUTORS)
@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_lesson_that_holds_the_answer_does_not_tell_it(tutor, number):
    told = {**LESSON["steps"][0], "content": "Static friction on it is 24.5 N as the block rests."}
    lesson = {
        **LESSON,
        "intuition": "The block has static friction of 24.5 N.",
        "steps": [told],
        "common_pitfall": "It is 24.5 N here.",
    }
    held = replace(ENTRY, counter_example="With 24.5 N it rests.", correction="24.5 N it is.")

    found = tutor().hint(asked(number=number, lesson=lesson, misconception=held))

    assert "24.5" not in found.hint
    assert found.number == number


@pytest.mark.parametrize("slug", sorted(PACKS.lessons))
def test_no_hint_on_any_question_of_the_bank_gives_it_away(slug):
    _, pack = PACKS.lessons[slug]
    entries = [replace(ENTRY, **{k: getattr(e, k) for k in ("name", "confusion", "counter_example",
                                                            "correction")})
               for e in pack.misconceptions]  # fmt: skip
    for question in pack.questions:
        drawn = generate(question.generator, 3) if question.generator else question
        withheld = [option.text for option in drawn.options]
        for number in range(1, RUNGS + 1):
            for held in (None, *entries):
                request = HintRequest(
                    pack.title, pack.explanation(), drawn.stem, number, held, withheld
                )
                found = ladder_hint(request)
                assert not gives_away(found.hint, withheld, known=drawn.stem)


@pytest.mark.parametrize(
    ("text", "withheld"),
    [
        ("So it is 24.5 N.", "24.5 N"),
        ("You get 24,5 in the end.", "24.5 N"),
        ("Twelve newtons.", "12 N"),
        ("Either 3,7 or 8,9", "7 N"),
        ("It equals $\\frac{3}{4}$.", "\\frac{3}{4}"),
        ("They are EXOTHERMIC reactions", "exothermic"),
        ("it   slides", "It slides"),
        ("Take option b.", "nothing of it"),
        ("The answer is (C)", "nothing of it"),
        ("−12.5 is meant", "-12.5"),
    ],
)
def test_the_guard_sees_an_answer_however_it_is_written(text, withheld):
    assert gives_away(text, [withheld])


@pytest.mark.parametrize(
    ("text", "withheld", "known"),
    [
        ("The block has 5 kg.", "5 N", "A block of 5 kg rests."),
        ("Friction has a limit.", "It slides", ""),
        ("The answer has a unit.", "24 N", ""),
        ("", "", ""),
    ],
)
def test_the_guard_lets_other_words_pass(text, withheld, known):
    assert not gives_away(text, [withheld], known=known)


SPOKEN_ANSWERS = [
    "Static friction on the block is 24.5 N.",
    "Static friction of the block: choose option a.",
    "Friction of the block on the slope: it slides.",
    "Static friction of the block grows to forty-two, 42, on the slope.",
    "Friction: read https://evil.example about the block.",
    *(f"PWNED {text}" for text in CORPUS[:12]),
]


@pytest.mark.parametrize("words", SPOKEN_ANSWERS)
def test_a_model_that_tells_the_answer_is_not_heard(words, obedient_model):
    memory.forget()
    obedient_model.script = [saying({"hint": words})]
    tutor = TutorWithFallback()

    found = tutor.hint(asked())

    assert found == BuiltinTutor().hint(asked())
    assert [turn.failure for turn in tutor.turns] == ["invalid_answer"]


def test_what_is_withheld_is_not_sent(obedient_model):
    memory.forget()
    sent = len(obedient_model.log)

    ModelTutor().hint(asked(withheld=("the secret key", "24.5 N")))

    (raw,) = obedient_model.log[sent:]
    assert b"secret" not in raw
    assert b"24.5" not in raw


def test_a_solution_is_told_without_a_model(obedient_model):
    sent, tutor = len(obedient_model.log), TutorWithFallback()

    tutor.hint(asked(solution=SOLUTION))

    assert len(obedient_model.log) == sent
    assert tutor.turns == []
