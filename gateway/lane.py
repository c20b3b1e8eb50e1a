"""The short way of `POST /graphql` through uvicorn: from the parsed message to the endpoint, without ASGI's events between.

Everything else, and what is unusual (a second request before the first is answered, `Expect`, HTTP/1.0), goes uvicorn's own way
to `gateway.asgi.Door`, which answers the same. docs/adr/0010 says what it saves.
"""

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import Any

import msgspec

from gateway.asgi import Door
from gateway.errors import BodyTooLarge
from gateway.guard import Guard
from gateway.intake import Intake
from gateway.web.messages import Incoming

_SHORT_WAY = ["POST", "/graphql", "HTTP/1.1"]


class _NoEvent:
    """Nobody waits for parts of the body here."""

    @staticmethod
    def set() -> None:
        pass


class Exchange(msgspec.Struct):
    """A request on the short way, in the place of uvicorn's own cycle, with the parts of it that the protocol looks at."""

    headers: Mapping[str, str]
    keep_alive: bool
    response_started: bool = False
    response_complete: bool = False
    disconnected: bool = False
    message_event: type[_NoEvent] = _NoEvent
    parts: list[bytes] = []
    size: int = 0
    task: asyncio.Task[None] | None = None


class Lane(Guard):
    """uvicorn's protocol, guarded, with the short way. `intake`, too, is set by `lane_of`."""

    intake: Intake
    _exchange: Exchange | None = None

    def on_head(self, request: list[str], headers: Mapping[str, str]) -> None:
        busy = self.cycle is not None and not self.cycle.response_complete
        if busy or request != _SHORT_WAY or "expect" in headers:
            self._exchange = None
            super().on_head(request, headers)
            return
        may_stay = self.parser.should_keep_alive() and not self.door.capacity.draining
        self.cycle = self._exchange = Exchange(headers, may_stay)  # type: ignore[assignment]

    def on_body(self, body: bytes) -> None:
        exchange = self._exchange
        if exchange is None:
            super().on_body(body)
            return
        exchange.size += len(body)
        limit = self.door.max_body_bytes
        if exchange.size <= limit:
            exchange.parts.append(body)
        elif exchange.size > 2 * limit and not exchange.response_complete:
            self._refuse(exchange)

    def on_message(self) -> None:
        exchange, self._exchange = self._exchange, None
        if exchange is None:
            super().on_message()
        elif exchange.size > self.door.max_body_bytes:
            if not exchange.response_complete:
                self._refuse(exchange)
        else:
            self.intake.take(partial(self._begin, exchange), self.loop)

    def _begin(self, exchange: Exchange) -> None:
        exchange.task = self.loop.create_task(self._answer(exchange))
        self.tasks.add(exchange.task)

    async def _answer(self, exchange: Exchange) -> None:
        incoming = Incoming("POST", exchange.headers, "", b"".join(exchange.parts), self.peer)
        exchange.parts.clear()  # The exchange stays until the next one begins.
        try:
            outgoing = await self.door.endpoint.answer(incoming)
            if self.flow.write_paused:
                await self.flow.drain()
            if exchange.disconnected or self.transport.is_closing():
                return
            self.transport.write(self.written(outgoing, keep_alive=exchange.keep_alive))
            exchange.response_complete = True
            if exchange.keep_alive:
                self.on_response_complete()
            else:
                self.transport.close()
        finally:
            # Here rather than in a callback of the task, which would cost a turn of the loop.
            self.tasks.discard(exchange.task)

    def _refuse(self, exchange: Exchange) -> None:
        """The body is too large, and the connection ends with the answer.

        It comes when the body is over, or twice as long as it may be: before, the client still sends and would not see it.
        """
        unread = Incoming("POST", exchange.headers, "", b"", self.peer)
        outgoing = self.door.endpoint.refuse(unread, BodyTooLarge(self.door.max_body_bytes))
        self.transport.write(self.written(outgoing, keep_alive=False))
        exchange.keep_alive, exchange.response_complete = False, True
        self.transport.close()


def lane_of(door: Door) -> type[Lane]:
    """uvicorn makes protocols from a class, so that each door has a class of its own."""
    attributes: dict[str, Any] = {"door": door, "intake": Intake(door.capacity)}
    return type("LaneOfDoor", (Lane,), attributes)
