"""Answers and lessons from the curriculum's own sections, found by the words of the learner."""

import re
from collections.abc import Iterable

from tutoring.agents.answering import LessonAnswer, LessonQuestion, latest_question
from tutoring.agents.requests import LessonRequest
from tutoring.agents.shapes import TutorExplanation
from tutoring.retrieval import Found, best_section, sections_of

SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
MAX_SENTENCES = 30  # of a context that are looked up
FEWEST_STEPS = 2


def lesson_of(question: LessonQuestion) -> TutorExplanation:
    """Return the lesson a question is about."""
    return TutorExplanation.model_validate({**question.lesson, "topic": question.topic})


def answer_from_lesson(question: LessonQuestion) -> LessonAnswer:
    """Return the section of the lesson that speaks of a question, or say that none does.

    A question without words of its own ("why?") is read together with the one before it.
    """
    lesson = lesson_of(question)
    sections = sections_of(lesson)
    found = best_section(question.question, sections)
    before = latest_question(question.history)
    if found is None and before:
        found = best_section(f"{before} {question.question}", sections)
    if found is None:
        return unknown(lesson)
    return LessonAnswer(found.section.text.strip(), found.section.title, found.section.anchor)


def unknown(lesson: TutorExplanation) -> LessonAnswer:
    """Say that the lesson does not speak of it, and what it does speak of."""
    titles = ", ".join(step.title for step in lesson.steps)
    return LessonAnswer(
        f"I do not know: the lesson on {lesson.topic} does not speak of this. It covers: {titles}."
    )


def fitted_lesson(request: LessonRequest) -> TutorExplanation:
    """Return the lesson at its difficulty, with the section that the learner asked about in front.

    Easy: the first half of the steps, with their analogies; medium: all of it; hard: all steps,
    without analogies.
    """
    lesson = TutorExplanation.model_validate({**request.lesson, "topic": request.topic})
    steps = lesson.steps
    if request.difficulty == "easy":
        steps = steps[: max(FEWEST_STEPS, (len(steps) + 1) // 2)]
    elif request.difficulty == "hard":
        steps = [step.model_copy(update={"analogy": None}) for step in steps]
    found = _asked_about(request, lesson)
    intuition = lesson.intuition
    if found is not None and found.section.anchor != "idea":
        first = found.section.text.strip().split("\n\n")[0]
        intuition = f"{intuition.strip()}\n\nYou asked about this: {found.section.title}. {first}"
    return lesson.model_copy(update={"steps": steps, "intuition": intuition})


def _asked_about(request: LessonRequest, lesson: TutorExplanation) -> Found | None:
    """Return the section that the conversation, or else the context, speaks of most plainly."""
    sections = sections_of(lesson)
    for texts in ([latest_question(request.history)], _sentences(request.context)):
        found = [best_section(text, sections) for text in texts if text.strip()]
        best = max(
            (one for one in found if one is not None), key=lambda one: one.covered, default=None
        )
        if best is not None:
            return best
    return None


def _sentences(text: str) -> Iterable[str]:
    return [part for part in SENTENCE_END.split(text) if part.strip()][:MAX_SENTENCES]
