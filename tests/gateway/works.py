"""Work that is shared, and callers of it."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from gateway.errors import fresh
from gateway.sharing import Sharing

WAIT_S = 0.05
CALL_S = 0.12
LATE = float("inf")


class Works:
    """A service whose state is a number: each piece of work reads it when it begins, and gives it back `CALL_S` later."""

    def __init__(self, wait_s: float = WAIT_S, takes_s: float = CALL_S) -> None:
        self.sharing: Sharing[int] = Sharing(wait_s, fresh)
        self.takes_s = takes_s
        self.state = 0
        self.begun: list[float] = []
        self.deadlines: list[float] = []
        self.cancelled = 0
        self.running = self.most_at_once = 0
        self.fails: BaseException | None = None

    async def _work(self, expires_at: float) -> int:
        self.begun.append(now())
        self.deadlines.append(expires_at)
        self.running += 1
        self.most_at_once = max(self.most_at_once, self.running)
        read, fails = self.state, self.fails
        try:
            await asyncio.sleep(self.takes_s)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        finally:
            self.running -= 1
        if fails is not None:
            raise fails
        return read

    def ask(self, key: str = "k", expires_at: float = LATE) -> asyncio.Task[int]:
        """A caller, as a task of its own."""
        return asyncio.create_task(self.sharing.join(key, self._work, expires_at))


def now() -> float:
    return asyncio.get_running_loop().time()


def run(scenario: Coroutine[Any, Any, None]) -> None:
    """Run a test on a loop of its own, and not for ever."""

    async def in_time() -> None:
        async with asyncio.timeout(5):
            await scenario

    asyncio.run(in_time())


async def in_flight(works: Works, *callers: asyncio.Task[int]) -> None:
    """Wait until the work that the callers wait for has begun."""
    while not works.begun:
        await asyncio.sleep(0)
