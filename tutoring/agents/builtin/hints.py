"""The ladder of hints: the idea, where it fails, the first step; on answered questions the way.

While a question is open every rung comes from the lesson and the catalogue alone. A rung that
would hold an answer is told in plainer words, in the end by naming the place to read.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tutoring.agents.hinting import MAX_HINT_LENGTH, Hint, HintRequest, gives_away
from tutoring.agents.shapes import TutorExplanation
from tutoring.retrieval import Section, sections_of, stems_of

SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[^a-z\s])")
RUNGS = 3
SOLUTION = "Worked solution"
NOTHING_MORE = "Read the lesson again from its beginning, then try once more."


@dataclass(frozen=True)
class Wording:
    """One way to say a rung, and where it comes from."""

    text: str
    source: str


def ladder_hint(request: HintRequest) -> Hint:
    """Return the hint of a number; the last one again for any number above."""
    if request.solution:
        return _solution_step(request)
    number = min(request.number, RUNGS)
    lesson = TutorExplanation.model_validate({**request.lesson, "topic": request.topic})
    rung = (_idea, _where_it_fails, _first_step)[number - 1]
    chosen = next(
        (wording for wording in rung(request, lesson) if _may_be_said(wording, request)),
        Wording(NOTHING_MORE, "The lesson"),
    )
    return Hint(
        number=number,
        hint=chosen.text.strip()[:MAX_HINT_LENGTH],
        source=chosen.source,
        has_more=number < RUNGS,
    )


def _may_be_said(wording: Wording, request: HintRequest) -> bool:
    return not gives_away(f"{wording.text} {wording.source}", request.withheld, known=request.stem)


def _idea(request: HintRequest, lesson: TutorExplanation) -> Iterator[Wording]:
    section = _nearest(request.stem, sections_of(lesson)[:-2])
    reread = f"Read “{section.title}” in the lesson again."
    yield Wording(f"{_first_sentences(section.text, 2)}\n\n{reread}", section.title)
    yield Wording(f"{_first_sentences(lesson.intuition, 1)}\n\n{reread}", section.title)
    yield Wording(reread, section.title)


def _where_it_fails(request: HintRequest, lesson: TutorExplanation) -> Iterator[Wording]:
    held = request.misconception
    if held is not None:
        yield Wording(f"{held.counter_example}\n\nDoes your idea fit this case?", held.name)
        yield Wording(f"{held.correction}", held.name)
    pitfall = "Where many slip"
    yield Wording(lesson.common_pitfall, pitfall)
    yield Wording(_first_sentences(lesson.common_pitfall, 1), pitfall)
    yield Wording(f"Read “{pitfall}” in the lesson: is that what happened here?", pitfall)


def _first_step(request: HintRequest, lesson: TutorExplanation) -> Iterator[Wording]:
    steps = [s for s in sections_of(lesson) if s.anchor.startswith("step-")]
    step = _nearest(request.stem, steps)
    begin = f"Begin with this step: {step.title}."
    yield Wording(f"{begin}\n\n{_first_sentences(step.text, 2)}", step.title)
    yield Wording(f"{begin} Write down what the question gives, then what it asks for.", step.title)
    yield Wording("Write down what the question gives, then what it asks for.", "The lesson")


def _nearest(stem: str, sections: Sequence[Section]) -> Section:
    """Return the section that shares most with a question; rare words and titles count more."""
    wanted = set(stems_of(stem))
    titles = [wanted & set(stems_of(section.title)) for section in sections]
    shared = [
        wanted & set(stems_of(section.text)) | t
        for section, t in zip(sections, titles, strict=True)
    ]
    holding = Counter(word for words in shared for word in words)

    def closeness(place: int) -> float:
        return sum(1 / holding[word] for words in (shared, titles) for word in words[place])

    return sections[max(range(len(sections)), key=closeness)]


def _first_sentences(text: str, count: int) -> str:
    return " ".join(SENTENCE_END.split(" ".join(text.split()))[:count])


def _solution_step(request: HintRequest) -> Hint:
    steps = solution_steps(request.solution)
    number = min(request.number, len(steps))
    return Hint(
        number=number,
        hint=steps[number - 1][:MAX_HINT_LENGTH],
        source=SOLUTION,
        has_more=number < len(steps),
    )


def solution_steps(solution: str) -> list[str]:
    """Return a worked solution one sentence a step; what stands between dollars stays whole."""
    steps: list[str] = []
    for sentence in SENTENCE_END.split(solution.strip()):
        if steps and steps[-1].count("$") % 2:
            steps[-1] = f"{steps[-1]} {sentence}"
        else:
            steps.append(sentence)
    return steps


def lesson_texts(lesson: Mapping[str, Any]) -> list[str]:
    """Return everything a lesson tells; its practice question is for the learner."""
    steps = [f"{s['title']} {s['content']} {s.get('analogy') or ''}" for s in lesson["steps"]]
    whole = ("intuition", "real_world_example", "common_pitfall")
    return [*(lesson[name] for name in whole), *steps]
