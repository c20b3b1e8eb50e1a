"""Notes every call of a request, for its log line and for explain."""

import time

from msgspec import Struct

from gateway.execution.context import CallRecord, Context
from gateway.execution.port import Call, Reply, Upstream


class Recording(Struct, frozen=True, gc=False):
    """An Upstream around an Upstream that adds to `context.calls`."""

    upstream: Upstream
    context: Context

    async def send(self, call: Call) -> Reply:
        began = time.perf_counter()
        status, size = None, 0
        try:
            reply = await self.upstream.send(call)
            status, size = reply.status, len(reply.body)
            return reply
        finally:
            duration = time.perf_counter() - began
            self.context.calls.append(CallRecord(call, status, duration, began, size))
