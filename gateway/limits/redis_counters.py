"""Counters that several gateways share, in Redis; while Redis does not answer each counts for itself."""

import asyncio
import hashlib
import logging
from collections.abc import Hashable
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from gateway.limits.rates import InMemory
from gateway.limits.windows import Used
from gateway.settings.values import Rate

log = logging.getLogger("gateway.limits")

#: What a request waits for Redis at most, and for how long Redis is left alone when it did not answer.
TIMEOUT_S = 0.25
PAUSE_S = 2.0

_TAKE = """
local now = tonumber(redis.call('GET', KEYS[1]) or '0')
local before = tonumber(redis.call('GET', KEYS[2]) or '0')
local cost, units, share, ttl = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
if before * share + now + cost > units then
  return {0, now, before}
end
now = redis.call('INCRBY', KEYS[1], cost)
redis.call('EXPIRE', KEYS[1], ttl)
return {1, now, before}
"""


class RedisCounters:
    """Counters in the Redis at `url`: two numbers a client and window, gone when they no longer count."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._loop: asyncio.AbstractEventLoop | None = None
        self._script: Any = None
        self._redis: Redis | None = None
        self._memory = InMemory()
        self._again_at = float("-inf")
        self._down = False

    async def take(self, client: Hashable, cost: int, rate: Rate, time_s: float) -> tuple[bool, Used]:
        if asyncio.get_running_loop().time() < self._again_at:
            return await self._memory.take(client, cost, rate, time_s)
        try:
            async with asyncio.timeout(TIMEOUT_S):
                taken = await self._take(client, cost, rate, time_s)
        except (RedisError, OSError, TimeoutError) as error:
            self._rest(error)
            return await self._memory.take(client, cost, rate, time_s)
        if self._down:
            self._down = False
            log.info("Redis answers again: rates are counted there")
        return taken

    async def _take(self, client: Hashable, cost: int, rate: Rate, time_s: float) -> tuple[bool, Used]:
        window, position = divmod(time_s / rate.seconds, 1)
        # Who it is need not be read in Redis, nor may it make the key anything else; braces keep both keys on one node.
        name = hashlib.sha256(repr(client).encode()).hexdigest()
        keys = [f"gateway:rate:{{{name}}}:{rate.seconds}:{int(window) - back}" for back in (0, 1)]
        arguments = [cost, rate.units, 1 - position, 2 * rate.seconds]
        taken, now, before = await self._prepared()(keys=keys, args=arguments)
        return bool(taken), Used(int(window), now, before)

    def _prepared(self) -> Any:
        """The script, on a client of this event loop: connections belong to the loop that made them."""
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self._loop = loop
            self._redis = Redis.from_url(
                self._url,
                socket_timeout=TIMEOUT_S,
                socket_connect_timeout=TIMEOUT_S,
                retry=Retry(NoBackoff(), 0),
            )
            self._script = self._redis.register_script(_TAKE)
        return self._script

    def _rest(self, error: Exception) -> None:
        self._again_at = asyncio.get_running_loop().time() + PAUSE_S
        if not self._down:
            self._down = True
            # The text of an error may hold the address, and with it a password.
            reason = type(error).__name__
            log.warning("Redis does not answer: rates are counted in memory", extra={"reason": reason})

    async def close(self) -> None:
        if self._redis is not None:
            await self._redis.aclose()
