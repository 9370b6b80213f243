"""One run of a model through pydantic-ai. Imported by a call only: it loads the optional extra."""

import asyncio
import json
import time
from collections.abc import Callable
from typing import TypeVar

import httpx2
from openai import AsyncOpenAI
from pydantic import BaseModel
from pydantic_ai import Agent, ModelRetry, NativeOutput
from pydantic_ai.exceptions import (
    ModelAPIError,
    ModelHTTPError,
    UserError,
)
from pydantic_ai.messages import ModelResponse
from pydantic_ai.models import Model, infer_model
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider
from pydantic_ai.usage import RunUsage, UsageLimits

from tutoring.agents.model.errors import AnswerRefused, ModelUnavailable
from tutoring.agents.model.question import Endpoint, ModelQuestion, Reader, TextQuestion
from tutoring.agents.model.transport import (
    AnswerTooLarge,
    BoundedTransport,
    StreamingTransport,
)
from tutoring.agents.turns import Failure, Spent

OPENAI_PREFIX = "openai:"
Words = TypeVar("Words", bound=BaseModel)


def run(
    question: ModelQuestion[Words], endpoint: Endpoint, *, seconds: float
) -> tuple[Words, Spent]:
    """Ask and return the validated words with what they cost; raise ModelUnavailable."""
    usage = RunUsage()
    try:
        return asyncio.run(_bounded(question, endpoint, seconds, usage))
    except Exception as error:
        # Whatever a provider or its library does, the built-in agent can still answer.
        raise ModelUnavailable(_failure(error), _spent(usage)) from error


async def _bounded(
    question: ModelQuestion[Words], endpoint: Endpoint, seconds: float, usage: RunUsage
) -> tuple[Words, Spent]:
    async with asyncio.timeout(seconds):
        transport = BoundedTransport(
            requests_left=endpoint.retries + 1, until=time.monotonic() + seconds
        )
        async with _client(transport) as http:
            agent = _agent(question, _model(endpoint, http), endpoint.retries)
            result = await agent.run(
                question.message,
                usage=usage,
                usage_limits=UsageLimits(request_limit=endpoint.retries + 1),
            )
    return result.output, _spent(usage, result.all_messages())


def stream(
    question: TextQuestion,
    endpoint: Endpoint,
    *,
    seconds: float,
    reader: Reader,
) -> Spent:
    """Give each part of the text to the reader as it comes; raise ModelUnavailable if it is cut.

    Ends early once nobody reads it any more.
    """
    transport = StreamingTransport(
        requests_left=endpoint.retries + 1, until=time.monotonic() + seconds
    )

    async def bounded() -> Spent:
        async with asyncio.timeout(seconds), _client(transport) as http:
            return await _streamed(question, _model(endpoint, http), reader)

    try:
        return asyncio.run(bounded())
    except ModelUnavailable:
        raise
    except Exception as error:
        spent = Spent(requests=endpoint.retries + 1 - transport.requests_left)
        raise ModelUnavailable(_failure(error), spent) from error


def _client(transport: BoundedTransport) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=transport, timeout=None)


async def _streamed(question: TextQuestion, model: Model, reader: Reader) -> Spent:
    agent = Agent(model, instructions=question.instructions, retries=0)
    limits = UsageLimits(request_limit=1)
    async with agent.run_stream(question.message, usage_limits=limits) as result:
        async for part in result.stream_text(delta=True, debounce_by=None):
            if reader.is_gone():
                break
            reader.take(part)
        spent = _spent(result.usage, [result.response])
        if not reader.is_gone() and _said_at_its_end(model, result.response) != "stop":
            raise ModelUnavailable(Failure.UNREACHABLE, spent)
        return spent


def _said_at_its_end(model: Model, response: ModelResponse) -> str | None:
    """Return why the model stopped; in OpenAI's form only if it said so itself."""
    if isinstance(model, OpenAIChatModel):
        return (response.provider_details or {}).get("finish_reason")
    return response.finish_reason


def _agent(question: ModelQuestion[Words], model: Model, retries: int) -> "Agent[object, Words]":
    """Return an agent without tools whose words are validated, then checked."""
    agent: Agent[object, Words] = Agent(
        model,
        output_type=NativeOutput(question.output_type),
        instructions=question.instructions,
        retries=retries,
    )
    agent.output_validator(_retrying(question.check))
    return agent


def _retrying(check: Callable[[Words], None]) -> Callable[[Words], Words]:
    def checked(words: Words) -> Words:
        try:
            check(words)
        except AnswerRefused as refusal:
            raise ModelRetry(str(refusal)) from refusal
        return words

    return checked


def _model(endpoint: Endpoint, http: httpx2.AsyncClient) -> Model:
    """Return OpenAI or what speaks like it; any other provider by pydantic-ai's own names."""
    name = endpoint.model
    if not endpoint.base_url and ":" in name and not name.startswith(OPENAI_PREFIX):
        return infer_model(name)
    client = AsyncOpenAI(
        base_url=endpoint.base_url or None,
        api_key=endpoint.api_key or "none",
        max_retries=0,  # the transport repeats
        http_client=http,
    )
    if not endpoint.base_url:
        name = name.removeprefix(OPENAI_PREFIX)
    return OpenAIChatModel(name, provider=OpenAIProvider(openai_client=client))


def _spent(usage: RunUsage, messages: list | None = None) -> Spent:
    cost = None
    responses = [message for message in messages or [] if isinstance(message, ModelResponse)]
    try:
        cost = sum(response.cost().total_price for response in responses) if responses else None
    except (LookupError, ValueError, AssertionError):
        cost = None  # no price is known for this model
    return Spent(usage.requests, usage.input_tokens, usage.output_tokens, cost or None)


def _failure(error: Exception) -> Failure:
    if isinstance(error, ModelHTTPError):
        return _http_failure(error.status_code)
    if _is_caused_by(error, AnswerTooLarge):
        return Failure.TOO_LARGE
    if _is_caused_by(error, httpx2.TransportError):
        return Failure.UNREACHABLE
    if _is_caused_by(error, json.JSONDecodeError):
        return Failure.INVALID_ANSWER
    kinds = {
        TimeoutError: Failure.TIMEOUT,
        ModelAPIError: Failure.UNREACHABLE,
        UserError: Failure.NOT_CONFIGURED,
        ImportError: Failure.NOT_INSTALLED,
    }
    return next(
        (failure for kind, failure in kinds.items() if isinstance(error, kind)),
        Failure.INVALID_ANSWER,
    )


def _http_failure(status: int) -> Failure:
    if status == 429:
        return Failure.RATE_LIMITED
    return Failure.PROVIDER_ERROR if status >= 500 else Failure.REFUSED


def _is_caused_by(error: BaseException | None, kind: type[BaseException]) -> bool:
    while error is not None:
        if isinstance(error, kind):
            return True
        error = error.__cause__ or error.__context__
    return False
