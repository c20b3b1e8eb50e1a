"""Counts and times the calls that are really made."""

import time
from dataclasses import dataclass

from gateway.execution.port import Call, Reply, Upstream
from gateway.metrics import Histogram


@dataclass(frozen=True, slots=True)
class Measure:
    """An Upstream around an Upstream."""

    upstream: Upstream
    durations: Histogram

    async def send(self, call: Call) -> Reply:
        began = time.perf_counter()
        status = "none"
        try:
            reply = await self.upstream.send(call)
            status = str(reply.status)
            return reply
        finally:
            self.durations.add((call.service, status), time.perf_counter() - began)
