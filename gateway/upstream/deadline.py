"""The time of a call: its service's own, or what is left of its caller's."""

import time
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

from msgspec import structs

from gateway.errors import ServiceTimeout
from gateway.execution.port import Call, Reply, Upstream


@dataclass(frozen=True, slots=True)
class Deadline:
    """An Upstream around an Upstream. What is left is told to the service by the client, in `X-Deadline-Ms`."""

    upstream: Upstream
    timeout_s: float

    def send(self, call: Call) -> Coroutine[Any, Any, Reply]:
        """As `Upstream.send`; a call without time is not sent."""
        now = time.monotonic()
        if call.expires_at <= now:
            raise ServiceTimeout(
                call.service, detail=f"{call.method} {call.template}: no time left to send it"
            )
        expires_at = now + self.timeout_s
        if expires_at < call.expires_at:
            call = structs.replace(call, expires_at=expires_at)
        return self.upstream.send(call)
