"""A call that failed in passing is sent again, where that does no harm."""

import asyncio
import random
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from gateway.errors import UpstreamError
from gateway.execution.port import Call, Reply, Upstream

#: 502 Bad Gateway, 503 Service Unavailable, 504 Gateway Timeout: another try may meet another instance (RFC 9110, 15.6).
PASSING = frozenset((502, 503, 504))

#: The pause before the first repetition is up to this long, before each further one up to twice as long as that.
FIRST_PAUSE_S = 0.05

#: Repetitions that a service has in hand, so that a quiet one has some, and a burst of failures does not make a storm.
RESERVE = 10.0


class Retry:
    """An Upstream around an Upstream.

    Only calls that are safe or idempotent are sent again, `most` times at most, after a pause of random length ("full
    jitter") or after what `Retry-After` says, and only if there is time for it. Each call earns its service a `budget` of
    repetitions; when that is used up failures stay as they are.
    """

    def __init__(self, upstream: Upstream, most: int, budget: float) -> None:
        self._upstream = upstream
        self._most = most
        self._budget = budget
        self._in_hand = RESERVE if budget else 0.0
        self.repeated = 0

    async def send(self, call: Call) -> Reply:
        if self._in_hand < RESERVE:
            self._in_hand = min(RESERVE, self._in_hand + self._budget)
        for repetition in range(self._most):
            try:
                reply = await self._upstream.send(call)
            except UpstreamError as error:
                pause_s = self._pause(call, repetition, None) if error.passing else None
                if pause_s is None:
                    raise
            else:
                if reply.status not in PASSING:
                    return reply
                pause_s = self._pause(call, repetition, reply)
                if pause_s is None:
                    return reply
            await asyncio.sleep(pause_s)
        return await self._upstream.send(call)

    def _pause(self, call: Call, repetition: int, reply: Reply | None) -> float | None:
        """How long to wait before the call is sent again, in seconds; `None`: it is not."""
        if not call.repeatable or self._in_hand < 1:
            return None
        pause_s = random.uniform(0, FIRST_PAUSE_S * 2**repetition)  # noqa: S311  # spreads load, guards nothing
        if reply is not None and "retry-after" in reply.headers:
            pause_s = max(pause_s, seconds_of(reply.headers["retry-after"]))
        if time.monotonic() + pause_s >= call.expires_at:
            return None
        self._in_hand -= 1
        self.repeated += 1
        return pause_s


def seconds_of(retry_after: str) -> float:
    """`Retry-After` (RFC 9110, 10.2.3) in seconds from now; 0 where it cannot be read."""
    if retry_after.isascii() and retry_after.isdigit():
        return float(retry_after)
    try:
        when = parsedate_to_datetime(retry_after)
    except (ValueError, OverflowError):
        return 0.0
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())
