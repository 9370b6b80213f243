"""Hints by model: it sees the question and the lesson, never options or key."""

from typing import Annotated

from pydantic import StringConstraints

from tutoring.agents.builtin.hints import ladder_hint, lesson_texts
from tutoring.agents.hinting import Hint, HintRequest, gives_away
from tutoring.agents.model.caller import ModelCaller
from tutoring.agents.model.checks import refuse_figures, refuse_markup, refuse_other_subjects
from tutoring.agents.model.errors import AnswerRefused
from tutoring.agents.model.question import ModelQuestion
from tutoring.agents.shapes import Shape


class HintWords(Shape):
    hint: Annotated[str, StringConstraints(min_length=1, max_length=600)]


def model_hint(request: HintRequest, caller: ModelCaller) -> Hint:
    """Return the built-in hint of this number in the model's words. Raises ModelUnavailable.

    On an answered question the built-in one stands: the worked solution needs no other words.
    """
    found = ladder_hint(request)
    if request.solution:
        return found
    known = [request.topic, request.stem, found.hint, *lesson_texts(request.lesson)]
    if request.misconception is not None:
        held = request.misconception
        known += [held.name, held.confusion, held.counter_example, held.correction]

    def check(words: HintWords) -> None:
        refuse_markup([words.hint])
        refuse_other_subjects([words.hint], known)
        refuse_figures([words.hint], known)
        if gives_away(words.hint, request.withheld, known=request.stem):
            raise AnswerRefused("Do not name an answer; say how to find it.")

    data = {
        "question": request.stem,
        "topic": request.topic,
        "number": found.number,
        "hint": found.hint,
        "lesson": lesson_texts(request.lesson),
    }
    words = caller.ask(ModelQuestion("hint", data, HintWords, check))
    return found.model_copy(update={"hint": words.hint})
