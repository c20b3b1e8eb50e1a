"""A service that is slow holds up only so many calls; as many again may wait, and those beyond fail at once."""

import asyncio
from collections import deque

from gateway.errors import ServiceOverloaded, ServiceTimeout
from gateway.execution.port import Call, Reply, Upstream


class Bulkhead:
    """An Upstream around an Upstream, for one service. `running` says how many calls do.

    Counted here: `asyncio.Semaphore` asks all who wait at each call, and costs more than the rest of the policies.
    """

    def __init__(self, upstream: Upstream, most: int, longest_queue: int) -> None:
        self._upstream = upstream
        self._most = most
        self._longest_queue = longest_queue
        self._queue: deque[asyncio.Future[None]] = deque()
        self.running = 0

    @property
    def waiting(self) -> int:
        """How many calls wait for their turn."""
        return len(self._queue)

    async def send(self, call: Call) -> Reply:
        if self.running >= self._most:
            await self._wait(call)
        else:
            self.running += 1
        try:
            return await self._upstream.send(call)
        finally:
            if self._queue:
                self._hand_on()
            else:
                self.running -= 1

    async def _wait(self, call: Call) -> None:
        """Wait for a place, which whoever leaves hands on."""
        if len(self._queue) >= self._longest_queue:
            raise ServiceOverloaded(
                call.service, detail=f"{call.method} {call.template}: {self.waiting} calls wait already"
            )
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.append(turn)
        try:
            async with asyncio.timeout_at(call.expires_at):
                await turn
        except BaseException as error:
            self._give_up(turn)
            if isinstance(error, TimeoutError):
                detail = f"{call.method} {call.template}: its time was over before its turn came"
                raise ServiceTimeout(call.service, detail=detail) from None
            raise

    def _give_up(self, turn: "asyncio.Future[None]") -> None:
        """Whoever goes just when its turn came hands it on."""
        if turn in self._queue:
            self._queue.remove(turn)
        elif not turn.cancelled():
            self._hand_on()

    def _hand_on(self) -> None:
        """Give the place of a call that has ended to the one that waits longest; then as many run as before."""
        while self._queue:
            turn = self._queue.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self.running -= 1
