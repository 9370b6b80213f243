"""HTTP to a provider within bounds: requests, bytes and time. Imported by a call only."""

import asyncio
import ssl
import time
from collections.abc import AsyncIterator
from functools import cache

import httpx2

MAX_ANSWER_BYTES = 1_000_000
RETRIED = frozenset({408, 429, 500, 502, 503, 504})
FIRST_PAUSE_SECONDS = 0.2


@cache
def _certificates() -> ssl.SSLContext:
    """Return the authorities that are trusted; to read them takes longer than many a call."""
    return httpx2.create_ssl_context()


class AnswerTooLarge(Exception):
    """The provider sent more than ``MAX_ANSWER_BYTES``."""


class BoundedTransport(httpx2.AsyncBaseTransport):
    """Reads whole answers up to a limit and repeats what may work the next time.

    ``requests_left`` counts every request of the call, whoever wants to repeat it. A
    ``Retry-After`` that ends past ``until`` (monotonic seconds) is not waited for.
    """

    def __init__(self, *, requests_left: int, until: float) -> None:
        self.requests_left, self.until = requests_left, until
        self.pause = FIRST_PAUSE_SECONDS
        self.inner = httpx2.AsyncHTTPTransport(verify=_certificates())

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        while True:
            if self.requests_left <= 0:
                raise httpx2.TransportError("No request is left for this call.")
            self.requests_left -= 1
            try:
                response = await self._whole_response(request)
            except httpx2.TransportError:
                if not await self._waited(self.pause):
                    raise
                continue
            if response.status_code not in RETRIED or not await self._waited(
                _retry_after(response) or self.pause
            ):
                return response

    async def _whole_response(self, request: httpx2.Request) -> httpx2.Response:
        return await self._read(await self.inner.handle_async_request(request))

    async def _read(self, response: httpx2.Response) -> httpx2.Response:
        body = bytearray()
        try:
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > MAX_ANSWER_BYTES:
                    raise AnswerTooLarge
        finally:
            await response.aclose()
        kept = [
            (name, value)
            for name, value in response.headers.multi_items()
            if name.lower() not in {"content-encoding", "content-length", "transfer-encoding"}
        ]
        return httpx2.Response(response.status_code, headers=kept, content=bytes(body))

    async def _waited(self, seconds: float) -> bool:
        """Wait before the next request; False when there is none or no time for it."""
        if self.requests_left <= 0 or time.monotonic() + seconds >= self.until:
            return False
        self.pause *= 2
        await asyncio.sleep(seconds)
        return True

    async def aclose(self) -> None:
        await self.inner.aclose()


class StreamingTransport(BoundedTransport):
    """Hands an answer on as it comes; what has begun to come is not asked for again."""

    async def _whole_response(self, request: httpx2.Request) -> httpx2.Response:
        request.headers["accept-encoding"] = "identity"  # the limit counts what is read
        response = await self.inner.handle_async_request(request)
        if response.status_code != 200:
            return await self._read(response)
        return httpx2.Response(
            200,
            headers=response.headers,
            stream=BoundedStream(response),
            extensions=response.extensions,
        )


class BoundedStream(httpx2.AsyncByteStream):
    """The bytes of a response up to ``MAX_ANSWER_BYTES``."""

    def __init__(self, response: httpx2.Response) -> None:
        self.response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        count = 0
        async for chunk in self.response.aiter_raw():
            count += len(chunk)
            if count > MAX_ANSWER_BYTES:
                raise AnswerTooLarge
            yield chunk

    async def aclose(self) -> None:
        await self.response.aclose()


def _retry_after(response: httpx2.Response) -> float:
    value = response.headers.get("retry-after", "")
    return float(value) if value.isdecimal() else 0.0
