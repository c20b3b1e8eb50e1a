"""A service that is slow holds up only so many calls; as many again may wait, and those beyond fail at once."""

import asyncio

from gateway.errors import ServiceOverloaded, ServiceTimeout
from gateway.execution.port import Call, Reply, Upstream


class Bulkhead:
    """An Upstream around an Upstream, for one service. `running` and `waiting` say how many calls do."""

    def __init__(self, upstream: Upstream, most: int, longest_queue: int) -> None:
        self._upstream = upstream
        self._longest_queue = longest_queue
        self._turns = asyncio.Semaphore(most)
        self.running = 0
        self.waiting = 0

    async def send(self, call: Call) -> Reply:
        if self._turns.locked():
            await self._wait(call)
        else:
            await self._turns.acquire()
        self.running += 1
        try:
            return await self._upstream.send(call)
        finally:
            self.running -= 1
            self._turns.release()

    async def _wait(self, call: Call) -> None:
        if self.waiting >= self._longest_queue:
            raise ServiceOverloaded(
                call.service, detail=f"{call.method} {call.template}: {self.waiting} calls wait already"
            )
        self.waiting += 1
        try:
            async with asyncio.timeout_at(call.expires_at):
                await self._turns.acquire()
        except TimeoutError:
            detail = f"{call.method} {call.template}: its time was over before its turn came"
            raise ServiceTimeout(call.service, detail=detail) from None
        finally:
            self.waiting -= 1
