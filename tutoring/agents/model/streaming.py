"""Text of a model as it comes: checked a paragraph at a time, within the caller's deadline."""

import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from tutoring.agents.model import memory
from tutoring.agents.model.caller import GRACE_SECONDS, OUTAGES, ModelCaller
from tutoring.agents.model.checks import stems
from tutoring.agents.model.errors import AnswerRefused, ModelUnavailable
from tutoring.agents.model.question import Endpoint, Reader, TextQuestion
from tutoring.agents.turns import Failure, Spent

MAX_CHARACTERS = 30_000
FEWEST_WORDS = 4  # of a paragraph that is judged alone; a shorter one waits for the next
PARAGRAPH_END = "\n\n"


@dataclass(frozen=True)
class Ended:
    """How the model's text ended: ``failure`` when it is not whole."""

    spent: Spent
    failure: Failure | None = None


def stream_words(caller: ModelCaller, question: TextQuestion) -> Iterator[str]:
    """Yield paragraphs of the model's text as soon as each is there and was found fit.

    What came before a failure has been yielded. Raises ModelUnavailable: nothing more comes.
    """
    caller.begin()
    started = time.monotonic()
    try:
        yield from _fit(_parts(caller, question), question.check)
    except ModelUnavailable as error:
        if error.failure in OUTAGES:
            memory.rest(caller.endpoint.provider)
        raise
    finally:
        caller.seconds = max(0.0, caller.seconds - (time.monotonic() - started))


def _parts(caller: ModelCaller, question: TextQuestion) -> Iterator[str]:
    """Yield the text as the model sends it, from a thread of its own.

    A reader that goes away stops the thread at its next part.
    """
    until = time.monotonic() + caller.seconds + GRACE_SECONDS
    parts: queue.SimpleQueue[str | Ended] = queue.SimpleQueue()
    left = threading.Event()
    work = (question, caller.endpoint, caller.seconds, parts, left)
    threading.Thread(target=_work, args=work, name="model-stream", daemon=True).start()
    try:
        while not isinstance(part := _next(parts, until), Ended):
            yield part
    finally:
        left.set()
    caller.spent = part.spent
    if part.failure is not None:
        raise ModelUnavailable(part.failure, part.spent)


def _next(parts: "queue.SimpleQueue[str | Ended]", until: float) -> str | Ended:
    try:
        return parts.get(timeout=max(0.0, until - time.monotonic()))
    except queue.Empty:
        return Ended(Spent(), Failure.TIMEOUT)


def _work(
    question: TextQuestion,
    endpoint: Endpoint,
    seconds: float,
    parts: "queue.SimpleQueue[str | Ended]",
    left: threading.Event,
) -> None:
    try:
        from tutoring.agents.model import provider  # noqa: PLC0415 -- loads the optional extra
    except ImportError:
        parts.put(Ended(Spent(), Failure.NOT_INSTALLED))
        return
    try:
        reader = Reader(parts.put, left.is_set)
        spent = provider.stream(question, endpoint, seconds=seconds, reader=reader)
        parts.put(Ended(spent))
    except ModelUnavailable as error:
        parts.put(Ended(error.spent, error.failure))


def _fit(parts: Iterable[str], check: Callable[[str], None]) -> Iterator[str]:
    """Yield whole paragraphs that the check lets pass; raise ModelUnavailable at the first other.

    What stands before a cut and is no whole paragraph is not told: it may end within a sentence.
    """
    waiting, total = "", 0
    for part in parts:
        total += len(part)
        if total > MAX_CHARACTERS:
            raise ModelUnavailable(Failure.TOO_LARGE)
        waiting += part
        *whole, rest = waiting.split(PARAGRAPH_END)
        ready = PARAGRAPH_END.join(whole)
        if len(stems(ready)) >= FEWEST_WORDS:
            _checked(ready, check)
            yield ready + PARAGRAPH_END
            waiting = rest
    if not total:
        raise ModelUnavailable(Failure.INVALID_ANSWER)
    if waiting.strip():
        _checked(waiting, check)
        yield waiting


def _checked(text: str, check: Callable[[str], None]) -> None:
    try:
        check(text)
    except AnswerRefused as refusal:
        raise ModelUnavailable(Failure.INVALID_ANSWER) from refusal
