"""Many deadlines on one timer: a timer of the event loop for each wait costs more than all else of waiting."""

import asyncio
from collections.abc import Iterable
from typing import Any


class Deadlines:
    """Ends waits that are out of time with `TimeoutError`. Times are the event loop's, in seconds.

    The timer stands at the earliest deadline that there was when it was set. Most waits end before, and leave it as it is.
    """

    def __init__(self) -> None:
        self._waits: dict[asyncio.Future[Any], float] = {}
        self._timer_at = float("inf")
        self._timer: asyncio.TimerHandle | None = None

    def watch(self, wait: "asyncio.Future[Any]", at: float) -> None:
        self._waits[wait] = at
        if at < self._timer_at:
            self._set(wait.get_loop(), at)

    def forget(self, waits: "Iterable[asyncio.Future[Any]]") -> None:
        """These waits are over, or nobody's; they need not have been watched."""
        for wait in waits:
            self._waits.pop(wait, None)

    def _set(self, loop: asyncio.AbstractEventLoop, at: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer_at = at
        self._timer = loop.call_at(at, self._expire, loop)

    def _expire(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        self._timer, self._timer_at = None, float("inf")
        for wait, at in list(self._waits.items()):
            if at > now:
                continue
            del self._waits[wait]
            if not wait.done():
                wait.set_exception(TimeoutError())
        if self._waits and (earliest := min(self._waits.values())) < float("inf"):
            self._set(loop, earliest)
