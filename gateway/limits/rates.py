"""How much a client may use in a while: operations are charged with their cost, whoever else shares their work.

A client is who is signed in, by issuer and subject, else the address (IPv6: its network of 64 bits). Everything is metered; what
may be used is unlimited until a rate is set, and then counted for each client.
"""

import time
from collections.abc import Callable, Hashable
from typing import Protocol

from msgspec import Struct

from gateway.auth.viewer import Viewer
from gateway.limits.windows import Used, Windows, level, wait_s
from gateway.settings.values import Rate

#: The kinds of clients, as metrics are labelled: those signed in and the others have a rate each.
Kind = tuple[str]
VIEWER: Kind = ("viewer",)
ADDRESS: Kind = ("address",)


class Charge(Struct, frozen=True, gc=False):
    """What is left to a client: `limit` is `None` where they may use as much as they like.

    `reset_s`: seconds until all that was used is forgotten. `retry_after_s`: not so much is left, and nothing was charged; when
    it may be.
    """

    limit: int | None = None
    remaining: int = 0
    reset_s: int = 0
    retry_after_s: int | None = None


UNLIMITED = Charge()


class Counters(Protocol):
    """Where it is counted what clients use."""

    async def take(self, client: Hashable, cost: int, rate: Rate, time_s: float) -> tuple[bool, Used]:
        """Count a cost if that much is left of the rate. Whether it was, and the counters after it."""
        ...

    async def close(self) -> None: ...


class InMemory:
    """Counters of this process."""

    def __init__(self) -> None:
        self._windows: dict[int, Windows] = {}

    async def take(self, client: Hashable, cost: int, rate: Rate, time_s: float) -> tuple[bool, Used]:
        used = self._of(rate.seconds).used(client, time_s)
        fits = level(used, time_s, rate.seconds) + cost <= rate.units
        if fits:
            used.now += cost
        return fits, used

    async def close(self) -> None:
        """Nothing is open."""

    def _of(self, seconds: int) -> Windows:
        windows = self._windows.get(seconds)
        if windows is None:
            windows = self._windows[seconds] = Windows(seconds)
        return windows


class Rates:
    """Charges clients. `signed_in` and `anonymous` are their rates, `None` unlimited; `charged` is told of every cost."""

    def __init__(
        self,
        signed_in: Rate | None = None,
        anonymous: Rate | None = None,
        *,
        shared: Counters | None = None,
        charged: Callable[[tuple[Kind, int]], None] = lambda _: None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._rates = {VIEWER: signed_in, ADDRESS: anonymous}
        self._counters: Counters = shared or InMemory()
        self._charged = charged
        self._clock = clock

    async def close(self) -> None:
        await self._counters.close()

    def metered(self, viewer: Viewer, cost: int) -> bool:
        """Whether who asks may use as much as they like: then that is all, and nothing is left to `charge`."""
        kind = ADDRESS if viewer.subject is None else VIEWER
        if self._rates[kind] is not None:
            return False
        self._charged((kind, cost or 1))
        return True

    async def charge(self, viewer: Viewer, subscriber: str, cost: int) -> Charge:
        """Charge who asks. Whatever is asked costs 1 at least."""
        if self.metered(viewer, cost):
            return UNLIMITED
        kind, client = _client(viewer, subscriber)
        rate, time_s, cost = self._rates[kind], self._clock(), cost or 1
        assert rate is not None  # or it was metered
        fits, used = await self._counters.take(client, cost, rate, time_s)
        if fits:
            self._charged((kind, cost))
        return _charge(rate, used, time_s, None if fits else cost)


def _client(viewer: Viewer, subscriber: str) -> tuple[Kind, Hashable]:
    return (ADDRESS, subscriber) if viewer.subject is None else (VIEWER, (viewer.issuer, viewer.subject))


def _charge(rate: Rate, used: Used, time_s: float, refused: int | None) -> Charge:
    remaining = max(0, int(rate.units - level(used, time_s, rate.seconds)))
    reset_s = wait_s(used, 0, time_s, rate.seconds) if used.now or used.before else 0
    if refused is None:
        return Charge(rate.units, remaining, reset_s)
    if refused > rate.units:
        return Charge(rate.units, remaining, reset_s, retry_after_s=rate.seconds)
    return Charge(rate.units, remaining, reset_s, wait_s(used, rate.units - refused, time_s, rate.seconds))
