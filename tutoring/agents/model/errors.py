"""Why a model gives no answer."""

from tutoring.agents.turns import Failure, Spent


class ModelUnavailable(Exception):
    """No valid answer came in time; ``spent`` is what was used all the same."""

    def __init__(self, failure: Failure, spent: Spent | None = None) -> None:
        super().__init__(failure.value)
        self.failure = failure
        self.spent = spent or Spent()


class AnswerRefused(ValueError):
    """A well-formed answer says what it must not; the message tells the model what to change."""
