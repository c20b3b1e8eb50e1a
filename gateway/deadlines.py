"""Many deadlines on one timer."""

import asyncio
from collections.abc import Iterable
from math import inf
from typing import Any

from gateway.alarm import Alarm


class Deadlines:
    """Ends waits that are out of time with `TimeoutError`. Times are the event loop's, in seconds."""

    def __init__(self) -> None:
        self._waits: dict[asyncio.Future[Any], float] = {}
        self._alarm: Alarm | None = None

    def watch(self, wait: "asyncio.Future[Any]", at: float) -> None:
        self._waits[wait] = at
        if self._alarm is None:
            self._alarm = Alarm(wait.get_loop(), self._expire)
        if at < self._alarm.due:
            self._alarm.set(at)

    def forget(self, waits: "Iterable[asyncio.Future[Any]]") -> None:
        """These waits are over, or nobody's; they need not have been watched."""
        for wait in waits:
            self._waits.pop(wait, None)

    def _expire(self) -> None:
        assert self._alarm is not None
        now = asyncio.get_running_loop().time()
        for wait, at in list(self._waits.items()):
            if at > now:
                continue
            del self._waits[wait]
            if not wait.done():
                wait.set_exception(TimeoutError())
        self._alarm.set(min(self._waits.values(), default=inf))
