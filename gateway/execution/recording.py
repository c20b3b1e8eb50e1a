"""What calls a request makes: counted always, for its log line; timed where somebody wants to see them."""

import time
from collections.abc import Coroutine
from typing import Any

from msgspec import Struct

from gateway.execution.port import Call, Reply, Upstream


class CallRecord(Struct, gc=False):
    """One REST call that was made. `status` is `None` when there was no answer.

    `began_s`: on `time.perf_counter`'s clock.
    """

    call: Call
    status: int | None
    duration_s: float
    began_s: float
    size: int


class Counted(Struct, frozen=True, gc=False):
    """An Upstream around an Upstream that adds to `calls`."""

    upstream: Upstream
    calls: list[Call]

    def send(self, call: Call) -> Coroutine[Any, Any, Reply]:
        """As `Upstream.send`."""
        self.calls.append(call)
        return self.upstream.send(call)


class Recording(Struct, frozen=True, gc=False):
    """An Upstream around an Upstream that adds to `records`."""

    upstream: Upstream
    records: list[CallRecord]

    async def send(self, call: Call) -> Reply:
        began = time.perf_counter()
        status, size = None, 0
        try:
            reply = await self.upstream.send(call)
            status, size = reply.status, len(reply.body)
            return reply
        finally:
            duration = time.perf_counter() - began
            self.records.append(CallRecord(call, status, duration, began, size))
