"""Asking a model and waiting no longer than the deadline, whatever the network does."""

import queue
import threading
import time
from importlib.util import find_spec
from typing import TypeVar

from django.conf import settings
from pydantic import BaseModel

from tutoring.agents.model import memory
from tutoring.agents.model.errors import ModelUnavailable
from tutoring.agents.model.question import Endpoint, ModelQuestion
from tutoring.agents.turns import Failure, Spent

GRACE_SECONDS = 0.5  # for the call's own end at its deadline, before it is given up from outside
OUTAGES = frozenset(
    {Failure.TIMEOUT, Failure.RATE_LIMITED, Failure.PROVIDER_ERROR, Failure.UNREACHABLE}
)
Words = TypeVar("Words", bound=BaseModel)


class ModelCaller:
    """Asks one endpoint for one agent; all its calls share one deadline.

    ``spent`` is what the last call took; ``was_asked`` tells whether there was one.
    """

    def __init__(self, endpoint: Endpoint | None = None, *, seconds: float | None = None) -> None:
        self.endpoint = endpoint or Endpoint.from_settings()
        self.seconds = settings.MODEL_DEADLINE_SECONDS if seconds is None else seconds
        self.spent = Spent()
        self.was_asked = False

    def ask(self, question: ModelQuestion[Words]) -> Words:
        """Return valid words, remembered ones if this was asked before.

        Raises ModelUnavailable: not configured, resting after an outage, or no valid answer.
        """
        self.begin()
        key = question.fingerprint(self.endpoint)
        known = memory.remembered(key)
        if known is not None:
            return question.output_type.model_validate_json(known)
        started = time.monotonic()
        try:
            words, self.spent = _run_bounded(question, self.endpoint, self.seconds)
        except ModelUnavailable as error:
            self.spent = error.spent
            if error.failure in OUTAGES:
                memory.rest(self.endpoint.provider)
            raise
        finally:
            self.seconds = max(0.0, self.seconds - (time.monotonic() - started))
        memory.remember(key, words.model_dump_json())
        return words

    def begin(self) -> None:
        """Note that the model is asked. Raises ModelUnavailable when it cannot be."""
        self.spent, self.was_asked = Spent(), True
        self._require_ready()

    def _require_ready(self) -> None:
        if not self.endpoint.model:
            raise ModelUnavailable(Failure.NOT_CONFIGURED)
        if find_spec("pydantic_ai") is None:
            raise ModelUnavailable(Failure.NOT_INSTALLED)
        if self.seconds <= 0:
            raise ModelUnavailable(Failure.TIMEOUT)
        if memory.is_resting(self.endpoint.provider):
            raise ModelUnavailable(Failure.RESTING)


def _run_bounded(
    question: ModelQuestion[Words], endpoint: Endpoint, seconds: float
) -> tuple[Words, Spent]:
    """Run the call in a thread of its own: a name look-up, say, cannot be interrupted."""
    outcome: queue.SimpleQueue[tuple[Words, Spent] | ModelUnavailable] = queue.SimpleQueue()

    def work() -> None:
        try:
            outcome.put(_run(question, endpoint, seconds))
        except ModelUnavailable as error:
            outcome.put(error)

    threading.Thread(target=work, name="model-call", daemon=True).start()
    try:
        found = outcome.get(timeout=seconds + GRACE_SECONDS)
    except queue.Empty:
        raise ModelUnavailable(Failure.TIMEOUT) from None
    if isinstance(found, ModelUnavailable):
        raise found
    return found


def _run(question: ModelQuestion[Words], endpoint: Endpoint, seconds: float) -> tuple[Words, Spent]:
    try:
        from tutoring.agents.model import provider  # noqa: PLC0415 -- loads the optional extra
    except ImportError as error:
        raise ModelUnavailable(Failure.NOT_INSTALLED) from error
    return provider.run(question, endpoint, seconds=seconds)
