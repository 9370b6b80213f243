"""Redis as a cache, with one pool of connections for the process."""

from functools import cache
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient


@cache
def _client(servers: tuple[str, ...], options: tuple[tuple[str, Any], ...]) -> RedisCacheClient:
    return RedisCacheClient(list(servers), **dict(options))


class SharedRedisCache(RedisCache):
    """Django makes a cache object for each asynchronous request, and each would connect anew.

    The client and its pool are safe for threads; a stream would keep a connection for hours.
    """

    _servers: list[str]
    _options: dict[str, Any]

    @property
    def _cache(self) -> RedisCacheClient:
        return _client(tuple(self._servers), tuple(sorted(self._options.items())))
