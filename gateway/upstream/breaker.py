"""A service that keeps failing is left alone for a while, so that callers get their answer at once and it can recover.

    closed ──too many failures──▶ open ──after `open_s`──▶ half open: one call tries
       ▲                           ▲                          │      │
       └──────── it succeeds ──────┼──────────────────────────┘      │
                                   └───────── it fails ──────────────┘

Failures are calls without an answer or without a whole one, answers of 5xx, and answers that are not what the binding declares.
"""

import logging
import time
from dataclasses import dataclass
from enum import StrEnum

from gateway.errors import CircuitOpen, UpstreamError
from gateway.execution.port import Call, Reply, Upstream
from gateway.upstream.window import Window

log = logging.getLogger("gateway.upstream")


class State(StrEnum):
    CLOSED = "closed"
    HALF_OPEN = "half_open"
    OPEN = "open"


# Asked of each call: a name of the module is found faster than a member of an Enum.
CLOSED = State.CLOSED


@dataclass(frozen=True, slots=True)
class Threshold:
    """When the breaker opens: `failures` (a share) of at least `calls` in the window. How long it then stays so."""

    calls: int
    failures: float
    open_s: float


class Breaker:
    """An Upstream around an Upstream, for one service."""

    def __init__(self, upstream: Upstream, service: str, threshold: Threshold, window: Window) -> None:
        self._upstream = upstream
        self._service = service
        self._threshold = threshold
        self._window = window
        self._opened_at = 0.0
        self._probing = False
        self.state = State.CLOSED

    async def send(self, call: Call) -> Reply:
        if self.state is not CLOSED:
            return await self._tried(call)
        try:
            reply = await self._upstream.send(call)
        except UpstreamError:
            self._fail()
            raise
        if reply.status >= 500:
            self._fail()
        elif self.state is CLOSED:
            self._window.add(time.monotonic())
        reply.doubt = self.turn
        return reply

    async def _tried(self, call: Call) -> Reply:
        """Let this call find out, when it is time to and no other does."""
        if self._probing or time.monotonic() < self._opened_at + self._threshold.open_s:
            raise CircuitOpen(
                self._service, detail=f"{call.method} {call.template}: not sent, the breaker is {self.state}"
            )
        self._probing, self.state = True, State.HALF_OPEN
        try:
            reply = await self._upstream.send(call)
        except UpstreamError:
            self._open()
            raise
        finally:
            self._probing = False
        if reply.status >= 500:
            self._open()
        else:
            self._close()
        reply.doubt = self.turn
        return reply

    def turn(self) -> None:
        """An answer that was counted as good was broken."""
        if self.state is State.CLOSED:
            self._window.turn()
            self._judge()

    def _fail(self) -> None:
        """What was sent while the breaker was closed and ends later says nothing of how the service is now."""
        if self.state is State.CLOSED:
            self._window.add(time.monotonic())
            self.turn()

    def _judge(self) -> None:
        calls, failures = self._window.calls, self._window.failures
        if calls >= self._threshold.calls and failures >= self._threshold.failures * calls:
            log.warning(
                "the breaker opens",
                extra={"upstream": self._service, "calls": calls, "failures": failures},
            )
            self._open()

    def _open(self) -> None:
        self.state, self._opened_at = State.OPEN, time.monotonic()
        self._window.clear()

    def _close(self) -> None:
        self.state = State.CLOSED
        log.info("the breaker closes", extra={"upstream": self._service})
