"""Notes every call of a request, for its log line and for explain."""

import time
from dataclasses import dataclass

from gateway.execution.context import CallRecord, Context
from gateway.execution.port import Call, Reply, Upstream


@dataclass(frozen=True, slots=True)
class Recording:
    """An Upstream around an Upstream that adds to `context.calls`."""

    upstream: Upstream
    context: Context

    async def send(self, call: Call) -> Reply:
        began = time.perf_counter()
        status = None
        try:
            reply = await self.upstream.send(call)
            status = reply.status
            return reply
        finally:
            self.context.calls.append(CallRecord(call, status, time.perf_counter() - began))
