"""The misconception agent by model: the catalogue's entry in words for this answer."""

from tutoring.agents.builtin.misconception import BuiltinMisconceptionAgent
from tutoring.agents.model.caller import ModelCaller
from tutoring.agents.model.checks import refuse_markup, refuse_other_subjects
from tutoring.agents.model.question import ModelQuestion
from tutoring.agents.model.words import MisconceptionWords
from tutoring.agents.requests import WrongAnswer
from tutoring.agents.shapes import MisconceptionAnalysis


class ModelMisconceptionAgent:
    """Words only: which belief it is and the redemption question come from the bank.

    Worked solutions and questions of the bank are not sent: they hold keys.
    """

    def __init__(self, caller: ModelCaller | None = None) -> None:
        self.caller = caller or ModelCaller()

    def analyse(self, answer: WrongAnswer) -> MisconceptionAnalysis:
        """Return the analysis; without a known belief the built-in one. Raises ModelUnavailable."""
        found = BuiltinMisconceptionAgent().analyse(answer)
        entry = answer.misconception
        if entry is None:
            return found
        known = {
            "name": entry.name,
            "confusion": entry.confusion,
            "counter_example": entry.counter_example,
            "correction": entry.correction,
        }

        def check(words: MisconceptionWords) -> None:
            texts = list(words.model_dump().values())
            refuse_markup(texts)
            refuse_other_subjects(texts, known.values())

        data = {"option_text": answer.option_text, "misconception": known}
        words = self.caller.ask(ModelQuestion("misconception", data, MisconceptionWords, check))
        return MisconceptionAnalysis.model_validate({**found.model_dump(), **words.model_dump()})
